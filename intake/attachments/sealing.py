"""Sealing a file while it arrives, and opening one again. At most a piece of it is ever in memory, and none on disk.

Each file has a random key of its own. Behind its end come zeros, so that the size of the blob says little about the
size of the file, which stands in the sealed record alone.
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import BinaryIO, Final

from intake.attachments.blobs import Blobs, Writer
from intake.attachments.record import FileRecord
from intake.errors import IntakeError
from intake.vault.box import Boxer, BoxReader, InvalidTag, boxed_size
from intake.vault.context import context
from intake.vault.keys import new_seed
from intake.vault.padding import padded_size

SMALLEST: Final = 64 * 1024
"""Below this all files look alike."""

_ZEROS: Final = bytes(64 * 1024)


class TooLarge(IntakeError):
    """More came than there may be of one file. Nothing of it is left."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file in the store: its blob, the key that opens it, its true size and the size of the blob."""

    blob: str
    key: bytes = field(repr=False)
    size: int
    stored: int
    sha256: str


def seal(blobs: Blobs, case_id: int, pieces: Iterable[bytes], limit: int) -> Sealed:
    """Write a file of at most `limit` bytes into the store. No row names its blob yet: write one, or remove the blob.

    Whatever goes wrong, what was written is gone: `TooLarge`, what the pieces raise, and `OSError` from a full disk.
    """
    writer, key = blobs.create(), new_seed()
    try:
        size, digest = _write(writer, Boxer(key, file_place(writer.name, case_id)), pieces, limit)
        writer.commit()
    except BaseException:
        writer.abandon()
        raise
    return Sealed(writer.name, key, size, stored_size(size), digest)


def stored_size(size: int) -> int:
    """How large the blob of a file of this size is."""
    return boxed_size(_filled(size))


class Opened(AbstractContextManager["Opened"]):
    """A file that can be read anywhere in it, without ever being whole in memory."""

    def __init__(self, source: BinaryIO, reader: BoxReader, size: int) -> None:
        self._source = source
        self._reader = reader
        self.size = size

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        """The bytes from `start` up to `stop`, or the end. `InvalidTag` where the blob was changed on the way."""
        return self._reader.range(start, min(stop, self.size))

    def __exit__(self, *_: object) -> None:
        self._source.close()


def open_file(blobs: Blobs, case_id: int, record: FileRecord | Sealed) -> Opened:
    """A file, opened. Raises `FileNotFoundError` when its blob is gone, `InvalidTag` when it was cut or is another."""
    source = blobs.open(record.blob)
    try:
        reader = BoxReader(record.key, file_place(record.blob, case_id), source)
        if reader.size != _filled(record.size):
            raise InvalidTag
    except BaseException:
        source.close()
        raise
    return Opened(source, reader, record.size)


def _write(writer: Writer, boxer: Boxer, pieces: Iterable[bytes], limit: int) -> tuple[int, str]:
    size, digest = 0, sha256()
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise TooLarge
        digest.update(piece)
        writer.write(boxer.update(piece))
    rest = _filled(size) - size
    while rest:
        zeros = _ZEROS[:rest]
        writer.write(boxer.update(zeros))
        rest -= len(zeros)
    writer.write(boxer.finish())
    return size, digest.hexdigest()


def _filled(size: int) -> int:
    return max(SMALLEST, padded_size(size))


def file_place(blob: str, case_id: int) -> bytes:
    """Where a file lies: a blob under another name, or of another case, does not open."""
    return context("file", "blob", blob, case_id)
