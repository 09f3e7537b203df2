"""Hanging up on lines on which nothing moves, so that nobody holds one of the server's few threads by being silent.

The server waits for a body, and for room to answer, as long as the line is open. So each worker looks at its own lines:
where for a minute neither a fair amount came nor anything was taken by the other side, what is to come is cut off. Who
waits for it is told that it ended, and may still answer. A little later the line is closed. Linux alone tells how much
moved; elsewhere nothing is looked at.
"""

import os
import socket
import stat
import struct
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PATIENCE: Final = 60.0
"""Within so many seconds something must have moved."""

FAIR: Final = 64 * 1024
"""How many bytes count as something: about one kilobyte a second, less than any telephone line gives."""

_LOOKS: Final = 6
_LAST_WORD: Final = 0.25
_MOVED: Final = struct.Struct("=QQ")
_MOVED_AT: Final = 120  # in struct tcp_info: tcpi_bytes_acked, then tcpi_bytes_received


@dataclass(slots=True)
class Mark:
    """When something last moved on a line, and how much had by then."""

    at: float
    taken: int
    came: int
    cut: bool = False


class Watch:
    """Looks at the lines that this process has on one port."""

    def __init__(self, port: int, patience: float) -> None:
        self._port = port
        self._patience = patience
        self._marks: dict[int, Mark] = {}

    def look(self, now: float) -> None:
        """Cut what has been still for too long, and close what was cut a while ago."""
        marks, self._marks = self._marks, {}
        for who, line in _lines(self._port):
            with suppress(OSError):  # whoever hung up meanwhile saves us the work
                taken, came = _moved(line)
                mark = marks.get(who)
                if mark is None or taken > mark.taken or came - mark.came >= FAIR:
                    mark = Mark(now, taken, came)
                elif now - mark.at >= self._patience * (1 + _LAST_WORD):
                    line.shutdown(socket.SHUT_RDWR)
                elif now - mark.at >= self._patience and not mark.cut:
                    line.shutdown(socket.SHUT_RD)
                    mark.cut = True
                self._marks[who] = mark


def start(port: int) -> None:
    """Look at this process's lines on a port from now on, in a thread of its own."""
    if sys.platform == "linux":
        watching = Watch(port, PATIENCE), PATIENCE / _LOOKS
        threading.Thread(target=_run, args=watching, name="lines", daemon=True).start()


def _run(watch: Watch, pause: float) -> None:
    while True:
        time.sleep(pause)
        with suppress(OSError):
            watch.look(time.monotonic())


def _lines(port: int) -> Iterator[tuple[int, socket.socket]]:
    """Every open connection on the port, and what tells it from all others.

    Nothing is opened or closed for it: closing any handle of a file drops every lock that this process has on the file,
    and SQLite's are such locks.
    """
    for handle in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # closed since
            known = os.fstat(int(handle.name))
            if stat.S_ISSOCK(known.st_mode):
                line = socket.socket(fileno=int(handle.name))
                try:
                    if _is_on(line, port):
                        yield known.st_ino, line
                finally:
                    line.detach()


def _is_on(line: socket.socket, port: int) -> bool:
    try:
        return (line.family in {socket.AF_INET, socket.AF_INET6} and line.type == socket.SOCK_STREAM
                and line.getsockname()[1] == port and bool(line.getpeername()))
    except OSError:  # it listens
        return False


def _moved(line: socket.socket) -> tuple[int, int]:
    """How many bytes the other side has taken, and how many came from there."""
    known = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _MOVED_AT + _MOVED.size)
    taken, came = _MOVED.unpack_from(known, _MOVED_AT)
    return taken, came
