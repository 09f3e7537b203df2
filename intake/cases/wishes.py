"""What a person asks for in their conversation besides an answer. Pure: asking does nothing by itself.

Each is a message of theirs, with this mark in its box: nothing in clear tells it from any other (DESIGN 2, promise 1).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

_MARK: Final = "wish"


class Wish(StrEnum):
    """What is asked for. `CONTACT`: to be contacted otherwise from now on, as a form that is sent again says it."""

    ERASURE = "erasure"
    COPY = "copy"
    NAME = "name"
    CONTACT = "contact"


def marked(wish: Wish, answers: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The answers of an entry that asks for this."""
    return {**(answers or {}), _MARK: wish.value}


def wish_of(answers: Mapping[str, Any]) -> Wish | None:
    """What an entry with these answers asks for, if anything."""
    return Wish(answers[_MARK]) if _MARK in answers else None
