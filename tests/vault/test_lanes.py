"""Lanes: never more at work than there are places, in all processes together, and a crash gives its place back."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import intake
from intake.errors import Busy
from intake.vault.lanes import Lanes

ROOT = Path(intake.__path__[0]).parent
WORKING = """
import sys, time
from pathlib import Path
from intake.vault.lanes import Lanes
lanes = Lanes(Path(sys.argv[1]), "sign-in", 2, patience=20)
for _ in range(8):
    with lanes.place():
        start = time.monotonic()
        time.sleep(0.01)
        print(start, time.monotonic(), flush=True)
"""
HOLDING = """
import sys, time
from pathlib import Path
from intake.vault.lanes import Lanes
with Lanes(Path(sys.argv[1]), "sign-in", 1).place():
    print("held", flush=True)
    time.sleep(60)
"""


def process(script: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, str(folder)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def most_at_once(spans: list[tuple[float, float]]) -> int:
    moments = sorted([(start, 1) for start, _ in spans] + [(end, -1) for _, end in spans])
    running = most = 0
    for _, step in moments:
        running += step
        most = max(most, running)
    return most


def test_processes_together_never_hold_more_than_the_places(tmp_path: Path) -> None:
    workers = [process(WORKING, tmp_path) for _ in range(4)]
    printed = [worker.communicate(timeout=60)[0].split() for worker in workers]
    spans = [
        (float(start), float(end)) for words in printed for start, end in zip(words[::2], words[1::2], strict=True)
    ]
    assert [worker.returncode for worker in workers] == [0, 0, 0, 0]
    assert len(spans) == 32
    assert most_at_once(spans) <= 2


def test_threads_of_one_process_take_turns_too(tmp_path: Path) -> None:
    lanes = Lanes(tmp_path, "receipts", 2)
    spans: list[tuple[float, float]] = []

    def work(_: int) -> None:
        with lanes.place():
            start = time.monotonic()
            time.sleep(0.005)
            spans.append((start, time.monotonic()))

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(work, range(24)))
    assert len(spans) == 24
    assert most_at_once(spans) == 2


def test_a_killed_holder_gives_its_place_back(tmp_path: Path) -> None:
    lanes = Lanes(tmp_path, "sign-in", 1, patience=0.1)
    with process(HOLDING, tmp_path) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Busy), lanes.place():
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait(timeout=10)
    with lanes.place():
        pass


def test_who_waits_too_long_is_told(tmp_path: Path) -> None:
    lanes = Lanes(tmp_path, "sign-in", 1, patience=0.2)
    with lanes.place():
        start = time.monotonic()
        with pytest.raises(Busy), lanes.place():
            pass
        waited = time.monotonic() - start
    assert 0.15 < waited < 2


def test_a_place_that_comes_free_is_taken_soon(tmp_path: Path) -> None:
    lanes = Lanes(tmp_path, "sign-in", 1)
    taken = threading.Event()
    freed: list[float] = []

    def hold() -> None:
        with lanes.place():
            taken.set()
            time.sleep(0.1)
        freed.append(time.monotonic())

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait()
    with lanes.place():
        got = time.monotonic()
    holder.join()
    assert got - freed[0] < 0.5


def test_no_patience_still_takes_a_free_place(tmp_path: Path) -> None:
    lanes = Lanes(tmp_path, "sign-in", 1, patience=0)
    with lanes.place():
        pass


def test_a_failure_at_work_gives_the_place_back(tmp_path: Path) -> None:
    lanes = Lanes(tmp_path, "sign-in", 1, patience=0.1)
    with pytest.raises(RuntimeError), lanes.place():
        raise RuntimeError
    with lanes.place():
        pass


def test_a_child_forked_meanwhile_does_not_keep_the_place(tmp_path: Path) -> None:
    lanes = Lanes(tmp_path, "sign-in", 1, patience=0.1)
    with lanes.place():
        child = os.fork()
        if child == 0:
            time.sleep(30)
            os._exit(0)
    try:
        with lanes.place():
            pass
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_lanes_of_different_names_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with Lanes(tmp_path, "sign-in", 1, patience=0.1).place(), Lanes(tmp_path, "receipts", 1, patience=0.1).place():
        pass


def test_two_instances_of_one_lane_share_their_places(tmp_path: Path) -> None:
    with (
        Lanes(tmp_path, "receipts", 1).place(),
        pytest.raises(Busy),
        Lanes(tmp_path, "receipts", 1, patience=0.05).place(),
    ):
        pass


def test_waiting_leaves_no_file_open(tmp_path: Path) -> None:
    lanes = Lanes(tmp_path, "sign-in", 2, patience=0.1)
    before = len(list(Path("/proc/self/fd").iterdir()))
    with lanes.place(), lanes.place(), pytest.raises(Busy), lanes.place():
        pass
    assert len(list(Path("/proc/self/fd").iterdir())) == before
