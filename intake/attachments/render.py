"""Showing what a file looks like without opening it: a picture of it, or its plain words. Made in the sandbox."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from intake.attachments.findings import Reason
from intake.attachments.kinds import Kind
from intake.attachments.limits import PAGES, RENDITION_BYTES
from intake.attachments.sandbox import Failed, Late, Sandbox
from intake.errors import IntakeError

_BEGINNINGS: Final = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}
"""The pictures that are made here, and how each begins."""
_TEXT: Final = "text/plain"


class NoRendition(IntakeError):
    """This file, or this page of it, is not shown. `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Size(StrEnum):
    """How large a picture is wanted: 1600 points on its long side, or 320."""

    FULL = "full"
    THUMB = "thumb"


@dataclass(frozen=True, slots=True)
class Rendition:
    """What is shown: a picture as bytes, or text as a string.

    `pages` is how many the file has. Text that was `extracted` from a document has lost its layout; text that was
    `cut` is the beginning of more.
    """

    content: bytes | str
    media_type: str
    pages: int
    extracted: bool = False
    cut: bool = False


def render(
    sandbox: Sandbox, kind: Kind, source: Iterable[bytes], page: int = 1, size: Size = Size.FULL, *,
    blurred: bool = False,
) -> Rendition:
    """A page of a file, or all of its words. Blurred pictures are grey and tell no more than light and dark.

    Raises `NoRendition`; Busy when no place came free in time.
    """
    if kind is Kind.OPAQUE:
        raise NoRendition(Reason.NOT_A_TYPE)
    job = {"task": "render", "kind": kind, "page": page, "thumb": size is Size.THUMB, "blurred": blurred}
    try:
        with sandbox.run(job, source, RENDITION_BYTES) as answer:
            return _rendition(answer.head, b"".join(answer.body))
    except Late:
        raise NoRendition(Reason.LATE) from None
    except Failed:
        raise NoRendition(Reason.FAILED) from None


def _rendition(head: Mapping[str, Any], body: bytes) -> Rendition:
    try:
        if "reason" in head:
            raise NoRendition(Reason(head["reason"]))
        media_type, pages = head["media_type"], head["pages"]
        if not isinstance(pages, int) or not 1 <= pages <= PAGES:
            raise Failed("a job counts pages in its own way")
        if media_type == _TEXT:
            return Rendition(body.decode(), media_type, pages, bool(head["extracted"]), bool(head["cut"]))
        if not body.startswith(_BEGINNINGS[media_type]):
            raise Failed("a job made no picture")
    except (KeyError, TypeError, ValueError):
        raise Failed("a job's answer is of another form") from None
    return Rendition(body, media_type, pages)
