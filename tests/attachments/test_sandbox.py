"""Nothing that a file does to the process that reads it gets out: no network, no file, no program, no time."""

import os
import socket
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

import intake
from intake.attachments.clean import cleaned
from intake.attachments.kinds import Kind
from intake.attachments.sandbox import Failed, Late, Sandbox
from intake.errors import Busy
from intake.vault.lanes import Lanes

ROOT = Path(intake.__path__[0]).parent
OPENINGS = ["network", "sockets", "reading files", "writing files", "looking at files", "other processes", "children",
            "memory that runs"]
LOCKED_AS = """
import os, sys
from intake.attachments.inside import lockdown
uid = int(sys.argv[1])
if uid:
    os.setresuid(uid, uid, uid)
os.closerange(3, 1024)
lockdown.shut_in()
os.write(1, repr(lockdown.openings(int(sys.argv[2]), sys.argv[3])).encode())
os._exit(0)
"""
PROBE = {"task": "probe"}


@pytest.fixture
def listening() -> Iterator[int]:
    """A port of this machine that takes connections, and fails the test when one came."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield int(server.getsockname()[1])
        with pytest.raises(BlockingIOError):
            server.accept()


def test_a_job_reaches_no_network_no_file_and_no_program(sandbox: Sandbox, listening: int, tmp_path: Path) -> None:
    target = tmp_path / "written by a job"
    tmp_path.chmod(0o777)
    with sandbox.run({**PROBE, "port": listening, "file": str(target)}, (), 0) as answer:
        assert answer.head["openings"] == []
    assert not target.exists()


def test_the_same_tries_succeed_outside(tmp_path: Path) -> None:
    """Or the test above would be passed by tries that never work."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        words = ["-c", "import sys; from intake.attachments.inside.lockdown import openings;"
                       " print(openings(int(sys.argv[1]), sys.argv[2]))"]
        done = run(*words, str(server.getsockname()[1]), str(tmp_path / "written"))
        server.settimeout(5)
        server.accept()[0].close()
    assert (tmp_path / "written").exists()
    for opening in OPENINGS:
        assert opening in done


@pytest.mark.parametrize("user", [0, 65534, 1234])
def test_anybody_can_shut_themselves_in(user: int, listening: int, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        user = 0  # this test is run by somebody else than root: they stay who they are
    assert run("-c", LOCKED_AS, str(user), str(listening), str(tmp_path / "x")) == "[]"


@pytest.mark.parametrize("spoilt", ["platform.machine = lambda: 'sparc'", "lockdown._install = lambda program: None"],
                         ids=["another processor", "a filter that does not hold"])
def test_whoever_is_not_shut_in_does_nothing(spoilt: str) -> None:
    script = f"""
import platform
from intake.attachments.inside import lockdown
{spoilt}
try:
    lockdown.shut_in()
except lockdown.Unprotected:
    print("refused")
"""
    assert run("-c", script) == "refused"


def test_a_kept_process_that_cannot_shut_in_gives_no_answer_and_the_doctor_says_so(tmp_path: Path) -> None:
    script = f"""
from pathlib import Path
from intake.attachments import sandbox
from intake.errors import Unready
from intake.vault.lanes import Lanes
sandbox._START = sandbox._START.replace("tend()", "import platform; platform.machine = lambda: 'sparc'; tend()", 1)
kept = sandbox.Sandbox(Lanes(Path({str(tmp_path)!r}), "files", 1))
try:
    kept.require_protection()
except Unready as problem:
    print(problem)
"""
    assert "none is" in run("-c", script)


def test_the_doctor_finds_this_machine_fit(sandbox: Sandbox) -> None:
    sandbox.require_protection()


@pytest.mark.slow
def test_a_job_that_is_late_is_ended(tmp_path: Path) -> None:
    hasty, before = Sandbox(Lanes(tmp_path, "files", 1), seconds=0.3), children(os.getpid())
    hasty.warm_up()
    kept, = set(children(os.getpid())) - set(before)

    def slowly() -> Iterator[bytes]:
        yield b"x"
        time.sleep(0.5)
        yield b"x"

    with pytest.raises(Late), hasty.run(PROBE, slowly(), 0):
        pass
    until = time.monotonic() + 5
    while living_children(int(kept)) and time.monotonic() < until:
        time.sleep(0.01)
    assert living_children(int(kept)) == []
    hasty.close()


def test_a_large_file_passes_through_in_small_pieces(sandbox: Sandbox) -> None:
    pieces, piece = 60, b"What I saw, line by line.\n" * 40_000
    tracemalloc.start()
    try:
        with cleaned(sandbox, Kind.TEXT, (piece for _ in range(pieces))) as result:
            assert sum(map(len, result.chunks)) == pieces * len(piece)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 3 * 1024 * 1024


def test_a_source_that_fails_ends_the_job_and_fails_as_itself(sandbox: Sandbox) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x"
        raise ConnectionResetError("the store is gone")

    with pytest.raises(ConnectionResetError), sandbox.run(PROBE, broken(), 0):
        pass


def test_a_job_that_is_not_known_is_no_answer(sandbox: Sandbox) -> None:
    with pytest.raises(Failed), sandbox.run({"task": "anything"}, (), 0):
        pass


def test_there_are_never_more_jobs_than_places(tmp_path: Path) -> None:
    narrow = Sandbox(Lanes(tmp_path, "files", 1, patience=0.05))
    with narrow.run(PROBE, (), 0), pytest.raises(Busy), narrow.run(PROBE, (), 0):
        pass
    with narrow.run(PROBE, (), 0) as answer:
        assert answer.head["openings"] == []
    narrow.close()


@pytest.mark.slow
def test_a_sandbox_whose_process_is_gone_starts_another(tmp_path: Path) -> None:
    kept = Sandbox(Lanes(tmp_path, "files", 1))
    for _ in range(2):
        with kept.run(PROBE, (), 0) as answer:
            assert answer.head["openings"] == []
        kept.close()


@pytest.mark.slow
def test_the_process_that_is_kept_ends_with_this_one() -> None:
    script = """
import os, tempfile
from pathlib import Path
from intake.attachments.clean import cleaned
from intake.attachments.kinds import Kind
from intake.attachments.sandbox import Sandbox
from intake.vault.lanes import Lanes
kept = Sandbox(Lanes(Path(tempfile.mkdtemp()), "files", 1))
kept.warm_up()
print(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()[0], flush=True)
os._exit(0)
"""
    left = int(run("-c", script))
    for _ in range(100):
        if not Path(f"/proc/{left}").exists():
            return
        time.sleep(0.05)
    pytest.fail("it is still there")


def living_children(process: int) -> list[str]:
    """The processes that a process started, but for those that ended."""
    return [child for child in children(process) if state(child) != "Z"]


def children(process: int) -> list[str]:
    """The processes that a process started."""
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


def state(process: str) -> str:
    """What a process does, as one letter."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return "Z"


def run(*words: str) -> str:
    """What a fresh Python prints."""
    done = subprocess.run([sys.executable, *words], cwd="/", env={"PYTHONPATH": str(ROOT)}, capture_output=True,
                          text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
