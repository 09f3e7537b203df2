"""Pictures, decoded: only by the decoder of the kind that a file said it is, and only up to a number of pixels."""

import io
import warnings
from typing import Final

import pi_heif
from PIL import AvifImagePlugin, Image, ImageFile

from intake.attachments.findings import Reason
from intake.attachments.inside.refused import Refused
from intake.attachments.kinds import Kind
from intake.attachments.limits import FRAMES, PIXELS

_FORMATS: Final = {
    Kind.JPEG: ("JPEG", "MPO"), Kind.PNG: ("PNG",), Kind.GIF: ("GIF",), Kind.WEBP: ("WEBP",), Kind.TIFF: ("TIFF",),
    Kind.HEIC: ("HEIF",), Kind.AVIF: ("AVIF",),
}


def warm_up() -> None:
    """Load every decoder and encoder, and decode strictly: what is cut short is an error."""
    Image.init()
    Image.MAX_IMAGE_PIXELS = PIXELS
    warnings.simplefilter("ignore")
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    pi_heif.register_heif_opener(decode_threads=1, thumbnails=False)
    for name in ("JPEG", "PNG", "WEBP"):
        Image.new("RGB", (2, 2)).save(io.BytesIO(), name)


def opened(kind: Kind, data: bytes) -> Image.Image:
    """The picture with nothing decoded yet; `Refused` when it is of another kind, damaged, or too large."""
    try:
        picture = Image.open(io.BytesIO(data), formats=_FORMATS[kind])
    except Image.DecompressionBombError:
        raise Refused(Reason.TOO_LARGE) from None
    except Exception:
        raise Refused(Reason.DAMAGED) from None
    if picture.width * picture.height > PIXELS:
        raise Refused(Reason.TOO_LARGE)
    return picture


def frames(picture: Image.Image) -> int:
    """How many pictures a file holds, at least one."""
    return max(1, int(getattr(picture, "n_frames", 1)))


def decode_all(kind: Kind, data: bytes) -> None:
    """Decode every picture of a file; `Refused` when one does not, or when they are too large together."""
    picture = opened(kind, data)
    # MPO is how Pillow calls a JPEG with others behind it. Only the first is the picture.
    number = 1 if kind is Kind.JPEG else frames(picture)
    if number > FRAMES:
        raise Refused(Reason.TOO_LARGE)
    pixels = 0
    for frame in range(number):
        try:
            picture.seek(frame)
            pixels += picture.width * picture.height
            if pixels > 2 * PIXELS:
                raise Refused(Reason.TOO_LARGE)
            picture.load()
        except (Refused, MemoryError):
            raise
        except Exception:
            raise Refused(Reason.DAMAGED) from None
