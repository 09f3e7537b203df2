"""Whether a new password is good enough, and if not, why. The password itself is never kept, logged or cut short."""

import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from zxcvbn import zxcvbn

from intake.errors import Invalid

SHORTEST: Final = 12
LONGEST: Final = 1024
_LOOKED_AT: Final = 72
_GOOD: Final = 3
_OF_ITS_OWN: Final = 8
_KINDS: Final = {
    "dictionary": "common", "spatial": "keyboard", "repeat": "repeats", "sequence": "sequence", "date": "dates",
}


def require_strong(password: str, own_words: Sequence[str] = (), field: str = "password") -> None:
    """Raise `Invalid` with the kind of weakness: short, long, own, common, keyboard, repeats, sequence, dates, weak.

    `own_words` are what an attacker would try first: the person's names and the organisation's.
    """
    typed = unicodedata.normalize("NFC", password)
    if len(typed) < SHORTEST:
        raise Invalid({field: "short"})
    if len(typed) > LONGEST:
        raise Invalid({field: "long"})
    words = [word for text in own_words for word in (text, *text.split()) if len(word) > 2]
    if len(_without(typed, words)) < _OF_ITS_OWN:
        raise Invalid({field: "own"})
    told = zxcvbn(typed[:_LOOKED_AT], user_inputs=words)
    if told["score"] < _GOOD:
        raise Invalid({field: _weakness(told["sequence"])})


def _without(password: str, words: Sequence[str]) -> str:
    # zxcvbn finds a name and a year strong enough; whoever guesses at this person tries them first.
    left = password.casefold()
    for word in sorted({word.casefold() for word in words}, key=len, reverse=True):
        left = left.replace(word, "")
    return left


def _weakness(parts: Sequence[dict[str, Any]]) -> str:
    guessed = [part for part in parts if part["pattern"] in _KINDS]
    if not guessed:
        return "weak"
    largest = max(guessed, key=lambda part: len(part["token"]))
    if largest.get("dictionary_name") == "user_inputs":
        return "own"
    return _KINDS[largest["pattern"]]
