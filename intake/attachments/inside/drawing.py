"""Pictures and pages as new pictures: decoded, made smaller, drawn in plain colours, encoded anew, nothing kept."""

import io
from contextlib import suppress
from typing import Any, Final

import pypdfium2
from PIL import Image, ImageCms, ImageFilter, ImageOps

from intake.attachments.findings import Reason
from intake.attachments.inside import pages, pictures
from intake.attachments.inside.refused import SURPRISES, Refused
from intake.attachments.kinds import Kind
from intake.attachments.limits import PIXELS

_JPEG_QUALITY: Final = 82
_FEW_COLOURS: Final = 256
_BLURRED_SIDE: Final = 40
"""How many points long a blurred picture is before it is made large again: what is gone cannot be sharpened."""
_WHITE: Final = (255, 255, 255)
_SRGB: Final = ImageCms.createProfile("sRGB")

Drawn = tuple[bytes, str, int]
"""An encoded picture, its media type, and how many there are in the file."""


def picture(kind: Kind, data: bytes, page: int, side: int, *, blurred: bool) -> Drawn:
    """One picture of a file, no longer than `side`, the right way up, in the colours of the web."""
    opened = pictures.opened(kind, data)
    # Only a TIFF has pages. Of what moves the first picture is shown.
    number = pictures.frames(opened) if kind is Kind.TIFF else 1
    if not 1 <= page <= number:
        raise Refused(Reason.NO_SUCH_PAGE)
    opened.seek(page - 1)
    if opened.width * opened.height > PIXELS:
        raise Refused(Reason.TOO_LARGE)
    opened.draft("RGB", (side * 2, side * 2))
    opened.load()
    profile = opened.info.get("icc_profile")
    small = _eight_bits(opened)
    small.thumbnail((side, side), reducing_gap=3.0)
    with suppress(*SURPRISES):  # what says which way up it is may be broken while the picture is not
        small = ImageOps.exif_transpose(small)
    return (*_encoded(_plain(small, profile), blurred=blurred), number)


def page_of(data: bytes, page: int, side: int, *, blurred: bool) -> Drawn:
    """One page of a PDF, with the forms that were filled in."""
    document = pages.opened(data)
    number = len(document)
    if not 1 <= page <= number:
        raise Refused(Reason.NO_SUCH_PAGE)
    try:
        document.init_forms()
        drawn = document[page - 1]
        width, height = drawn.get_size()
        if not (width > 0 and height > 0):
            raise Refused(Reason.DAMAGED)
        seen = drawn.render(scale=side / max(width, height), rev_byteorder=True).to_pil().convert("RGB")
    except pypdfium2.PdfiumError:
        raise Refused(Reason.DAMAGED) from None
    return (*_encoded(seen, blurred=blurred), number)


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("I", "F"):
        low, high = image.getextrema()
        scale = 255 / (float(high) - float(low) or 1)  # type: ignore[arg-type]  # of one band these are numbers
        return image.point(lambda value: value * scale - float(low) * scale).convert("L")  # type: ignore[arg-type]
    if image.mode in ("P", "PA", "1", "LA", "La", "RGBa"):
        return image.convert("RGBA")
    return image if image.mode in ("L", "RGB", "RGBA", "CMYK") else image.convert("RGB")


def _plain(image: Image.Image, profile: bytes | None) -> Image.Image:
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    flat = image.convert("RGB") if alpha else image
    if profile:
        flat = _in_srgb(flat, profile)
    flat = flat.convert("RGB")
    if alpha is None:
        return flat
    ground = Image.new("RGB", flat.size, _WHITE)
    ground.paste(flat, mask=alpha)
    return ground


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        done = ImageCms.profileToProfile(image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return done or image


def _encoded(image: Image.Image, *, blurred: bool) -> tuple[bytes, str]:
    if blurred:
        image = _blurred(image)
    image.info = {}
    best = _bytes(image, "JPEG", quality=_JPEG_QUALITY), "image/jpeg"
    colours: Any = image.getcolors(_FEW_COLOURS)
    if colours is not None:
        grey = image.mode == "L" or all(red == green == blue for _, (red, green, blue) in colours)
        exact = _bytes(image.convert("L") if grey else image, "PNG"), "image/png"
        if len(exact[0]) <= len(best[0]):
            return exact
    return best


def _blurred(image: Image.Image) -> Image.Image:
    grey = ImageOps.grayscale(image)
    small = grey.copy()
    small.thumbnail((_BLURRED_SIDE, _BLURRED_SIDE))
    soft = small.filter(ImageFilter.GaussianBlur(1))
    return soft.resize(grey.size, Image.Resampling.BICUBIC)


def _bytes(image: Image.Image, form: str, **options: int) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()
