"""A file is clean when a real scanner says so; whatever else it says or leaves unsaid, the file stays closed."""

import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.attachments.scanning import Closed, Scanner
from intake.errors import Busy
from intake.vault.lanes import Lanes
from tests.support.clamd import EICAR, FOUND, MOST_MB, Clamd

pytestmark = pytest.mark.slow  # `make check` brings no clamd

MB = 1024 * 1024
Asks = Callable[..., Scanner]


@pytest.fixture
def asks(clamd: Clamd, tmp_path: Path) -> Asks:
    """Makes a scanner: the daemon, or whatever else listens on a socket."""
    def make(path: Path = clamd.socket, seconds: float = 30.0) -> Scanner:
        return Scanner(str(path), Lanes(tmp_path / "lanes", "scan", 1, patience=0.1), seconds)

    return make


@contextmanager
def listening(folder: Path, answer: bytes | None, pause: float = 0.0) -> Iterator[Path]:
    """Somebody who reads no more than a command, says this, with a pause after each byte, and hangs up.

    None says nothing and stays.
    """
    path, over = folder / "other", threading.Event()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()

        def take() -> None:
            line, _ = server.accept()
            with line, suppress(OSError):
                if answer is None:
                    over.wait()
                else:
                    line.recv(10)
                    for byte in answer:
                        line.sendall(bytes([byte]))
                        over.wait(pause)

        thread = threading.Thread(target=take)
        thread.start()
        yield path
        over.set()
        thread.join()
    path.unlink()


def test_a_clean_file_passes_and_the_test_file_does_not(asks: Asks) -> None:
    asks().require_clean("a", [b"A letter."])
    for pieces in ([EICAR], [b"Read this: ", EICAR[:20], b"", EICAR[20:], b"."]):
        with pytest.raises(Closed) as closed:
            asks().require_clean("a", pieces)
        assert closed.value.signature == FOUND


def test_what_was_scanned_is_on_no_disk_afterwards(asks: Asks, clamd: Clamd) -> None:
    asks().require_clean("a", [bytes(MB)])
    deadline = time.monotonic() + 5
    while list(clamd.scratch.iterdir()) and time.monotonic() < deadline:  # it answers first, and tidies up then
        time.sleep(0.01)
    assert list(clamd.scratch.iterdir()) == []


@pytest.mark.parametrize("size, reason", [
    (MOST_MB // 2 + 1, "Heuristics.Limits.Exceeded"), (MOST_MB + 1, "size limit exceeded")])
def test_a_file_that_it_does_not_look_through_stays_closed(asks: Asks, size: int, reason: str) -> None:
    with pytest.raises(Closed, match=reason) as closed:
        asks().require_clean("a", (bytes(MB) for _ in range(size)))
    assert closed.value.signature == ""


def test_without_a_scanner_files_stay_closed(asks: Asks, tmp_path: Path) -> None:
    with pytest.raises(Closed, match="gave no answer"):
        asks(tmp_path / "nothing").require_clean("a", [b"A letter."])


@pytest.mark.parametrize("answer", [b"", b"stream: OK", b"stream: O", b"OK\0", b"x" * 9000, b"stream:  FOUND\0"])
def test_half_an_answer_or_a_strange_one_is_none(asks: Asks, tmp_path: Path, answer: bytes) -> None:
    with listening(tmp_path, answer) as path, pytest.raises(Closed):
        asks(path).require_clean("a", [b"A letter."])


def test_an_answer_before_all_was_read_never_opens_a_file(asks: Asks, tmp_path: Path) -> None:
    with listening(tmp_path, b"stream: OK\0") as path, pytest.raises(Closed):
        asks(path).require_clean("a", (bytes(MB) for _ in range(20)))


@pytest.mark.parametrize("answer, size", [(None, 9), (None, 20 * MB), (b"x" * 4000, 9)])
def test_a_scanner_that_stalls_or_dawdles_is_given_up_after_its_time(
    asks: Asks, tmp_path: Path, answer: bytes | None, size: int
) -> None:
    with listening(tmp_path, answer, pause=0.05) as path:
        began = time.monotonic()
        with pytest.raises(Closed, match="gave no answer"):
            asks(path, 0.3).require_clean("a", [bytes(size)])
        assert time.monotonic() - began < 3


def test_whoever_finds_every_place_taken_is_told(asks: Asks, tmp_path: Path) -> None:
    with Lanes(tmp_path / "lanes", "scan", 1).place(), pytest.raises(Busy):
        asks().require_clean("a", [b"A letter."])


def test_a_clean_file_is_asked_about_once_in_a_minute_and_a_harmful_one_each_time(
    asks: Asks, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanner, asked = asks(), []

    def pieces(data: bytes) -> Iterator[bytes]:
        asked.append(data)
        yield data

    for _ in range(2):
        scanner.require_clean("clean", pieces(b"A letter."))
        with pytest.raises(Closed):
            scanner.require_clean("harmful", pieces(EICAR))
    assert asked == [b"A letter.", EICAR, EICAR]
    later = time.monotonic() + 61
    monkeypatch.setattr(time, "monotonic", lambda: later)
    scanner.require_clean("clean", pieces(b"A letter."))
    assert asked[3:] == [b"A letter."]


def test_a_large_file_takes_no_memory(asks: Asks) -> None:
    tracemalloc.start()
    try:
        asks().require_clean("a", (bytes(16 * 1024) for _ in range((MOST_MB // 2 - 1) * 64)))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 256 * 1024


def test_it_tells_of_which_day_its_signatures_are(asks: Asks, tmp_path: Path) -> None:
    day = asks().signatures_day()
    assert day is not None
    assert abs((day - datetime.now(UTC).date()).days) <= 1
    with listening(tmp_path, b"ClamAV 1.4.6\0") as path:
        assert asks(path).signatures_day() is None
