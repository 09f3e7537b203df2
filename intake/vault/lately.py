"""How much came lately on this host, to all workers together: tries in buckets, and texts that came before today.

It lies in memory that the workers share and nowhere else: on a disk it would tell to the second when somebody was here
(DESIGN 2, promise 10). Nothing of whoever sends is in it, no address least of all; a restart forgets all of it.
"""

import fcntl
import os
import struct
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from hashlib import blake2b
from mmap import mmap
from pathlib import Path
from time import monotonic
from typing import Final

from intake import clock
from intake.vault.context import context
from intake.vault.keys import derive

_BUCKET: Final = struct.Struct("dd")
_SEEN: Final = struct.Struct("8sII")
_TABLE_AT: Final = 64
_PLACES: Final = 16_384
_SIZE: Final = _TABLE_AT + _PLACES * _SEEN.size
_MOST: Final = 2**32 - 1


class Bucket(IntEnum):
    """What is counted."""

    ENQUIRIES = 0
    CODE_TRIES = 1


def shared_memory() -> mmap:
    """Memory that this process shares with those it forks."""
    return mmap(-1, _SIZE)


class Lately:
    """What came lately. Workers that were handed the same memory, and use the same folder, count together."""

    def __init__(self, directory: Path, memory: mmap, secret: bytes, per_minute: dict[Bucket, int]) -> None:
        """`secret` keys the hashes of texts and should not outlive the memory. The folder is made when missing."""
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Opened now, not at the first try, or the file would tell when somebody first came.
        self._lock = os.open(directory / "lately", os.O_RDWR | os.O_CREAT, 0o600)
        weakref.finalize(self, os.close, self._lock)
        self._memory = memory
        self._key = derive(secret, context("texts of today"))
        self._per_minute = per_minute
        self._turn = threading.Lock()

    def too_many(self, bucket: Bucket) -> bool:
        """Count one more, and say whether more came than should.

        A bucket holds what two minutes may bring. It goes on filling to the double while more comes than flows off, so
        that a flood is one from its beginning to its end, and over two minutes after it.
        """
        rate = self._per_minute[bucket]
        with self._held():
            level, at = _BUCKET.unpack_from(self._memory, bucket * _BUCKET.size)
            now = monotonic()
            left = max(0.0, min(level, 4.0 * rate) - max(0.0, now - at) * rate / 60)
            _BUCKET.pack_into(self._memory, bucket * _BUCKET.size, min(left + 1, 4.0 * rate), now)
        return bool(left + 1 > 2 * rate)

    def mark(self, text: str) -> bytes:
        """What a text is known by today. Capitals, and spaces around it, make no difference."""
        plain = text.strip().casefold().encode("utf-8", "surrogatepass")
        today = clock.today().toordinal().to_bytes(8, "big")
        return blake2b(plain, digest_size=8, key=self._key, salt=today).digest()

    def times(self, mark: bytes) -> int:
        """How often a text was noted today. A guess too low where many different texts came."""
        tag, count, day = _SEEN.unpack_from(self._memory, _place(mark))
        return int(count) if tag == mark and day == clock.today().toordinal() else 0

    def note(self, mark: bytes) -> None:
        """Note that a text came."""
        with self._held():
            count = min(self.times(mark) + 1, _MOST)
            _SEEN.pack_into(self._memory, _place(mark), mark, count, clock.today().toordinal())

    @contextmanager
    def _held(self) -> Iterator[None]:
        # The kernel gives the lock back when a worker dies with it. It tells open files apart, and each worker has one.
        with self._turn:
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._lock, fcntl.LOCK_UN)


def _place(mark: bytes) -> int:
    return _TABLE_AT + int.from_bytes(mark, "big") % _PLACES * _SEEN.size
