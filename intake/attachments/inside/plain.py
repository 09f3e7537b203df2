"""Plain text as it is shown: decoded, its line ends alike, and what would hide or turn it made visible."""

import codecs
import re
from typing import Final

from intake.attachments.findings import Reason
from intake.attachments.inside.refused import Refused
from intake.attachments.kinds import reads_as_text
from intake.attachments.limits import TEXT_CHARACTERS

_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e]")
_MOST_BYTES_OF_A_CHARACTER: Final = 4


def decoded(data: bytes) -> str:
    """The text of a file, in the encoding that it says or shows."""
    if not reads_as_text(data):
        raise Refused(Reason.AMBIGUOUS)
    # No more than what may be shown, and a little, is decoded at all.
    most = TEXT_CHARACTERS * _MOST_BYTES_OF_A_CHARACTER + _MOST_BYTES_OF_A_CHARACTER
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data[:most & ~1].decode("utf-16", "replace")
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(data[:most], len(data) <= most)
    except UnicodeDecodeError:
        return data[:most].decode(_old_encoding(data[:most]), "replace")


def shown(text: str) -> tuple[str, bool]:
    """The text with nothing in it that cannot be seen, and whether it is only the beginning."""
    even = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub(lambda found: _symbol(found[0]), even[:TEXT_CHARACTERS]), len(even) > TEXT_CHARACTERS


def _old_encoding(data: bytes) -> str:
    # Of the two encodings that Windows had for the languages of this desk: Arabic letters are nearly all above ASCII.
    letters = [byte for byte in data if byte >= 0x80 or chr(byte).isalpha()]
    high = sum(byte >= 0x80 for byte in letters)
    return "cp1256" if high * 2 > len(letters) else "cp1252"


def _symbol(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"
