"""The sandbox, seen from outside: a file goes in as a stream, an answer comes out, and nothing else can happen.

A process is kept that has loaded the libraries and reads no file itself. For each job it forks a child, which shuts
itself in (`inside/lockdown.py`), reads the file from a pipe, answers on another and ends. A child that is late is
killed. This side holds a few chunks of a file at a time, never touches the disk, and takes nothing that it is told on
trust: an answer is bytes from somebody whom the file may have taken over.
"""

import fcntl
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from intake.attachments.limits import SECONDS
from intake.errors import IntakeError, Unready
from intake.vault.lanes import Lanes

_CHUNK: Final = 256 * 1024
_PIPE: Final = 1024 * 1024
_HEAD_BYTES: Final = 64 * 1024
_LENGTH_BYTES: Final = 4
_GOODBYE_SECONDS: Final = 2
_START: Final = ("import sys; sys.path.insert(0, sys.argv[1]);"
                 " from intake.attachments.inside.nursery import tend; tend()")
_ROOT: Final = Path(__file__).parents[2]


class Failed(IntakeError):
    """A job gave no answer: it ended early, or said what no honest one says."""


class Late(Failed):
    """A job took too long, and was ended."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a job answered: its head, and then as many bytes as the head promises, or `Failed`."""

    head: Mapping[str, Any]
    body: Iterator[bytes]


class Sandbox:
    """Where jobs are done, so many at once on this host as there are places in `lanes`."""

    def __init__(self, lanes: Lanes, seconds: float = SECONDS) -> None:
        """Nothing is started before the first job. `seconds` is how long one may take until the head of its answer."""
        self._lanes = lanes
        self._seconds = seconds
        self._nursery = _Nursery()

    def with_lanes(self, lanes: Lanes) -> "Sandbox":
        """The same processes, behind other places: so that one kind of work does not hold up the other."""
        other = Sandbox(lanes, self._seconds)
        other._nursery = self._nursery
        return other

    def warm_up(self) -> None:
        """Start what the first job would otherwise wait for, about a third of a second."""
        self._nursery.wake()

    @contextmanager
    def run(self, job: Mapping[str, Any], source: Iterable[bytes], most: int) -> Iterator[Answer]:
        """Do a job on a stream; its answer may have `most` bytes. Busy when no place came free, Failed, or Late.

        The source should come from this host: a place is held while it is read. The body can be read only here.
        """
        with self._lanes.place():
            child = self._nursery.child()
            try:
                deadline = time.monotonic() + self._seconds
                child.feed(job, source, deadline)
                head = child.head(deadline)
                size = head.get("size", 0)
                if not isinstance(size, int) or not 0 <= size <= most:
                    raise Failed("a job's answer is too long")
                yield Answer(head, child.body(size, self._seconds))
            finally:
                child.end()

    def require_protection(self) -> None:
        """Have a child try all that it must not be able to do; `Unready` with what is left open, or without a child."""
        try:
            with self.run({"task": "probe"}, (), 0) as answer:
                left_open = answer.head.get("openings")
        except Failed:
            raise Unready("Files cannot be looked into safely here, so none is: their processes could not be shut in"
                          " (this needs Linux 5.3 with seccomp, on x86_64 or aarch64).") from None
        if left_open != []:
            raise Unready("Files cannot be looked into safely here: their processes were not shut in.")

    def close(self) -> None:
        """End what was started. A later job starts it anew."""
        self._nursery.close()


