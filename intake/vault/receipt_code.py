"""Receipt codes: 23 random digits and a check digit, the enquirer's secret way back (DESIGN 4). It stores nothing."""

import secrets
import unicodedata
from typing import Final

from intake.vault.context import context
from intake.vault.keys import derive

CODE_LENGTH: Final = 24
_RANDOM_DIGITS: Final = CODE_LENGTH - 1
_GROUP: Final = 4
# Separators, punctuation, symbols, control and bidi marks, combining marks: all that can surround a typed digit.
_NOISE: Final = frozenset("ZPSCM")

# Damm's quasigroup of order ten: totally anti-symmetric, so one wrong digit or two swapped neighbours never pass.
_DAMM: Final = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def code_from(pepper: bytes, nonce: bytes) -> str:
    """The code of a form's nonce: the same for the same sending, known to nobody without the pepper (DESIGN 5).

    256 derived bits are reduced to 76, so the unevenness of the remainder is below one part in 2^179.
    """
    return _reduced(derive(pepper, context("receipt code", nonce)))


def code_after(pepper: bytes, nonce: bytes, tag: bytes) -> str:
    """The code that follows another, whose row has this tag: the same each time this form is sent, and only for it."""
    return _reduced(derive(pepper, context("changed receipt code", nonce, tag)))


def new_code() -> str:
    """A random code that nobody was given and no form leads to."""
    return _with_check_digit(secrets.randbelow(10**_RANDOM_DIGITS))


def normalise(typed: str) -> str:
    """What was typed or pasted, without spaces, punctuation and direction marks, with digits of any script in ASCII.

    Letters stay, so that a mistyped code is reported as such rather than guessed at.
    """
    return "".join(_ascii_digit(mark) for mark in typed if unicodedata.category(mark)[0] not in _NOISE)


def is_well_formed(code: str) -> bool:
    """Whether a normalised code has 24 digits and the right check digit: a free check before any costly one."""
    return len(code) == CODE_LENGTH and code.isascii() and code.isdigit() and _damm(code) == 0


def grouped(code: str) -> str:
    """The code as it is shown and read aloud: six groups of four."""
    return " ".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def _reduced(derived: bytes) -> str:
    return _with_check_digit(int.from_bytes(derived, "big") % 10**_RANDOM_DIGITS)


def _with_check_digit(number: int) -> str:
    digits = str(number).zfill(_RANDOM_DIGITS)
    return f"{digits}{_damm(digits)}"


def _damm(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim


def _ascii_digit(mark: str) -> str:
    value = unicodedata.decimal(mark, None)
    return mark if value is None else str(value)
