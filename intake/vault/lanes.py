"""Lanes: so many may do costly work at once on this host, in all processes together; the others wait, then are told.

A place is an advisory lock on a file. The kernel gives it back when its holder ends, however it ends.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from intake.errors import Busy

_POLL_SECONDS: Final = 0.01


class Lanes:
    """A named set of places shared by every process that uses the same folder."""

    def __init__(self, directory: Path, name: str, places: int, patience: float = 5.0, waiting: int = 1000) -> None:
        """The folder is made when missing; `patience` is the longest wait in seconds.

        No more than `waiting` threads of a process are in the lane at once: whoever else comes is not let wait.
        """
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._files = tuple(directory / f"{name}.{number}" for number in range(places))
        for file in self._files:  # made now, or the file would tell when somebody first came
            file.touch(mode=0o600)
        self._patience = patience
        self._room = threading.Semaphore(waiting)
        # Only one thread of a process looks for a place at a time: whoever came later does not overtake it.
        self._turn = threading.Lock()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place for the length of the block; Busy when none came free in time."""
        if not self._room.acquire(blocking=False):
            raise Busy("too many wait for a place")
        try:
            held = self._wait_for_place()
            try:
                yield
            finally:
                _give_back(held)
        finally:
            self._room.release()

    def _wait_for_place(self) -> int:
        deadline = time.monotonic() + self._patience
        if not self._turn.acquire(timeout=self._patience):
            raise Busy("every place is taken")
        try:
            while (held := self._free_place()) is None:
                if time.monotonic() >= deadline:
                    raise Busy("every place is taken")
                time.sleep(_POLL_SECONDS)
            return held
        finally:
            self._turn.release()

    def _free_place(self) -> int | None:
        for file in self._files:
            # A descriptor of its own for each holder: flock tells open files apart, not processes or threads.
            descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
            except OSError:
                os.close(descriptor)
                raise
            else:
                return descriptor
        return None


def _give_back(descriptor: int) -> None:
    # Unlocked before it is closed: a child forked meanwhile may still hold the same open file.
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    os.close(descriptor)
