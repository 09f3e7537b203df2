"""Pictures within a PDF that are kept as the camera wrote them, words and all: the words go, the picture stays."""

import base64
import binascii
import zlib
from collections.abc import Callable
from typing import Any, Final

import pikepdf
from pikepdf import Array, Name

from intake.attachments.findings import Hidden
from intake.attachments.inside import jpeg
from intake.attachments.inside.isobmff import boxes
from intake.attachments.inside.recognise import in_xmp
from intake.attachments.inside.refused import Malformed
from intake.attachments.limits import UNPACKED_BYTES

_WORDS: Final = frozenset({b"xml ", b"uuid", b"uinf", b"asoc", b"jp2i"})


def clean_picture(stream: Any) -> tuple[set[Hidden], bool]:
    """What was hidden in a picture, which is rewritten without it; and whether it could be looked into."""
    filters = _filters(stream)
    if not filters or filters[-1] not in _CLEANERS:
        return set(), True
    try:
        data = _unpacked(bytes(stream.read_raw_bytes()), filters[:-1])
        cleaned, found = _CLEANERS[filters[-1]](data)
    except (Malformed, ValueError, zlib.error, pikepdf.PdfError):
        return set(), False
    parameters = stream.get("/DecodeParms")
    if isinstance(parameters, Array):
        parameters = parameters[-1] if len(parameters) == len(filters) else None
    if cleaned != data or len(filters) > 1:
        stream.write(cleaned, filter=Name(filters[-1]), decode_parms=parameters)
    return found, True


def _filters(stream: Any) -> list[str]:
    named = stream.get("/Filter")
    if isinstance(named, Array):
        return [str(each) for each in named]
    return [] if named is None else [str(named)]


def _unpacked(data: bytes, filters: list[str]) -> bytes:
    for each in filters:
        if each in ("/ASCII85Decode", "/A85"):
            data = base64.a85decode(b"<~" + data.strip().removeprefix(b"<~").removesuffix(b"~>") + b"~>", adobe=True)
        elif each in ("/ASCIIHexDecode", "/AHx"):
            digits = b"".join(data.partition(b">")[0].split())
            data = binascii.unhexlify(digits + b"0" * (len(digits) % 2))
        elif each in ("/FlateDecode", "/Fl"):
            data = zlib.decompressobj().decompress(data, UNPACKED_BYTES)
        else:
            raise Malformed("a picture is packed in an unknown way")
    return data


def _jpeg(data: bytes) -> tuple[bytes, set[Hidden]]:
    cleaned = jpeg.clean(data)
    return cleaned.data, cleaned.found


def _jpeg_2000(data: bytes) -> tuple[bytes, set[Hidden]]:
    if data.startswith(b"\xff\x4f"):
        return data, set()
    kept, found = b"", set[Hidden]()
    for each in boxes(data, 0, len(data)):
        if each.name in _WORDS:
            found |= in_xmp(data[each.body:each.end])
        else:
            kept += data[each.start:each.end]
    return kept, found


_CLEANERS: Final[dict[str, Callable[[bytes], tuple[bytes, set[Hidden]]]]] = {
    "/DCTDecode": _jpeg, "/DCT": _jpeg, "/JPXDecode": _jpeg_2000,
}
