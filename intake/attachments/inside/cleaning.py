"""The removal of hidden data, whatever the kind: it begins with what a file may not be and ends with decoding anew."""

from collections.abc import Callable
from typing import Final

from intake.attachments.findings import Reason
from intake.attachments.inside import gif, heif, jpeg, odf, ooxml, pages, pdf, pictures, png, tiff, webp
from intake.attachments.inside.archive import Allowance
from intake.attachments.inside.polyglot import require_one_thing
from intake.attachments.inside.prose import in_document
from intake.attachments.inside.refused import SURPRISES, Cleaned, CleanInner, Refused
from intake.attachments.kinds import (
    ARCHIVES,
    HEAD_BYTES,
    OFFICE_XML,
    PICTURES,
    Kind,
    by_content,
    judge,
    reads_as_text,
)

_PICTURES: Final[dict[Kind, Callable[[bytes], Cleaned]]] = {
    Kind.JPEG: jpeg.clean, Kind.PNG: png.clean, Kind.GIF: gif.clean, Kind.WEBP: webp.clean, Kind.TIFF: tiff.clean,
    Kind.HEIC: heif.clean, Kind.AVIF: heif.clean,
}


def clean(kind: Kind, data: bytes, allowance: Allowance | None = None) -> Cleaned:
    """The file without what was hidden in it, decoded once more to see that it still is one; or `Refused`."""
    allowance = allowance or Allowance()
    require_one_thing(kind, data)
    try:
        if kind in PICTURES:
            return _picture(kind, data)
        if kind is Kind.PDF:
            return _pdf(data, allowance)
        if kind in ARCHIVES:
            return _document(kind, data, allowance)
        if kind is Kind.TEXT:
            return _text(data)
    except SURPRISES:
        raise Refused(Reason.DAMAGED) from None
    raise Refused(Reason.NOT_A_TYPE)


def _picture(kind: Kind, data: bytes) -> Cleaned:
    pictures.opened(kind, data)
    cleaned = _PICTURES[kind](data)
    pictures.decode_all(kind, cleaned.data)
    return cleaned


def _pdf(data: bytes, allowance: Allowance) -> Cleaned:
    number = pages.count(data)
    cleaned = pdf.clean(data, _inner(allowance))
    if pages.count(cleaned.data) != number:
        raise Refused(Reason.DAMAGED)
    return cleaned


def _document(kind: Kind, data: bytes, allowance: Allowance) -> Cleaned:
    cleaner = ooxml.clean if kind in OFFICE_XML else odf.clean
    cleaned = cleaner(kind, data, allowance, _inner(allowance))
    if in_document(kind, cleaned.data) != in_document(kind, data):
        raise Refused(Reason.DAMAGED)
    return cleaned


def _text(data: bytes) -> Cleaned:
    # A text has nothing beside its words.
    if not reads_as_text(data):
        raise Refused(Reason.AMBIGUOUS)
    return Cleaned(data)


def _inner(allowance: Allowance) -> CleanInner:
    def clean_inner(name: str, data: bytes) -> Cleaned | None:
        allowance.deeper()
        try:
            return clean(_judge_inner(name, data[:HEAD_BYTES]), data, allowance)
        except Refused as refused:
            if refused.reason is Reason.TOO_LARGE:
                raise
            return None
        finally:
            allowance.depth += 1

    return clean_inner


def _judge_inner(name: str, head: bytes) -> Kind:
    """Programs name pictures within documents as they like; their content counts."""
    kinds = by_content(head) & PICTURES
    return next(iter(kinds)) if kinds else judge(name, head)
