"""What kind of file something is: by its first bytes and by its name, which must agree; decoding it, in the sandbox,
has the last word. What does not agree, and what is not known, is opaque: kept and handed out, never looked into.

The table is this product's own and short. A file of a kind that is not in it gains nothing from being recognised.
"""

import codecs
import re
from enum import StrEnum
from typing import Final

HEAD_BYTES: Final = 4096
"""How much of a file's beginning `judge` wants to see, where there is that much."""

OPAQUE_TYPE: Final = "application/octet-stream"


class Kind(StrEnum):
    """The kinds that can be looked into. Their values are kept with files: they never change."""

    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"
    WEBP = "webp"
    TIFF = "tiff"
    HEIC = "heic"
    AVIF = "avif"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    TEXT = "text"
    OPAQUE = "opaque"


PICTURES: Final = frozenset({Kind.JPEG, Kind.PNG, Kind.GIF, Kind.WEBP, Kind.TIFF, Kind.HEIC, Kind.AVIF})
OFFICE_XML: Final = frozenset({Kind.DOCX, Kind.XLSX, Kind.PPTX})
OPEN_DOCUMENT: Final = frozenset({Kind.ODT, Kind.ODS, Kind.ODP})
ARCHIVES: Final = OFFICE_XML | OPEN_DOCUMENT

MEDIA_TYPES: Final = {
    Kind.JPEG: "image/jpeg", Kind.PNG: "image/png", Kind.GIF: "image/gif", Kind.WEBP: "image/webp",
    Kind.TIFF: "image/tiff", Kind.HEIC: "image/heic", Kind.AVIF: "image/avif", Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Kind.ODT: "application/vnd.oasis.opendocument.text",
    Kind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    Kind.ODP: "application/vnd.oasis.opendocument.presentation",
    Kind.TEXT: "text/plain", Kind.OPAQUE: OPAQUE_TYPE,
}
EXTENSIONS: Final = {
    "jpg": Kind.JPEG, "jpeg": Kind.JPEG, "jpe": Kind.JPEG, "jfif": Kind.JPEG, "png": Kind.PNG, "gif": Kind.GIF,
    "webp": Kind.WEBP, "tif": Kind.TIFF, "tiff": Kind.TIFF, "heic": Kind.HEIC, "heif": Kind.HEIC, "hif": Kind.HEIC,
    "avif": Kind.AVIF, "pdf": Kind.PDF, "docx": Kind.DOCX, "xlsx": Kind.XLSX, "pptx": Kind.PPTX, "odt": Kind.ODT,
    "ods": Kind.ODS, "odp": Kind.ODP, "txt": Kind.TEXT, "text": Kind.TEXT, "csv": Kind.TEXT, "tsv": Kind.TEXT,
    "md": Kind.TEXT, "log": Kind.TEXT, "json": Kind.TEXT, "vcf": Kind.TEXT, "ics": Kind.TEXT, "srt": Kind.TEXT,
}
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_AVIF_BRANDS: Final = frozenset({b"avif"})
_LOOKED_AT: Final = 1024
_NO_TEXT: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_ACTIVE: Final = (b"<!doctype html", b"<html", b"<script", b"<svg", b"<?xml", b"<?php", b"%!ps", b"{\\rtf", b"#!")


def judge(name: str, head: bytes) -> Kind:
    """The kind that a file's name and its beginning (`HEAD_BYTES` of it) agree on; opaque where they do not."""
    named = by_name(name)
    return named if named in by_content(head) else Kind.OPAQUE


def by_name(name: str) -> Kind:
    """The kind that a file says it is: good for an icon, and for nothing that must be true."""
    _, dot, extension = name.rpartition(".")
    return EXTENSIONS.get(extension.lower(), Kind.OPAQUE) if dot else Kind.OPAQUE


def by_content(head: bytes) -> frozenset[Kind]:
    """The kinds that a file with this beginning may be; none for one that is not known."""
    if head.startswith(b"\xff\xd8\xff"):
        return frozenset({Kind.JPEG})
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return frozenset({Kind.PNG})
    if head.startswith((b"GIF87a", b"GIF89a")):
        return frozenset({Kind.GIF})
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return frozenset({Kind.WEBP})
    if head.startswith((b"II*\0", b"MM\0*")):
        return frozenset({Kind.TIFF})
    if head.startswith(b"%PDF-"):
        return frozenset({Kind.PDF})
    if head.startswith(b"PK\x03\x04"):
        return ARCHIVES
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    return frozenset({Kind.TEXT}) if reads_as_text(head) else frozenset()


def _by_brand(head: bytes) -> frozenset[Kind]:
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12]} | {head[at:at + 4] for at in range(16, size - 3, 4)}
    # A still picture of either kind may call itself mif1 as well.
    if brands & _AVIF_BRANDS:
        return frozenset({Kind.AVIF})
    return frozenset({Kind.HEIC}) if brands & _HEIC_BRANDS else frozenset()


def reads_as_text(head: bytes) -> bool:
    """Whether these bytes are text in some encoding, and no language that programs act upon."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decodes(head[:len(head) & ~1], "utf-16")
    if _NO_TEXT.search(head):
        return False
    return not head[:_LOOKED_AT].removeprefix(codecs.BOM_UTF8).lstrip().lower().startswith(_ACTIVE)


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError:
        return False
    return "\0" not in text
