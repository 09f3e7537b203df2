"""Numbers that a browser sent: whatever they are, they are never trusted to be numbers, nor to fit a column."""

from typing import Any, Final

_IDS_END: Final = 2**63
_DIGITS: Final = 19
_VERSION_DIGITS: Final = 9


def row_id(value: Any) -> int | None:
    """The text as a row's id or place in the log, from 1 to 2^63 - 1, or None when it can be none."""
    number = _number(value, _DIGITS)
    return number if 0 < number < _IDS_END else None


def seen_version(value: Any) -> int:
    """The version that a page showed; what is not a version is 0, which is long past."""
    return _number(value, _VERSION_DIGITS)


def _number(value: Any, digits: int) -> int:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else 0
