"""The removal of hidden data, whatever the kind: it begins with what a file may not be and ends with decoding anew."""

from collections.abc import Callable
from typing import Final

from intake.attachments.findings import Reason
from intake.attachments.inside import gif, heif, jpeg, pictures, png, tiff, webp
from intake.attachments.inside.polyglot import require_one_thing
from intake.attachments.inside.refused import Cleaned, Malformed, Refused
from intake.attachments.kinds import PICTURES, Kind

_PICTURES: Final[dict[Kind, Callable[[bytes], Cleaned]]] = {
    Kind.JPEG: jpeg.clean, Kind.PNG: png.clean, Kind.GIF: gif.clean, Kind.WEBP: webp.clean, Kind.TIFF: tiff.clean,
    Kind.HEIC: heif.clean, Kind.AVIF: heif.clean,
}


def clean(kind: Kind, data: bytes, depth: int = 0) -> Cleaned:
    """The file without what was hidden in it, decoded once more to see that it still is one; or `Refused`."""
    require_one_thing(kind, data)
    if kind in PICTURES:
        pictures.opened(kind, data)
        cleaned = _built(_PICTURES[kind], data)
        pictures.decode_all(kind, cleaned.data)
        return cleaned
    raise Refused(Reason.NOT_A_TYPE)


def _built(cleaner: Callable[[bytes], Cleaned], data: bytes) -> Cleaned:
    try:
        return cleaner(data)
    except (Malformed, ValueError, IndexError, KeyError, OverflowError):
        raise Refused(Reason.DAMAGED) from None
