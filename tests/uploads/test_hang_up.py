"""A line on which nothing moves is cut, then closed; one on which something does is left alone, whatever it takes."""

import socket
import sqlite3
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from intake.hang_up import FAIR, Watch

PATIENCE = 60.0
INTRUDER = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"


class Line:
    """Both ends of a connection."""

    def __init__(self, listening: socket.socket, held: ExitStack) -> None:
        self.client = held.enter_context(socket.create_connection(listening.getsockname()))
        self.server = held.enter_context(listening.accept()[0])
        for end in (self.client, self.server):
            end.settimeout(5)

    def move(self, size: int) -> None:
        """The client sends so much, and the server takes it."""
        self.client.sendall(bytes(size))
        while size:
            size -= len(self.server.recv(size))

    def is_cut(self) -> bool:
        """Whether the server reads an end."""
        self.server.setblocking(False)
        try:
            return self.server.recv(1) == b""
        except BlockingIOError:
            return False
        finally:
            self.server.settimeout(5)


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """A port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def lines(listening: socket.socket) -> Iterator[list[Line]]:
    """Three connections to it."""
    with ExitStack() as held:
        yield [Line(listening, held) for _ in range(3)]


@pytest.fixture
def watch(listening: socket.socket) -> Watch:
    """Somebody who looks at the port."""
    return Watch(listening.getsockname()[1], PATIENCE)


def test_a_silent_line_is_cut_after_a_minute_and_may_still_be_answered(watch: Watch, lines: list[Line]) -> None:
    silent, *_ = lines
    watch.look(0)
    watch.look(PATIENCE - 1)
    assert not silent.is_cut()
    watch.look(PATIENCE)
    assert silent.is_cut()
    silent.server.sendall(b"It did not arrive whole.")
    assert silent.client.recv(100) == b"It did not arrive whole."


def test_a_line_that_stays_silent_is_closed(watch: Watch, lines: list[Line]) -> None:
    silent, *_ = lines
    for now in (0, PATIENCE, PATIENCE + 1):
        watch.look(now)
    watch.look(PATIENCE * 1.25)
    assert silent.client.recv(1) == b""
    with pytest.raises(BrokenPipeError):
        silent.server.sendall(b"x")


def test_a_fair_pace_keeps_a_line_and_a_trickle_does_not(watch: Watch, lines: list[Line]) -> None:
    fair, trickle, answered = lines
    for minute in range(6):
        watch.look(minute * PATIENCE / 2)
        if not trickle.is_cut():
            trickle.move(100)
        fair.move(FAIR)
        answered.server.sendall(b"x" * 10)
        answered.client.recv(10)
    assert (fair.is_cut(), trickle.is_cut(), answered.is_cut()) == (False, True, False)


def test_other_ports_and_files_are_left_alone(watch: Watch, lines: list[Line]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, ExitStack() as held:
        elsewhere = Line(other, held)
        for now in (0, PATIENCE, PATIENCE * 2):
            watch.look(now)
        assert not elsewhere.is_cut()
        elsewhere.move(10)


def test_looking_leaves_the_locks_of_a_store_alone(watch: Watch, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as store:
        store.execute("CREATE TABLE item (id)")
        store.execute("PRAGMA journal_mode = WAL")
        store.execute("BEGIN IMMEDIATE")
        store.execute("INSERT INTO item VALUES (1)")
        watch.look(0)
        wanted = [sys.executable, "-c", INTRUDER, str(tmp_path / "store.db")]
        assert b"locked" in subprocess.run(wanted, check=False, capture_output=True).stderr
        store.execute("COMMIT")


def test_looking_leaves_nothing_open(watch: Watch, lines: list[Line]) -> None:
    before = _open()
    for now in range(50):
        watch.look(now)
    assert _open() == before


def test_how_much_moved_is_read_where_the_system_keeps_it(lines: list[Line]) -> None:
    line, *_ = lines
    line.move(12_345)
    known = line.server.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 136)
    assert struct.unpack_from("=QQ", known, 120)[1] == 12_345


def _open() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
