"""Passes: what an event in the log lets somebody see or save stays open to the same session for an hour, without one
more event for each request that a browser makes of it. A pass stands in an address; nothing of it is stored. It is for
one page of a file, the one that the event was about.
"""

from enum import StrEnum
from typing import Final

from flask import request

from intake import clock
from intake.errors import NotFound
from intake.vault.keys import equal, mac
from intake.web.guard import visitor
from intake.web.numbers import row_id

_HOUR: Final = 3600


class Pass(StrEnum):
    """What a pass lets through: a small picture, a blurred one alone, or the file itself."""

    SMALL = "small"
    BLURRED = "blurred"
    ORIGINAL = "original"


def issue(kind: Pass, reference: str, file_id: int, page: int = 1) -> str:
    """The `token` that an address needs for this page of a file to be let through, for whoever made this request."""
    until = int(clock.now().timestamp()) + _HOUR
    return f"{until}-{_seal(kind, reference, file_id, page, until)}"


def ask_for(reference: str, file_id: int, *kinds: Pass, page: int = 1) -> Pass | None:
    """Which of these passes the address of this request holds; None when it held one and the hour is over.

    Raises `NotFound` where it never held one.
    """
    told, _, seal = request.args.get("token", "").partition("-")
    until = row_id(told) or 0
    for kind in kinds:
        if equal(seal.encode(), _seal(kind, reference, file_id, page, until).encode()):
            return kind if until > clock.now().timestamp() else None
    raise NotFound("no pass")


def _seal(kind: Pass, reference: str, file_id: int, page: int, until: int) -> str:
    about = (kind, reference, str(file_id), str(page), str(until))
    return mac(visitor().csrf_key, b"file-pass", *(part.encode() for part in about)).hex()
