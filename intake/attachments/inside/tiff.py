"""TIFF without re-encoding: each page's strips and the tags that they need are kept, in a file written anew."""

import struct
from collections.abc import Iterator
from typing import Final

from intake.attachments.findings import Hidden
from intake.attachments.inside.exif import ORIENTATION, Directory, Entry, byte_order, chain, meaning
from intake.attachments.inside.icc import scrubbed
from intake.attachments.inside.jpeg import without_words
from intake.attachments.inside.refused import Cleaned, Malformed, joined
from intake.attachments.limits import FRAMES

_SUBFILE, _COMPRESSION, _ICC, _JPEG_TABLES = 0x00FE, 0x0103, 0x8773, 0x015B
_OLD_JPEG, _JPEG = 6, 7
_DATA: Final = ((0x0111, 0x0117), (0x0144, 0x0145))
"""Where strips, or tiles, are, and how long each is."""
_KEPT: Final = frozenset({
    *range(0x00FE, 0x0108), 0x010A, ORIENTATION, 0x0115, 0x0116, 0x0118, 0x0119, 0x011A, 0x011B, 0x011C, 0x0122, 0x0123,
    0x0124, 0x0125, 0x0128, 0x0129, 0x012D, 0x013D, 0x013E, 0x013F, 0x0140, 0x0141, 0x0142, 0x0143, 0x014C, 0x014E,
    0x0150, 0x0152, 0x0153, 0x0154, 0x0155, 0x0156, 0x015A, 0x0211, 0x0212, 0x0213, 0x0214,
})
_REDUCED: Final = 1

Page = tuple[Directory, int, list[bytes | memoryview]]
"""The tags that a page keeps, which tag says where its data is, and the data."""


def clean(data: bytes) -> Cleaned:
    """The same pages in the same order, with their colours and which way up they are, and nothing else."""
    order = byte_order(data)
    if not order:
        raise Malformed("no TIFF begins so")
    found: set[Hidden] = set()
    pages: list[Page] = []
    used = 0
    for number, entries in enumerate(chain(data, order)):
        if number >= FRAMES:
            raise Malformed("too many pages")
        told = meaning(data, order, entries)
        subfile = entries[_SUBFILE].numbers(order)[:1] if _SUBFILE in entries else ()
        if number and subfile and subfile[0] & _REDUCED:
            found |= told | {Hidden.THUMBNAIL}
            continue
        page, scrub = _page(data, order, entries)
        found |= told | scrub
        used += sum(map(len, page[2]))
        if used > 2 * len(data):
            raise Malformed("strips lie upon each other")
        pages.append(page)
    if not pages:
        raise Malformed("there is no page")
    return Cleaned(joined(_written(order, pages)), found)


def _page(data: bytes, order: str, entries: Directory) -> tuple[Page, set[Hidden]]:
    if entries.get(_COMPRESSION, Entry(3, 0, b"")).numbers(order) == (_OLD_JPEG,):
        raise Malformed("pictures packed in this old way are not known")
    where, pieces = _pieces(data, order, entries)
    kept = {tag: entry for tag, entry in entries.items() if tag in _KEPT}
    found: set[Hidden] = set()
    if _ICC in entries:
        profile, found = scrubbed(entries[_ICC].value)
        if profile:
            kept[_ICC] = Entry(7, len(profile), profile)
    if kept.get(_COMPRESSION, Entry(3, 0, b"")).numbers(order) == (_JPEG,):
        pieces = [without_words(bytes(piece)) for piece in pieces]
        if _JPEG_TABLES in entries:
            tables = without_words(entries[_JPEG_TABLES].value)
            kept[_JPEG_TABLES] = Entry(7, len(tables), tables)
    return (kept, where, pieces), found


def _pieces(data: bytes, order: str, entries: Directory) -> tuple[int, list[bytes | memoryview]]:
    for where, lengths in _DATA:
        if where in entries and lengths in entries:
            places, sizes = entries[where].numbers(order), entries[lengths].numbers(order)
            if len(places) != len(sizes) or any(at + size > len(data) for at, size in zip(places, sizes, strict=True)):
                raise Malformed("a strip lies outside the file")
            view = memoryview(data)
            return where, [view[at:at + size] for at, size in zip(places, sizes, strict=True)]
    raise Malformed("a page has no picture")


def _written(order: str, pages: list[Page]) -> Iterator[bytes | memoryview]:
    """The file, piece by piece: for each page its data, its directory, and the values that do not fit into that."""
    total = 8 + sum(sum(len(piece) + len(piece) % 2 for piece in pieces) for _, _, pieces in pages)
    yield b"II*\0" if order == "<" else b"MM\0*"
    at = 8
    yield struct.pack(f"{order}I", total)
    places: list[list[int]] = []
    for _, _, pieces in pages:
        places.append([])
        for piece in pieces:
            places[-1].append(at)
            yield piece
            yield bytes(len(piece) % 2)
            at += len(piece) + len(piece) % 2
    for number, (entries, where, pieces) in enumerate(pages):
        lengths = dict(_DATA)[where]
        entries[where] = _longs(order, places[number])
        entries[lengths] = _longs(order, [len(piece) for piece in pieces])
        block = _directory(order, entries, at, last=number == len(pages) - 1)
        yield block
        at += len(block)


def _longs(order: str, numbers: list[int]) -> Entry:
    return Entry(4, len(numbers), struct.pack(f"{order}{len(numbers)}I", *numbers))


def _directory(order: str, entries: Directory, start: int, *, last: bool) -> bytes:
    after = start + 2 + 12 * len(entries) + 4
    table, values = struct.pack(f"{order}H", len(entries)), b""
    for tag, entry in sorted(entries.items()):
        if len(entry.value) <= 4:
            place = entry.value.ljust(4, b"\0")
        else:
            place = struct.pack(f"{order}I", after + len(values))
            values += entry.value + bytes(len(entry.value) % 2)
        table += struct.pack(f"{order}HHI", tag, entry.form, entry.count) + place
    return table + struct.pack(f"{order}I", 0 if last else after + len(values)) + values
