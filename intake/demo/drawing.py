"""The demonstration's pictures and pages, drawn from a few rectangles and lines: nobody's letter, nobody's house. Pure.

Each picture carries an author, so that there is something to be taken out of it, as there is in pictures of people.
"""

import zlib
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final

_WIDTH: Final = 480
_HEIGHT: Final = 360
_WHITE: Final = (252, 251, 247)
_INK: Final = (96, 100, 112)
_SKY: Final = (190, 214, 228)
_GRASS: Final = (136, 164, 116)
_WALL: Final = (222, 196, 160)
_ROOF: Final = (158, 88, 70)
_DARK: Final = (72, 66, 70)

Box = tuple[int, int, int, int, tuple[int, int, int]]
"""Left, top, right, bottom and colour of a rectangle."""


class Sketch(StrEnum):
    """What can be drawn. `PAGE` is a document, the others are pictures."""

    LETTER = "letter"
    HOUSE = "house"
    CALENDAR = "calendar"
    PAGE = "page"


def draw(sketch: Sketch) -> bytes:
    """A small PNG, or a PDF of one page."""
    match sketch:
        case Sketch.LETTER:
            return _png(_WHITE, _letter())
        case Sketch.HOUSE:
            return _png(_SKY, _house())
        case Sketch.CALENDAR:
            return _png(_WHITE, _calendar())
        case Sketch.PAGE:
            return _pdf(["A sample page.", "Nothing in it is real."])


def _letter() -> Iterator[Box]:
    for line in range(9):
        yield 60, 60 + 28 * line, 420 - 37 * (line * 5 % 4), 65 + 28 * line, _INK


def _house() -> Iterator[Box]:
    yield 0, 250, _WIDTH, _HEIGHT, _GRASS
    yield 130, 150, 350, 280, _WALL
    for step in range(60):
        yield 180 - step, 90 + step, 300 + step, 91 + step, _ROOF
    yield 220, 200, 262, 280, _DARK
    for left in (152, 290):
        yield left, 180, left + 40, 216, _SKY


def _calendar() -> Iterator[Box]:
    yield 40, 40, 440, 80, _ROOF
    for row in range(5):
        for column in range(7):
            marked = (row * 7 + column) % 14 == 6
            yield (44 + 57 * column, 90 + 48 * row, 92 + 57 * column, 130 + 48 * row, _WALL if marked else _SKY)


def _png(ground: tuple[int, int, int], boxes: Iterable[Box]) -> bytes:
    rows = [bytearray(bytes(ground) * _WIDTH) for _ in range(_HEIGHT)]
    for left, top, right, bottom, colour in boxes:
        for row in rows[top:bottom]:
            row[3 * left:3 * right] = bytes(colour) * (right - left)
    head = _WIDTH.to_bytes(4, "big") + _HEIGHT.to_bytes(4, "big") + bytes((8, 2, 0, 0, 0))
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows))
    parts = ((b"IHDR", head), (b"tEXt", b"Author\0The demonstration"), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def _pdf(lines: Iterable[str]) -> bytes:
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    text = f"BT /F1 40 Tf 56 TL 60 720 Td {shown} ET".encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        table, len(made))
    return bytes(made)
