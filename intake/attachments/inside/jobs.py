"""What a child can be asked to do, and the answers: a small head that names codes, and bytes."""

import codecs
from collections.abc import Callable
from typing import Any, Final

from intake.attachments.findings import Outcome, Reason
from intake.attachments.inside import cleaning, drawing, lockdown, pages, pdf, pictures, plain, prose
from intake.attachments.inside.polyglot import require_one_thing
from intake.attachments.inside.refused import SURPRISES, Refused
from intake.attachments.kinds import ARCHIVES, PICTURES, Kind
from intake.attachments.limits import INPUT_BYTES, LONG_SIDE, THUMB_SIDE

Work = tuple[dict[str, Any], list[bytes]]

_ENCODINGS: Final = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "ascii", "latin-1", "cp437",
                     "cp1252", "cp1256", "raw-unicode-escape")


def warm_up() -> None:
    """Load all that a child may need: once shut in, nothing more can be loaded."""
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)
    pictures.warm_up()
    page = pdf.warm_up()
    pages.opened(page)
    drawing.page_of(page, 1, THUMB_SIDE, blurred=True)


def do(job: dict[str, Any], data: bytes) -> Work:
    """The head and the body of the answer to a job."""
    if job["task"] == "probe":
        return {"openings": lockdown.openings(job.get("port", 9), job.get("file", "/dev/null"))}, []
    try:
        if len(data) > INPUT_BYTES:
            raise Refused(Reason.TOO_LARGE)
        return _TASKS[job["task"]](job, data)
    except Refused as refused:
        return {"reason": refused.reason}, []
    except (MemoryError, RecursionError):
        return {"reason": Reason.TOO_LARGE}, []


def _clean(job: dict[str, Any], data: bytes) -> Work:
    cleaned = cleaning.clean(Kind(job["kind"]), data)
    outcome = Outcome.PARTLY if cleaned.partly else Outcome.CLEANED
    return {"outcome": outcome, "found": sorted(cleaned.found)}, [cleaned.data]


def _render(job: dict[str, Any], data: bytes) -> Work:
    kind = Kind(job["kind"])
    require_one_thing(kind, data)
    try:
        if kind in PICTURES or kind is Kind.PDF:
            return _draw(kind, job, data)
        if job["thumb"]:
            raise Refused(Reason.NOT_A_TYPE)
        if kind in ARCHIVES:
            return _tell(prose.in_document(kind, data), extracted=True)
        if kind is Kind.TEXT:
            return _tell(plain.decoded(data), extracted=False)
    except SURPRISES:
        raise Refused(Reason.DAMAGED) from None
    raise Refused(Reason.NOT_A_TYPE)


def _draw(kind: Kind, job: dict[str, Any], data: bytes) -> Work:
    side = THUMB_SIDE if job["thumb"] else LONG_SIDE
    if kind is Kind.PDF:
        drawn, media_type, number = drawing.page_of(data, job["page"], side, blurred=job["blurred"])
    else:
        drawn, media_type, number = drawing.picture(kind, data, job["page"], side, blurred=job["blurred"])
    return {"media_type": media_type, "pages": number}, [drawn]


def _tell(text: str, *, extracted: bool) -> Work:
    words, cut = plain.shown(text)
    head = {"media_type": "text/plain", "pages": 1, "extracted": extracted, "cut": cut}
    return head, [words.encode("utf-8", "replace")]


_TASKS: Final[dict[str, Callable[[dict[str, Any], bytes], Work]]] = {"clean": _clean, "render": _render}
