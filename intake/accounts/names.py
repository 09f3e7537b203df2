"""What the name of a person or of a team may hold. Pure.

A name stands in sentences, lists and the log, so nothing in it may turn the letters around it: one name would look like
another (requirements L-009). The joiners of Persian and Arabic script belong to its letters and stay.
"""

import re
from typing import Final

NAME_LIMIT: Final = 120
TURNING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""The marks that set the direction of text and cannot be seen."""

_JOINERS: Final = re.compile("[\u200c\u200d]")


def problem_with(name: str) -> str:
    """Why this can be no name: "turning" where it holds such a mark, "shape" for all else; empty where it can."""
    if TURNING.search(name):
        return "turning"
    letters = _JOINERS.sub("", name)
    return "" if letters and len(name) <= NAME_LIMIT and letters.isprintable() else "shape"


def with_marks_shown(name: str) -> str:
    """A name from before anybody looked, with the number of each such mark in its place."""
    return TURNING.sub(lambda found: f"[U+{ord(found[0]):04X}]", name)
