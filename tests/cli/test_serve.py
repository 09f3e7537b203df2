"""`intake serve`: what it refuses, what it starts, what it survives, and that nothing of it is left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from intake.accounts import store_mark
from intake.accounts.models import StoreKind
from intake.db import Stores
from intake.settings import Settings
from intake.vault.secrets import Secrets
from tests.support.databases import Urls
from tests.support.instance import Instance, set_up
from tests.support.served import Browser, Served, serving

pytestmark = pytest.mark.slow


def refusal(settings: Settings, urls: Urls, *words: str, **variables: str) -> str:
    """What `intake serve` says when it refuses: one line, and exit status 2."""
    given = {f"INTAKE_{name.upper()}": url for name, url in urls.as_settings().items()}
    environment = os.environ | given | {"INTAKE_INSTANCE_DIR": str(settings.instance_dir)} | variables
    done = subprocess.run([sys.executable, "-m", "intake", "serve", *words], env=environment, text=True, timeout=60,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 2, done.stdout
    assert done.stdout.count("\n") == 1, done.stdout
    return done.stdout


def wait_for(what: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not come to be"
        time.sleep(0.1)


def children(pid: int) -> dict[int, str]:
    """The processes that a process started, with their command lines."""
    found = {}
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
    return found


def alive(pid: int) -> bool:
    """Whether a process runs, zombies left out."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # it ended before we looked, or while we did
        return False


@pytest.fixture
def instance(urls: Urls, instance_dir: Path) -> Iterator[Instance]:
    """A real instance with people in it."""
    instance = set_up(instance_dir, urls)
    yield instance
    instance.stores.dispose()


@pytest.fixture
def served(instance: Instance, tmp_path: Path) -> Iterator[Served]:
    """That instance, served."""
    with serving(instance.environment(), tmp_path / "log") as served:
        yield served


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_it_refuses_an_instance_without_secrets(settings: Settings, urls: Urls) -> None:
    assert "run `intake init`" in refusal(settings, urls)


def test_it_refuses_a_store_that_was_never_set_up(settings: Settings, urls: Urls, secrets: Secrets) -> None:
    assert "never set up" in refusal(settings, urls)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_it_refuses_to_show_a_demonstration_to_other_machines(
    settings: Settings, urls: Urls, secrets: Secrets, stores: Stores
) -> None:
    with stores.changing() as work:
        store_mark.mark_store(work.main, StoreKind.DEMO)
    assert "this machine only" in refusal(settings, urls, INTAKE_HOST="0.0.0.0")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_it_refuses_to_serve_a_demonstration_that_was_never_finished(
    settings: Settings, urls: Urls, secrets: Secrets, stores: Stores
) -> None:
    with stores.changing() as work:
        store_mark.mark_store(work.main, StoreKind.DEMO)
    assert "never finished" in refusal(settings, urls, "--demo")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_it_refuses_a_port_that_is_taken(settings: Settings, urls: Urls, secrets: Secrets, stores: Stores) -> None:
    with stores.changing() as work:
        store_mark.mark_store(work.main, StoreKind.REAL)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"127.0.0.1:{port} cannot be served on" in refusal(settings, urls, INTAKE_PORT=port)


def jobs_of(served: Served) -> list[int]:
    """The job processes of a server."""
    return [pid for pid, command in children(served.process.pid).items() if "intake worker" in command and alive(pid)]


def workers_of(served: Served) -> list[int]:
    """The processes of a server that answer requests."""
    return [pid for pid in children(served.process.pid) if alive(pid) and pid not in jobs_of(served)]


def test_it_serves_beside_one_job_process_and_leaves_nothing_running(served: Served) -> None:
    started = [*jobs_of(served), *workers_of(served)]
    assert (len(jobs_of(served)), len(workers_of(served))) == (1, 2)
    served.process.terminate()
    assert served.process.wait(30) == 0
    assert [pid for pid in started if alive(pid)] == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_job_process_can_be_left_out(instance: Instance, tmp_path: Path) -> None:
    command = ("-m", "intake", "serve", "--no-worker")
    with serving(instance.environment(), tmp_path / "log", command=command) as served:
        assert jobs_of(served) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nothing_outlives_a_server_that_was_killed(served: Served) -> None:
    started = list(children(served.process.pid))
    served.process.send_signal(signal.SIGKILL)
    served.process.wait()
    wait_for(lambda: not any(map(alive, started)))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_job_process_that_ended_is_started_again(served: Served) -> None:
    (first,) = jobs_of(served)
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: len(jobs_of(served)) == 1 and first not in jobs_of(served))


def test_sessions_survive_the_respawn_of_every_worker(served: Served, instance: Instance) -> None:
    browser = _signed_in(served, instance)
    workers = workers_of(served)
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: len(workers_of(served)) == 2)
        time.sleep(6)  # two crashes within five seconds look like a crash loop, and end the server
    assert not set(workers) & set(workers_of(served))
    again = served.browser()
    again.cookies = browser.cookies
    assert again.get("/desk/").status == 200


def test_a_restart_ends_every_session(instance: Instance, tmp_path: Path) -> None:
    with serving(instance.environment(), tmp_path / "log") as served:
        cookies = _signed_in(served, instance).cookies
    with serving(instance.environment(), tmp_path / "log") as served:
        browser = served.browser()
        browser.cookies = cookies
        assert browser.get("/desk/").status == 303


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_process_may_leave_its_memory_on_disk(served: Served) -> None:
    for pid in (served.process.pid, *children(served.process.pid)):
        limits = Path(f"/proc/{pid}/limits").read_text()
        (core,) = (line for line in limits.splitlines() if line.startswith("Max core file size"))
        assert core.split()[4:6] == ["0", "0"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_it_writes_is_for_the_owner_alone(instance: Instance, tmp_path: Path) -> None:
    before = set(instance.folder.rglob("*"))
    with serving(instance.environment(), tmp_path / "log") as served:
        served.browser().send("Somebody I love is in there.")
        wait_for((instance.folder / "jobs.db").exists)
        made = set(instance.folder.rglob("*")) - before
    assert made
    assert [path for path in made if path.exists() and path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_request_is_logged(served: Served) -> None:
    for path in ("/en/", "/en/contact", "/nowhere"):
        served.browser().get(path)
    assert "GET" not in served.log.read_text()
    assert "nowhere" not in served.log.read_text()


def _signed_in(served: Served, instance: Instance) -> Browser:
    browser = served.browser()
    browser.sign_in(instance.caseworker)
    assert browser.get("/desk/").status == 200
    return browser
