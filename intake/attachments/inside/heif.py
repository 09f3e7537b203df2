"""HEIC and AVIF without re-encoding: the pictures' data stays where it is, and all around it is overwritten.

The file is a list of items and where each lies. Items that are pictures, and what they are made of, stay in the lists;
Exif, XMP, previews, depth maps and whatever else go from them, and every byte that no item of the lists owns becomes
zero. What the lists lose in length a box of zeros fills, so that nothing moves.
"""

import re
from typing import Final

from intake.attachments.findings import Hidden
from intake.attachments.inside.exif import examine
from intake.attachments.inside.heif_items import Items, read_items
from intake.attachments.inside.heif_properties import Properties
from intake.attachments.inside.isobmff import Box, box, boxes, filler
from intake.attachments.inside.recognise import in_xmp
from intake.attachments.inside.refused import Cleaned, Malformed

_TIFF_START: Final = re.compile(rb"II\*\0|MM\0\*")
_HANDLER: Final = bytes(8) + b"pict" + bytes(13)


def clean(data: bytes) -> Cleaned:
    """The same pictures with their turns and colours, in a file of the same size, and nothing else."""
    top = list(boxes(data, 0, len(data)))
    metas = [each for each in top if each.name == b"meta"]
    if len(metas) != 1 or top[0].name != b"ftyp":
        raise Malformed("no HEIF is built so")
    inner = {each.name: each for each in boxes(data, metas[0].body + 4, metas[0].end)}
    items = read_items(data, inner)
    properties = Properties(data, inner[b"iprp"])
    kept = items.pictures(properties.auxiliaries())
    found = _in_items(data, items, set(items.items) - kept, inner) | properties.found
    result = bytearray(data)
    for each in top:
        if each.name == b"mdat":
            _blank_all_but(result, each.body, each.end, items.owned(kept, 0))
        elif each.name not in (b"ftyp", b"meta"):
            found |= _in_box(each, data)
            result[each.start:each.end] = filler(each.end - each.start)
    result[metas[0].start:metas[0].end] = _meta(data, metas[0], inner, items, properties, kept)
    return Cleaned(bytes(result), found)


def _meta(
    data: bytes, old: Box, inner: dict[bytes, Box], items: Items, properties: Properties, kept: set[int]
) -> bytes:
    lists = items.written(kept) | {b"iprp": properties.written(kept)}
    parts = [b"\0\0\0\0", box(b"hdlr", _HANDLER)]
    for name in (b"pitm", b"iloc", b"iinf", b"iref", b"iprp", b"dinf"):
        if name in lists:
            parts.append(lists[name])
        elif name in inner:
            parts.append(data[inner[name].start:inner[name].end])
    if b"idat" in inner:
        store = bytearray(data[inner[b"idat"].body:inner[b"idat"].end])
        _blank_all_but(store, 0, len(store), items.owned(kept, 1))
        parts.append(box(b"idat", bytes(store)))
    missing = old.end - old.start - 8 - sum(map(len, parts))
    if 0 < missing < 8:
        # Too small for a box: the empty name of the handler becomes longer.
        parts[1] = box(b"hdlr", _HANDLER + bytes(missing))
        missing = 0
    if missing < 0:
        raise Malformed("the lists became longer")
    return box(b"meta", b"".join([*parts, filler(missing) if missing else b""]))


def _blank_all_but(data: bytearray, start: int, end: int, owned: list[tuple[int, int]]) -> None:
    at = start
    for first, last in sorted(owned):
        if at < first:
            data[at:min(first, end)] = bytes(max(0, min(first, end) - at))
        at = max(at, last)
    if at < end:
        data[at:end] = bytes(end - at)


def _in_items(data: bytes, items: Items, gone: set[int], inner: dict[bytes, Box]) -> set[Hidden]:
    found: set[Hidden] = set()
    for number in gone:
        item = items.items[number]
        base = inner[b"idat"].body if item.method == 1 and b"idat" in inner else 0
        block = b"".join(data[base + start:base + end] for start, end in item.extents)
        if item.form == b"Exif":
            start = _TIFF_START.search(block)
            found |= examine(block[start.start():])[0] if start else {Hidden.OTHER}
        elif item.form == b"mime":
            found |= in_xmp(block)
        else:
            found.add(Hidden.THUMBNAIL)
    return found


def _in_box(each: Box, data: bytes) -> set[Hidden]:
    if each.name in (b"free", b"skip"):
        return {Hidden.OTHER} if data[each.body:each.end].strip(b"\0") else set()
    return {Hidden.OTHER, Hidden.TIMES} if each.name == b"moov" else {Hidden.OTHER}
