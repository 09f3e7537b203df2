"""The way from the start page to an entrance, by an address that does not tell which: it stays in a browser's history.

Each start page has fresh ones. They lead to their entrance for some hours, and then to the general form, where every
other text leads at once. An organisation may link to an entrance from elsewhere by its plain number.
"""

import base64
import binascii
import secrets
from typing import Final

from intake import clock
from intake.vault.keys import equal, mac
from intake.web.asking import NUMBERS
from intake.web.work import runtime

_SIZE: Final = 6
_SECONDS: Final = 6 * 3600
_PERIODS: Final = 2
"""For how many stretches of that length a link leads to its entrance: six hours at least, and never twelve."""


def fresh() -> tuple[str, ...]:
    """What `?for=` says on one start page, for each entrance in its order."""
    return tuple(_link(number) for number in NUMBERS)


def entrance_of(told: str) -> str:
    """The number of the entrance that `?for=` leads to, or an empty text."""
    if not told or told in NUMBERS:
        return told
    try:
        raw = base64.urlsafe_b64decode(told.encode("ascii", "replace"))
    except binascii.Error:
        return ""
    nonce, tag, now = raw[:_SIZE], raw[_SIZE:], _now()
    possible = [(number, now - ago) for number in NUMBERS for ago in range(_PERIODS)]
    return next((number for number, period in possible if equal(tag, _tag(nonce, number, period))), "")


def _link(number: str) -> str:
    nonce = secrets.token_bytes(_SIZE)
    return base64.urlsafe_b64encode(nonce + _tag(nonce, number, _now())).decode()


def _tag(nonce: bytes, number: str, period: int) -> bytes:
    return mac(runtime().secrets.form_key, b"entrance", nonce, number.encode(), period.to_bytes(8, "big"))[:_SIZE]


def _now() -> int:
    return int(clock.now().timestamp()) // _SECONDS
