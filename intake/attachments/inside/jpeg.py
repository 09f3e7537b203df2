"""JPEG without re-encoding: the segments that make the picture are kept as they are, all others go, and the rest."""

import re
import struct
from collections.abc import Iterator
from typing import Final

from intake.attachments.findings import Hidden
from intake.attachments.inside.exif import examine, only_orientation
from intake.attachments.inside.icc import scrubbed
from intake.attachments.inside.recognise import in_iptc, in_xmp
from intake.attachments.inside.refused import Cleaned, Malformed, joined

_SOI, _EOI, _SOS, _COM = 0xD8, 0xD9, 0xDA, 0xFE
_APP0, _APP1, _APP2, _APP13, _APP14, _APP15 = 0xE0, 0xE1, 0xE2, 0xED, 0xEE, 0xEF
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_NEXT_MARKER: Final = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_ICC, _EXIF, _MPF = b"ICC_PROFILE\0", b"Exif\0\0", b"MPF\0"
_XMP: Final = (b"http://ns.adobe.com/xap/", b"http://ns.adobe.com/xmp/")
_ICC_PIECE: Final = 65_519
_MOST_SEGMENTS: Final = 50_000

Segment = tuple[int, memoryview]
"""A marker and what stands behind its length; for a scan, the whole of it with the coded picture."""


def clean(data: bytes) -> Cleaned:
    """The same picture with its orientation and colours, and nothing else."""
    found: set[Hidden] = set()
    kept: list[bytes | memoryview] = []
    head: dict[int, bytes] = {}
    icc: dict[int, bytes] = {}
    end = 0
    for marker, body in segments(data):
        if marker == _EOI:
            end = len(data) - len(body)
        elif _is_told(marker):
            found |= _examine(marker, bytes(body), head, icc)
        else:
            kept.append(body if marker == _SOS else _segment(marker, body))
    if not end:
        raise Malformed("the picture has no end")
    if trailer := data[end:].strip(b"\0"):
        found |= _in_trailer(trailer)
    profile, told = scrubbed(b"".join(icc[number] for number in sorted(icc)))
    before = [head[marker] for marker in (_APP0, _APP1) if marker in head] + list(_profile(profile))
    before += [head[_APP14]] if _APP14 in head else []
    return Cleaned(joined([b"\xff\xd8", *before, *kept, b"\xff\xd9"]), found | told)


def without_words(data: bytes) -> bytes:
    """A JPEG stream that is part of another file, without what programs wrote beside the picture."""
    kept: list[bytes | memoryview] = [b"\xff\xd8"]
    for marker, body in segments(data):
        if marker == _SOS:
            kept.append(body)
        elif marker == _EOI:
            break
        elif marker == _APP14 or not _is_told(marker):
            kept.append(_segment(marker, body))
    return joined([*kept, b"\xff\xd9"])


def segments(data: bytes) -> Iterator[Segment]:
    """The segments from the beginning to the end of the picture; with the end, what follows it."""
    if not data.startswith(b"\xff\xd8"):
        raise Malformed("no JPEG begins so")
    view, at = memoryview(data), 2
    for _ in range(_MOST_SEGMENTS):
        found = _NEXT_MARKER.search(data, at)
        if found is None:
            raise Malformed("the picture has no end")
        start, at = found.span()
        marker = data[at - 1]
        if marker == _EOI:
            yield marker, view[at:]
            return
        if marker in _ALONE:
            continue
        if at + 2 > len(data):
            raise Malformed("a segment has no length")
        end = at + int.from_bytes(data[at:at + 2], "big")
        if end < at + 2 or end > len(data) or marker == _SOI:
            raise Malformed("a segment is too long")
        if marker == _SOS:
            scan = _NEXT_MARKER.search(data, end)
            end = scan.start() if scan else len(data)
            yield marker, view[start:end]
        else:
            yield marker, view[at + 2:end]
        at = end
    raise Malformed("too many segments")


def _is_told(marker: int) -> bool:
    return _APP0 <= marker <= _APP15 or marker == _COM or 0xF0 <= marker <= 0xFD


def _examine(marker: int, body: bytes, head: dict[int, bytes], icc: dict[int, bytes]) -> set[Hidden]:
    """What a segment that is not the picture holds. What must stay of it is noted in `head` and `icc`."""
    if marker == _APP0 and body.startswith(b"JFIF\0") and len(body) >= 14:
        head.setdefault(_APP0, _segment(_APP0, body[:12] + b"\0\0"))
        return {Hidden.THUMBNAIL} if len(body) > 14 else set()
    if marker == _APP14 and body.startswith(b"Adobe") and len(body) >= 12:
        head.setdefault(_APP14, _segment(_APP14, body[:7] + bytes(4) + body[11:12]))
        return set()
    if marker == _APP2 and body.startswith(_ICC) and len(body) > 14:
        icc.setdefault(body[12], body[14:])
        return set()
    if marker == _APP1 and body.startswith(_EXIF):
        found, orientation = examine(body[6:])
        if orientation != 1:
            head.setdefault(_APP1, _segment(_APP1, _EXIF + only_orientation(orientation)))
        return found
    if marker == _APP1 and body.startswith(_XMP):
        return in_xmp(body)
    if marker == _APP13:
        return in_iptc(body)
    if (marker == _APP2 and body.startswith(_MPF)) or body.startswith(b"JFXX\0"):
        return {Hidden.THUMBNAIL}
    return {Hidden.OTHER}


def _in_trailer(trailer: bytes) -> set[Hidden]:
    found = {Hidden.THUMBNAIL} if b"\xff\xd8\xff" in trailer else {Hidden.OTHER}
    return found | (in_iptc(trailer) if b"\x1c\x02" in trailer[:65536] else set())


def _profile(profile: bytes) -> Iterator[bytes]:
    pieces = [profile[at:at + _ICC_PIECE] for at in range(0, len(profile), _ICC_PIECE)]
    for number, piece in enumerate(pieces, start=1):
        yield _segment(_APP2, _ICC + bytes((number, len(pieces))) + piece)


def _segment(marker: int, body: bytes | memoryview) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body
