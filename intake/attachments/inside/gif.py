"""GIF without re-encoding: pictures, their timing and how often they repeat are kept, comments and the rest go."""

from typing import Final

from intake.attachments.findings import Hidden
from intake.attachments.inside.recognise import in_xmp
from intake.attachments.inside.refused import Cleaned, Malformed, joined

_EXTENSION, _PICTURE, _END = 0x21, 0x2C, 0x3B
_CONTROL, _COMMENT, _APPLICATION = 0xF9, 0xFE, 0xFF
_LOOPS: Final = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_ICC: Final = b"ICCRGBG1012"


def clean(data: bytes) -> Cleaned:
    """The same pictures, and nothing beside or behind them."""
    if not data.startswith((b"GIF87a", b"GIF89a")) or len(data) < 13:
        raise Malformed("no GIF begins so")
    at = 13 + _table(data[10])
    kept, found = [data[:at]], set[Hidden]()
    while at < len(data) and data[at] != _END:
        start, mark = at, data[at]
        if mark == _PICTURE and at + 10 <= len(data):
            at = _after_blocks(data, at + 11 + _table(data[at + 9]))
            kept.append(data[start:at])
        elif mark == _EXTENSION and at + 2 < len(data):
            at = _after_blocks(data, at + 2)
            block = data[start:at]
            if _is_picture(block):
                kept.append(block)
            else:
                found |= in_xmp(block) if b"XMP DataXMP" in block[:16] else {Hidden.OTHER}
        else:
            raise Malformed("a block of an unknown kind")
    if at >= len(data):
        raise Malformed("the picture has no end")
    if data[at + 1:].strip(b"\0"):
        found.add(Hidden.OTHER)
    return Cleaned(joined([*kept, b"\x3b"]), found)


def _is_picture(block: bytes) -> bool:
    if block[1] == _CONTROL:
        return True
    return block[1] == _APPLICATION and block[3:14] in _LOOPS and len(block) <= 19 + 5


def _table(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += 1 + data[at]
    if at >= len(data):
        raise Malformed("a block is too long")
    return at + 1
