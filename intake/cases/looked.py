"""Who of the staff looked at a case, as the person whom it belongs to may know it: by role and by day.

It comes from the log, where every opening stands before anything is shown. No name leaves here and no hour, nothing of
another case, and nothing of what was refused.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from intake.audit import history
from intake.audit.kinds import Act
from intake.db import Work

SHOWN: Final = 30
_LOOKED_THROUGH: Final = 500
_LOOKING: Final = frozenset({Act.CASE_OPENED, Act.CASE_FILE_SHOWN, Act.CASE_FILE_SAVED, Act.CASE_FILES_LISTED,
                             Act.CASE_FILES_SAVED})


@dataclass(frozen=True, slots=True)
class Look:
    """That somebody in this role looked at the case on this day."""

    role: str
    day: date


@dataclass(frozen=True, slots=True)
class Looked:
    """The newest looks, newest first, and when what is written in the case was last opened: never to be shown."""

    looks: tuple[Look, ...]
    opened_at: datetime | None

    def covers(self, written: datetime) -> bool:
        """Whether what was written then has been opened since. The log knows the second alone, and rounds down."""
        return self.opened_at is not None and written <= self.opened_at


def at(work: Work, reference: str, since: date) -> Looked:
    """Who looked at the case with this reference since the day on which it came to be.

    A reference may have been another case's, long ago.
    """
    events = [event for event in reversed(history.of_case(work.main, reference, _LOOKING, _LOOKED_THROUGH))
              if event.day >= since and not event.damaged]
    looks = tuple(dict.fromkeys(Look(event.role, event.day) for event in events))
    return Looked(looks[:SHOWN], _opened_at(work, reference, since))


def _opened_at(work: Work, reference: str, since: date) -> datetime | None:
    """When the case was last opened with what is written in it, however often its files were looked at since.

    Some pages of a case open it without showing any entry.
    """
    events = history.of_case(work.main, reference, [Act.CASE_OPENED], _LOOKED_THROUGH)
    opened = (datetime.fromisoformat(event.at) for event in events
              if event.day >= since and not event.damaged and event.facts.get("entries") != 0)
    return max(opened, default=None)
