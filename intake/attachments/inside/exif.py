"""Exif and TIFF directories: read without trust, as far as they go, and written anew with as little as can be."""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from intake.attachments.findings import Hidden
from intake.attachments.inside.recognise import in_iptc, in_xmp

ORIENTATION: Final = 0x0112
_SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_MOST_ENTRIES: Final = 2_000

_XMP, _IPTC, _PHOTOSHOP = 0x02BC, 0x83BB, 0x8649
_EXIF_IFD, _GPS_IFD, _INTEROP_IFD, SUB_IFDS = 0x8769, 0x8825, 0xA005, 0x014A
_MEANS: Final = {
    **dict.fromkeys((0x010F, 0x0110, 0x0131, 0x013C, 0x000B, 0x927C, 0xA300, 0xA430 + 1, 0xA432, 0xA433, 0xA434, 0xA435,
                     0xC614, 0xC62F, 0xC634), Hidden.DEVICE),
    **dict.fromkeys((0x013B, 0x8298, 0x9C9D, 0xA430), Hidden.AUTHOR),
    **dict.fromkeys((0x0132, 0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x9290, 0x9291, 0x9292), Hidden.TIMES),
    **dict.fromkeys((_GPS_IFD, 0x830E, 0x8480, 0x8482, 0x85D8, 0x87AF, 0x87B0, 0x87B1), Hidden.PLACE),
    SUB_IFDS: Hidden.THUMBNAIL,
}
_PLAIN: Final = frozenset({
    *range(0x00FE, 0x0108), 0x010A, 0x0111, ORIENTATION, 0x0115, 0x0116, 0x0117, 0x0118, 0x0119, 0x011A, 0x011B, 0x011C,
    0x0124, 0x0125, 0x0128, 0x0129, 0x012D, 0x013D, 0x013E, 0x013F, 0x0140, 0x0142, 0x0143, 0x0144, 0x0145, 0x014C,
    0x0151, 0x0152, 0x0153, 0x0154, 0x0155, 0x015B, 0x0201, 0x0202, 0x0211, 0x0212, 0x0213, 0x0214, 0x8773,
    _EXIF_IFD, _INTEROP_IFD, 0x9000, 0x9101, 0xA000, 0xA001, 0xA002, 0xA003,
})
"""Tags that say how the picture is laid out, and nothing about who made it, when or where."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One tag of a directory: its type, how many values, and their bytes as they stand."""

    form: int
    count: int
    value: bytes

    def numbers(self, order: str) -> tuple[int, ...]:
        """The values as whole numbers, where they are."""
        letters = {1: "B", 3: "H", 4: "I", 7: "B", 13: "I"}
        if self.form not in letters:
            return ()
        return struct.unpack(f"{order}{self.count}{letters[self.form]}", self.value)


Directory = dict[int, Entry]


def byte_order(data: bytes | memoryview) -> str:
    """How numbers are written, as `struct` wants it; nothing where this is no TIFF."""
    return {b"II*\0": "<", b"MM\0*": ">"}.get(bytes(data[:4]), "")


def directory(data: bytes | memoryview, order: str, offset: int) -> tuple[Directory, int]:
    """The directory at an offset, and where the next one is (0 for none). What lies outside the data is left out."""
    if not 8 <= offset <= len(data) - 2:
        return {}, 0
    (count,) = struct.unpack_from(f"{order}H", data, offset)
    found: Directory = {}
    for number in range(min(count, _MOST_ENTRIES)):
        at = offset + 2 + 12 * number
        if at + 12 > len(data):
            return found, 0
        tag, form, values = struct.unpack_from(f"{order}HHI", data, at)
        size = _SIZES.get(form, 0) * values
        start = at + 8 if size <= 4 else struct.unpack_from(f"{order}I", data, at + 8)[0]
        if form in _SIZES and start + size <= len(data):
            found.setdefault(tag, Entry(form, values, bytes(data[start:start + size])))
    after = offset + 2 + 12 * count
    return found, struct.unpack_from(f"{order}I", data, after)[0] if after + 4 <= len(data) else 0


def chain(data: bytes | memoryview, order: str) -> Iterator[Directory]:
    """The directories of a TIFF, one after the other, each once."""
    (offset,) = struct.unpack_from(f"{order}I", data, 4) if len(data) >= 8 else (0,)
    seen: set[int] = set()
    while offset and offset not in seen:
        seen.add(offset)
        found, offset = directory(data, order, offset)
        yield found


def examine(data: bytes) -> tuple[set[Hidden], int]:
    """What an Exif block (from its byte order on) holds, and which way up it says the picture is, or 1."""
    order = byte_order(data)
    if not order:
        return {Hidden.OTHER}, 1
    found: set[Hidden] = set()
    orientation = 1
    for number, entries in enumerate(chain(data, order)):
        found |= meaning(data, order, entries)
        if number == 0 and ORIENTATION in entries:
            orientation = (entries[ORIENTATION].numbers(order) or (1,))[0]
        if number:
            found.add(Hidden.THUMBNAIL)
    return found, orientation if 1 <= orientation <= 8 else 1


def meaning(data: bytes | memoryview, order: str, entries: Mapping[int, Entry], depth: int = 0) -> set[Hidden]:
    """What the tags of a directory hold, with the directories below it."""
    told = entries.keys() - _PLAIN - {_XMP, _IPTC, _PHOTOSHOP}
    found = {_MEANS.get(tag, Hidden.OTHER) for tag in told}
    if _XMP in entries:
        found |= in_xmp(entries[_XMP].value)
    for tag in (_IPTC, _PHOTOSHOP):
        if tag in entries:
            found |= in_iptc(entries[tag].value)
    for tag in (_EXIF_IFD, _INTEROP_IFD):
        if tag in entries and depth < 3:
            for offset in entries[tag].numbers(order)[:1]:
                found |= meaning(data, order, directory(data, order, offset)[0], depth + 1)
    return found


def only_orientation(orientation: int) -> bytes:
    """An Exif block, from its byte order on, that says which way up a picture is; nothing where that is plain."""
    if orientation == 1:
        return b""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, ORIENTATION, 3, 1, orientation, 0, 0)
