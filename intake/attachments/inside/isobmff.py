"""Boxes: the containers that HEIC and AVIF files are made of."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from intake.attachments.inside.refused import Malformed

_MOST_BOXES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Box:
    """A box: its name, where it begins, where its content begins, and where it ends."""

    name: bytes
    start: int
    body: int
    end: int


def boxes(data: bytes | bytearray, start: int, end: int) -> Iterator[Box]:
    """The boxes that stand one after the other in a part of the data."""
    for _ in range(_MOST_BOXES):
        if start == end:
            return
        if end - start < 8:
            raise Malformed("a box is cut")
        size, name = struct.unpack_from(">I4s", data, start)
        body = start + 8
        if size == 1:
            if end - start < 16:
                raise Malformed("a box is cut")
            (size,) = struct.unpack_from(">Q", data, start + 8)
            body = start + 16
        stop = start + size if size else end
        if not body <= stop <= end:
            raise Malformed("a box is too long")
        yield Box(name, start, body, stop)
        start = stop
    raise Malformed("too many boxes")


def box(name: bytes, content: bytes) -> bytes:
    """A box with this content."""
    return struct.pack(">I4s", len(content) + 8, name) + content


def filler(size: int) -> bytes:
    """A box of zeros that takes `size` bytes, which are at least eight."""
    return box(b"free", bytes(size - 8))


class Reader:
    """Reads numbers of any width one after the other; what is not there is `Malformed`."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    def number(self, width: int) -> int:
        """The next number of so many bytes; zero for none."""
        return int.from_bytes(self.take(width), "big")

    def take(self, width: int) -> bytes:
        """The next bytes."""
        piece = self._data[self.at:self.at + width]
        if len(piece) != width:
            raise Malformed("a list is cut")
        self.at += width
        return piece
