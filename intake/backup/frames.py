"""What stands in an archive once it is open: frames, one after the other. Pure: bytes in, bytes out.

A frame is a mark (one byte), a length (u32, big endian) and so many bytes. A row is a frame of frames, one for each
value, in the order of its table's columns. The marks are in `docs/operations.md`, for whoever must read an archive
without Intake.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

Frame = tuple[bytes, bytes]

TABLE: Final = b"T"
ROW: Final = b"R"
FILE: Final = b"F"
PART: Final = b"P"
MANIFEST: Final = b"M"
SIGNATURE: Final = b"S"

_LENGTH: Final = 4
_HEAD: Final = 1 + _LENGTH


@dataclass(frozen=True, slots=True)
class Counted:
    """How much of something there was (rows of a table, bytes of a file), and the SHA-256 over its frames in hex."""

    count: int
    digest: str


class Tally:
    """Counts tables and files as their frames go by: the same for writer, reader and restored store."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._hashes: dict[str, Any] = {}
        self._current = ""

    def note(self, mark: bytes, payload: bytes) -> None:
        """Count one frame. What comes twice, or belongs to nothing, raises ValueError."""
        if mark in (TABLE, FILE):
            self._begin("table:" if mark == TABLE else "file:", payload)
        elif mark in (ROW, PART):
            self._counts[self._current] += 1 if mark == ROW else len(payload)
        else:
            return
        self._hashes[self._current].update(packed(mark, payload))

    @property
    def counted(self) -> dict[str, Counted]:
        """What went by so far, by name."""
        return {name: Counted(self._counts[name], self._hashes[name].hexdigest()) for name in self._counts}

    def _begin(self, kind: str, payload: bytes) -> None:
        self._current = kind + json.loads(payload)["name"]
        if self._current in self._counts:
            raise ValueError(f"{self._current} comes twice")
        self._counts[self._current], self._hashes[self._current] = 0, hashlib.sha256()


def tally(frames: Iterable[Frame]) -> dict[str, Counted]:
    """What stands in these frames, by name."""
    seen = Tally()
    for mark, payload in frames:
        seen.note(mark, payload)
    return seen.counted


def packed(mark: bytes, payload: bytes) -> bytes:
    """One frame as bytes."""
    return mark + len(payload).to_bytes(_LENGTH, "big") + payload


def unpacked(chunks: Iterable[bytes]) -> Iterator[Frame]:
    """The frames in a stream of bytes, cut anywhere. ValueError where the last one is not whole."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        start = 0
        while (end := _end_of(held, start)) is not None and end <= len(held):
            yield bytes(held[start:start + 1]), bytes(held[start + _HEAD:end])
            start = end
        del held[:start]
    if held:
        raise ValueError("the last frame is not whole")


def table(name: str, columns: Sequence[str]) -> bytes:
    """What stands before a table's rows."""
    return json.dumps({"name": name, "columns": list(columns)}).encode()


def file(name: str) -> bytes:
    """What stands before a file's parts."""
    return json.dumps({"name": name}).encode()


def row(values: Iterable[Any]) -> bytes:
    """A row as bytes. A value of a kind that the format does not know raises ValueError."""
    return b"".join(packed(*_value(value)) for value in values)


def row_from(payload: bytes) -> list[Any]:
    """The values of a row."""
    return [_READ[mark](value) for mark, value in unpacked([payload])]


def _end_of(held: bytearray, start: int) -> int | None:
    if len(held) < start + _HEAD:
        return None
    return start + _HEAD + int.from_bytes(held[start + 1:start + _HEAD], "big")


def _value(value: Any) -> Frame:
    if value is None:
        return b"0", b""
    for kind, mark, write in _WRITE:
        if isinstance(value, kind):
            return mark, write(value)
    raise ValueError(f"a backup has no place for a {type(value).__name__}")


_WRITE: Final[tuple[tuple[type, bytes, Any], ...]] = (  # True is an int, and a moment is a date: the narrower first
    (bool, b"?", lambda value: b"1" if value else b"0"),
    (int, b"i", lambda value: str(value).encode()),
    (float, b"f", lambda value: value.hex().encode()),
    (str, b"s", lambda value: value.encode("utf-8", "surrogatepass")),
    (bytes, b"b", bytes),
    (datetime, b"t", lambda value: value.isoformat().encode()),
    (date, b"d", lambda value: value.isoformat().encode()),
)
_READ: Final[dict[bytes, Any]] = {
    b"0": lambda _: None,
    b"?": lambda value: value == b"1",
    b"i": int,
    b"f": lambda value: float.fromhex(value.decode()),
    b"s": lambda value: value.decode("utf-8", "surrogatepass"),
    b"b": bytes,
    b"t": lambda value: datetime.fromisoformat(value.decode()),
    b"d": lambda value: date.fromisoformat(value.decode()),
}
