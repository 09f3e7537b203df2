"""What is told about a file that was looked into: codes for people's words, never a value that stood in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Hidden(StrEnum):
    """Kinds of data that a file can carry without showing them. Their values are kept with files."""

    PLACE = "place"
    AUTHOR = "author"
    DEVICE = "device"
    TIMES = "times"
    HISTORY = "history"
    THUMBNAIL = "thumbnail"
    OTHER = "other"


class Outcome(StrEnum):
    """How the removal of hidden data went. Their values are kept with files."""

    CLEANED = "cleaned"
    """What was hidden is gone, if there was any."""
    PARTLY = "partly"
    """The same, but the file holds something that nobody can look into: another kind of file, a macro."""
    NOT_A_TYPE = "not-a-type"
    """Files of this kind are kept as they are."""
    UNCHECKED = "unchecked"
    """It could not be looked into, and is kept as it is."""
    DAMAGED = "damaged"
    """It is not what it should be, or was not any more after cleaning, and is kept as it is."""


class Reason(StrEnum):
    """Why a file was not cleaned or shown."""

    NOT_A_TYPE = "not-a-type"
    DAMAGED = "damaged"
    AMBIGUOUS = "ambiguous"
    """It is two things at once, or something else than it says."""
    LOCKED = "locked"
    """It opens with a password only."""
    TOO_LARGE = "too-large"
    """Unpacked it would be too large: a bomb, or a very large picture."""
    NO_SUCH_PAGE = "no-such-page"
    LATE = "late"
    FAILED = "failed"
    """Whoever looked into it gave up: it may have been made to harm."""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one file. `reason` stands beside every outcome under which it was kept as it is."""

    outcome: Outcome
    found: frozenset[Hidden] = frozenset()
    reason: Reason | None = None

    @property
    def is_cleaned(self) -> bool:
        """Whether there is a cleaned file to keep in the place of the one that was sent."""
        return self.outcome in (Outcome.CLEANED, Outcome.PARTLY)

    def as_json(self) -> dict[str, Any]:
        """The report as it is kept with its file."""
        return {"outcome": self.outcome.value, "found": sorted(self.found), "reason": self.reason}


def report_of(kept: Mapping[str, Any]) -> Report:
    """The report that was kept."""
    reason = kept["reason"]
    return Report(Outcome(kept["outcome"]), frozenset(map(Hidden, kept["found"])), Reason(reason) if reason else None)
