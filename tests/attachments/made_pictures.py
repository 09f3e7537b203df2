"""Pictures of every kind, made here, with a place, an author, a device, times, words and a preview hidden in each."""

import base64
import io
import struct
import zlib
from collections.abc import Callable
from typing import Final

from PIL import Image, ImageCms, ImageDraw, PngImagePlugin, TiffImagePlugin

from intake.attachments.kinds import Kind

WORDS: Final = ("Leila Author", "MakerOfThings", "2024:01:02 10:11:12", "taken at home", "iptc-byline",
                "edited by hand", "serial 12345")
XMP: Final = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description exif:GPSLatitude="52,1N"><dc:creator>Leila Author'
    b"</dc:creator><xmpMM:History>edited by hand</xmpMM:History></rdf:Description></rdf:RDF></x:xmpmeta>")
HEIC: Final = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAgdtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAEZpbG9j"
    "AAAAAERAAAMAAQAAAAACKwABAAAAAAAAAHMAAgAAAAACngABAAAAAAAAAJQAAwAAAAADMgABAAAAAAAAADgAAABiaWluZgAAAAAAAwAAABVp"
    "bmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAACppbmZlAgAAAQADAABtaW1lAGFwcGxpY2F0aW9uL3JkZit4bWwAAAAA"
    "AA5waXRtAAAAAAABAAAA/GlwcnAAAADcaXBjbwAAAHVodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMA"
    "AAMAHroCQGEAAQApQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbqrprm4CGgwIAAAAyAAAADAIRiAAEABkQBwXPBiQAAABNjb2xybmNseAABAA0A"
    "BoAAAAAUaXNwZQAAAAAAAABAAAAAQAAAAChjbGFwAAAAIAAAAAEAAAAQAAAAAf///+AAAAAC////0AAAAAIAAAAQcGl4aQAAAAADCAgIAAAA"
    "GGlwbWEAAAAAAAAAAQABBYECAwWEAAAAKGlyZWYAAAAAAAAADmNkc2MAAgABAAEAAAAOY2RzYwADAAEAAQAAAUdtZGF0AAAAbygBr1Ia5RGA"
    "8pmD+iZ8MCS2LE1uiYQL8FUB6F8AJBttFCUySUTvqNT91Tf6ArN28j7+nBnzI6CjpwX2tt34LC9iLCBOg2ZotbpJv5SVJgEZ6vcHLHpEHXzj"
    "hJVghnyHpC7kMol5fd/H+JwBIdynXAAAAAZFeGlmAABNTQAqAAAACAADAQ8AAgAAAA4AAAAyATIAAgAAABQAAABAiCUABAAAAAEAAABUAAAA"
    "AE1ha2VyT2ZUaGluZ3MAMjAyNDowMTowMSAxMDowMDowMAAAAgABAAIAAAACTgAAAAACAAUAAAADAAAAcgAAAAAAAAA0AAAAAQAAAAEAAAAB"
    "AAAAAgAAAAE8eDp4bXBtZXRhPjxkYzpjcmVhdG9yPlNvbWVib2R5PC9kYzpjcmVhdG9yPjwveDp4bXBtZXRhPg==")
"""A picture of 32 by 16 with a place, a maker, a time and an author, encoded elsewhere: what is here only decodes."""


def picture(width: int = 64, height: int = 48) -> Image.Image:
    """Something to see, of many colours, that is not the same any way up."""
    drawn = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(drawn)
    draw.rectangle((0, 0, width // 2, height // 4), fill=(200, 30, 30))
    draw.ellipse((width // 2, height // 2, width - 1, height - 1), fill=(20, 60, 180))
    return drawn


def exif(orientation: int = 6) -> bytes:
    """An Exif block with all that one can hold, from its byte order on."""
    block = Image.Exif()
    block[0x010E], block[0x010F], block[0x0112] = "taken at home", "MakerOfThings", orientation
    block[0x0132], block[0x013B] = "2024:01:02 10:11:12", "Leila Author"
    block.get_ifd(0x8825).update({1: "N", 2: (52.0, 1.0, 2.0)})
    block.get_ifd(0x8769).update({0x9003: "2024:01:02 10:11:12", 0xA431: "serial 12345"})
    return block.tobytes().removeprefix(b"Exif\0\0")


def profile() -> bytes:
    """A colour profile, with the words of whoever wrote it."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def jpeg() -> bytes:
    """A JPEG with everything, a second picture behind it, and noise behind that."""
    plain = io.BytesIO()
    picture().save(plain, "JPEG", quality=90, exif=b"Exif\0\0" + exif(), icc_profile=profile(), xmp=XMP,
                   comment=b"taken at home")
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x10\x1c\x02\x50\0\x0biptc-byline"
    preview = io.BytesIO()
    picture(16, 12).save(preview, "JPEG")
    whole = plain.getvalue()
    return whole[:2] + _segment(0xED, iptc) + whole[2:] + preview.getvalue() + b"AXS!Leila Author"


def png() -> bytes:
    """A PNG with texts packed and not, a time, Exif, and something behind its end."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Leila Author")
    words.add_text("Comment", "taken at home", zip=True)
    words.add_itxt("XML:com.adobe.xmp", XMP.decode())
    file = io.BytesIO()
    picture().save(file, "PNG", pnginfo=words, exif=exif(), icc_profile=profile())
    whole = file.getvalue()
    time = b"tIME" + struct.pack(">HBBBBB", 2024, 1, 2, 10, 11, 12)
    chunk = struct.pack(">I", 7) + time + struct.pack(">I", zlib.crc32(time))
    return whole[:33] + chunk + whole[33:] + b"edited by hand"


def webp() -> bytes:
    """A WebP with Exif, XMP and a profile."""
    file = io.BytesIO()
    picture().save(file, "WEBP", lossless=True, exif=exif(), xmp=XMP, icc_profile=profile())
    return file.getvalue()


def gif() -> bytes:
    """A GIF that moves, with a comment."""
    file = io.BytesIO()
    picture().save(file, "GIF", save_all=True, append_images=[picture().rotate(90)], comment="taken at home", loop=0)
    return file.getvalue() + b"edited by hand"


def tiff(compression: str = "tiff_lzw") -> bytes:
    """A TIFF of two pages that are told about in tags, with a profile and XMP."""
    file = io.BytesIO()
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags.update({0x010E: "taken at home", 0x010F: "MakerOfThings", 0x0112: 6, 0x0131: "MakerOfThings",
                 0x0132: "2024:01:02 10:11:12", 0x013B: "Leila Author"})
    tags[700], tags.tagtype[700] = XMP, 1
    pages = [picture(), picture().rotate(180)]
    pages[0].save(file, "TIFF", compression=compression, tiffinfo=tags, icc_profile=profile(), save_all=True,
                  append_images=pages[1:])
    return file.getvalue()


def avif() -> bytes:
    """An AVIF with Exif and XMP."""
    file = io.BytesIO()
    picture().save(file, "AVIF", exif=exif(1), xmp=XMP, icc_profile=profile(), quality=90)
    return file.getvalue()


MADE: Final[dict[Kind, Callable[[], bytes]]] = {
    Kind.JPEG: jpeg, Kind.PNG: png, Kind.WEBP: webp, Kind.GIF: gif, Kind.TIFF: tiff, Kind.AVIF: avif,
    Kind.HEIC: lambda: HEIC,
}
"""How a picture of each kind is made."""


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body
