"""Writing for somebody else: whether that person knows of it and agreed. Whoever wrote is contacted, and nobody else.

Pure: it knows no page, no case and no key (requirements S-058).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from intake.questionnaires.definition import FOR_WHOM, YesNo

SOMEONE: Final = "someone"
"""The entrance of whoever writes for somebody else."""

_KNOWS: Final = "knows"
_AGREED: Final = "agreed"


class Knowing(StrEnum):
    """What the person an enquiry is about knows of it, from the least worrying on."""

    UNSAID = "unsaid"
    DISAGREES = "disagrees"
    UNAWARE = "unaware"


def knowing(for_whom: str, given: Mapping[str, Any]) -> Knowing | None:
    """What is to be minded; None where nobody writes for somebody else, or that person knows and agreed."""
    if for_whom != SOMEONE or (given.get(_KNOWS), given.get(_AGREED)) == (YesNo.YES, YesNo.YES):
        return None
    if given.get(_KNOWS) == YesNo.NO:
        return Knowing.UNAWARE
    disagrees = (given.get(_KNOWS), given.get(_AGREED)) == (YesNo.YES, YesNo.NO)
    return Knowing.DISAGREES if disagrees else Knowing.UNSAID


def knowing_of(answers: Mapping[str, Any]) -> Knowing | None:
    """The same from the answers of one sending, as they are kept."""
    given = answers.get("given", {})
    return knowing(given.get(FOR_WHOM) or answers.get("form", ""), given)


def worst(*said: Knowing | None) -> Knowing | None:
    """The most worrying of all that was said: sending a form again makes nobody agree."""
    order = list(Knowing)
    return max((each for each in said if each), key=order.index, default=None)
