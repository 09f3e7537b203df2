"""Passes: what an event in the log lets somebody see or save stays open to the same session for an hour, without one
more event for each request that a browser makes of it. A pass stands in an address; nothing of it is stored.
"""

from enum import StrEnum
from typing import Final

from flask import request

from intake import clock
from intake.errors import NotFound
from intake.vault.keys import equal, mac
from intake.web.guard import visitor

_HOUR: Final = 3600


class Pass(StrEnum):
    """What a pass lets through: a small picture, a blurred one alone, or the file itself."""

    SMALL = "small"
    BLURRED = "blurred"
    ORIGINAL = "original"


def issue(kind: Pass, reference: str, file_id: int) -> str:
    """The `token` that an address needs for this file to be let through, for whoever made this request."""
    until = int(clock.now().timestamp()) + _HOUR
    return f"{until}-{_seal(kind, reference, file_id, until)}"


def ask_for(reference: str, file_id: int, *kinds: Pass) -> Pass:
    """Which of these passes the address of this request holds. Raises `NotFound` without one, or when it is over."""
    until, _, seal = request.args.get("token", "").partition("-")
    if until.isascii() and until.isdigit() and int(until) > clock.now().timestamp():
        for kind in kinds:
            if equal(seal.encode(), _seal(kind, reference, file_id, int(until)).encode()):
                return kind
    raise NotFound("no pass")


def _seal(kind: Pass, reference: str, file_id: int, until: int) -> str:
    about = (kind, reference, str(file_id), str(until))
    return mac(visitor().csrf_key, b"file-pass", *(part.encode() for part in about)).hex()
