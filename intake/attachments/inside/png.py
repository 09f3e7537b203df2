"""PNG without re-encoding: the chunks that make the picture are kept as they are, all others go, what follows, too."""

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from intake.attachments.findings import Hidden
from intake.attachments.inside.exif import examine, only_orientation
from intake.attachments.inside.icc import scrubbed
from intake.attachments.inside.recognise import in_text
from intake.attachments.inside.refused import Cleaned, Malformed, joined

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_KEPT: Final = frozenset({
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"hIST", b"pHYs", b"cICP",
    b"mDCV", b"cLLI", b"acTL", b"fcTL", b"fdAT",
})
_MOST_TEXT: Final = 4 * 1024 * 1024


def clean(data: bytes) -> Cleaned:
    """The same picture with its orientation and colours, and nothing else."""
    if not data.startswith(_SIGNATURE):
        raise Malformed("no PNG begins so")
    found: set[Hidden] = set()
    kept: list[bytes | memoryview] = [_SIGNATURE]
    end = len(_SIGNATURE)
    for name, body, whole in _chunks(data):
        end += len(whole)
        if name in _KEPT:
            kept.append(whole)
        else:
            chunk, told = _examine(name, bytes(body))
            kept.append(chunk)
            found |= told
        if name == b"IEND":
            break
    else:
        raise Malformed("the picture has no end")
    if data[end:].strip(b"\0"):
        found.add(Hidden.HISTORY if b"IDAT" in data[end:] else Hidden.OTHER)
    return Cleaned(joined(kept), found)


def _chunks(data: bytes) -> Iterator[tuple[bytes, memoryview, memoryview]]:
    view, at = memoryview(data), len(_SIGNATURE)
    while at + 12 <= len(data):
        size = int.from_bytes(data[at:at + 4], "big")
        end = at + 12 + size
        if end > len(data):
            raise Malformed("a chunk is too long")
        yield data[at + 4:at + 8], view[at + 8:end - 4], view[at:end]
        at = end


def _examine(name: bytes, body: bytes) -> tuple[bytes, set[Hidden]]:
    """What must stay of a chunk that is not the picture, and what it holds."""
    if name == b"iCCP":
        profile, found = scrubbed(_unpacked(body.partition(b"\0")[2][1:]))
        return _chunk(b"iCCP", b"icc\0\0" + zlib.compress(profile)) if profile else b"", found
    if name == b"eXIf":
        found, orientation = examine(body)
        block = only_orientation(orientation)
        return _chunk(b"eXIf", block) if block else b"", found
    if name == b"tIME":
        return b"", {Hidden.TIMES}
    if name in (b"tEXt", b"zTXt", b"iTXt"):
        keyword, _, value = body.partition(b"\0")
        return b"", in_text(keyword.decode("latin-1"), _unpacked(value[1:]) if name == b"zTXt" else value)
    return b"", {Hidden.OTHER}


def _unpacked(data: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        return unpacker.decompress(data, _MOST_TEXT)
    except zlib.error:
        return b""


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