class _Child:
    """One job's process: the two pipes to it, and a handle that names this process and never another."""

    def __init__(self, to: int, back: int, handle: int) -> None:
        self._to, self._back, self._handle = to, back, handle
        for descriptor in (to, back):
            os.set_blocking(descriptor, False)
            with suppress(OSError):  # wider where the kernel lets us, so that fewer turns are taken
                fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _PIPE)

    def feed(self, job: Mapping[str, Any], source: Iterable[bytes], deadline: float) -> None:
        words = json.dumps(job).encode()
        with suppress(BrokenPipeError):  # it answered without reading all
            self._write(len(words).to_bytes(_LENGTH_BYTES, "big") + words, deadline)
            for chunk in source:
                self._write(chunk, deadline)
        os.close(self._to)
        self._to = -1

    def head(self, deadline: float) -> Mapping[str, Any]:
        size = int.from_bytes(self._read(_LENGTH_BYTES, deadline), "big")
        if size > _HEAD_BYTES:
            raise Failed("a job's answer has no end")
        try:
            head = json.loads(self._read(size, deadline))
        except (ValueError, RecursionError):
            raise Failed("a job's answer cannot be read") from None
        if not isinstance(head, dict):
            raise Failed("a job's answer is of another form")
        return head

    def body(self, size: int, seconds: float) -> Iterator[bytes]:
        while size:
            piece = self._some(min(size, _CHUNK), time.monotonic() + seconds)
            size -= len(piece)
            yield piece

    def end(self) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        for descriptor in (self._to, self._back, self._handle):
            if descriptor >= 0:
                os.close(descriptor)

    def _write(self, data: bytes, deadline: float) -> None:
        rest = memoryview(data)
        while rest:
            _wait(self._to, select.POLLOUT, deadline)
            with suppress(BlockingIOError):
                rest = rest[os.write(self._to, rest[:_CHUNK]):]

    def _read(self, size: int, deadline: float) -> bytes:
        pieces = b""
        while len(pieces) < size:
            pieces += self._some(size - len(pieces), deadline)
        return pieces

    def _some(self, most: int, deadline: float) -> bytes:
        _wait(self._back, select.POLLIN, deadline)
        piece = os.read(self._back, most)
        if not piece:
            raise Failed("a job ended before its answer did")
        return piece


def _wait(descriptor: int, what: int, deadline: float) -> None:
    poll = select.poll()
    poll.register(descriptor, what)
    if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
        raise Late("a job took too long")


class _Nursery:
    """The process that forks a child for each job, started when it is first needed and again when it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = 0
        self._line: socket.socket | None = None
        self._close: weakref.finalize[..., Any] | None = None

    def wake(self) -> None:
        with self._lock:
            self._living_line()

    def child(self) -> _Child:
        to_read, to_write = os.pipe()
        back_read, back_write = os.pipe()
        try:
            handle = self._fork(to_read, back_write)
        except BaseException:
            os.close(to_write)
            os.close(back_read)
            raise
        finally:
            os.close(to_read)
            os.close(back_write)
        return _Child(to_write, back_read, handle)

    def close(self) -> None:
        with self._lock:
            if self._close is not None and self._owner == os.getpid():
                self._close()
            self._line = None

    def _fork(self, to: int, back: int) -> int:
        with self._lock:
            for _ in range(2):  # it may have ended since the last job, for want of work
                line = self._living_line()
                try:
                    socket.send_fds(line, [b"j"], [to, back])
                    _, descriptors, _, _ = socket.recv_fds(line, 1, 1)
                except (ConnectionError, TimeoutError):
                    descriptors = []
                if descriptors:
                    return descriptors[0]
                self._line = None
        raise Failed("no process for a job could be started")

    def _living_line(self) -> socket.socket:
        # A process that was forked off this one must not share its line.
        if self._line is None or self._owner != os.getpid():
            if self._close is not None and self._owner == os.getpid():
                self._close()
            self._line, process = _start()
            self._owner = os.getpid()
            self._close = weakref.finalize(self, _stop, self._line, process, self._owner)
        return self._line


def _start() -> tuple[socket.socket, "subprocess.Popen[bytes]"]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    # -I and an empty environment: it loads what this program is made of, and what nobody put in its way.
    words = [sys.executable, "-I", "-B", "-c", _START, str(_ROOT)]
    with theirs:
        process = subprocess.Popen(  # noqa: S603 - nothing in it comes from outside
            words, env={}, cwd="/", stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
    ours.settimeout(SECONDS)
    return ours, process


def _stop(line: socket.socket, process: "subprocess.Popen[bytes]", owner: int) -> None:
    line.close()
    if owner != os.getpid():
        return
    try:
        process.wait(_GOODBYE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
