"""WebP without re-encoding: the chunks that make the picture are kept as they are, all others go."""

import struct
from collections.abc import Iterator
from typing import Final

from intake.attachments.findings import Hidden
from intake.attachments.inside.exif import examine, only_orientation
from intake.attachments.inside.icc import scrubbed
from intake.attachments.inside.recognise import in_xmp
from intake.attachments.inside.refused import Cleaned, Malformed, joined

_KEPT: Final = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ANIM"})
_IN_FRAMES: Final = frozenset({b"VP8 ", b"VP8L", b"ALPH"})
_FRAME_HEAD: Final = 16
_HAS_ICC, _HAS_EXIF, _HAS_XMP = 0x20, 0x08, 0x04


def clean(data: bytes) -> Cleaned:
    """The same picture with its orientation and colours, and nothing else."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise Malformed("no WebP begins so")
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data) + 1:
        raise Malformed("the picture has no end")
    found = {Hidden.OTHER} if data[end:].strip(b"\0") else set[Hidden]()
    profile, block, kept = b"", b"", list[bytes]()
    for name, body in _chunks(memoryview(data)[12:end]):
        if name in _KEPT or name == b"VP8X":
            kept.append(_chunk(name, bytes(body)))
        elif name == b"ANMF":
            kept.append(_chunk(name, _frame(body)))
        elif name == b"ICCP":
            profile, told = scrubbed(bytes(body))
            found |= told
        elif name == b"EXIF":
            told, orientation = examine(bytes(body).removeprefix(b"Exif\0\0"))
            found |= told
            block = only_orientation(orientation)
        else:
            found |= in_xmp(bytes(body)) if name == b"XMP " else {Hidden.OTHER}
    whole = joined(_in_order(kept, profile, block))
    return Cleaned(b"RIFF" + struct.pack("<I", len(whole) + 4) + b"WEBP" + whole, found)


def _in_order(kept: list[bytes], profile: bytes, block: bytes) -> Iterator[bytes]:
    # Only the extended form begins with VP8X, and only it may hold colours and Exif.
    if not kept or not kept[0].startswith(b"VP8X") or len(kept[0]) < 18:
        yield from kept
        return
    flags = kept[0][8] & ~(_HAS_ICC | _HAS_EXIF | _HAS_XMP) | bool(profile) * _HAS_ICC | bool(block) * _HAS_EXIF
    yield kept[0][:8] + bytes((flags,)) + kept[0][9:]
    if profile:
        yield _chunk(b"ICCP", profile)
    yield from kept[1:]
    if block:
        yield _chunk(b"EXIF", block)


def _frame(body: memoryview) -> bytes:
    parts = [_chunk(name, bytes(inner)) for name, inner in _chunks(body[_FRAME_HEAD:]) if name in _IN_FRAMES]
    return bytes(body[:_FRAME_HEAD]) + joined(parts)


def _chunks(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    at = 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4:at + 8], "little")
        if at + 8 + size > len(data):
            raise Malformed("a chunk is too long")
        yield bytes(data[at:at + 4]), data[at + 8:at + 8 + size]
        at += 8 + size + size % 2


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)
