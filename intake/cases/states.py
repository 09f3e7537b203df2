"""The life of a case: its statuses, how it may move between them, and how it may end. Pure.

The same table stands in the database as a trigger (`transition_ddl` in `models.py`), so that no other way of
writing can take a case where the rules do not.
"""

from enum import StrEnum
from typing import Final

from intake.errors import WrongState


class Status(StrEnum):
    """Where a case stands. `NEW` until somebody of the team acts on it.

    `QUARANTINED`: it looked like spam when it came, and nobody has said what it is; `DISCARDED`: somebody said that it
    is. Neither stands in any list, and both are erased soon unless they are released.
    """

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"
    QUARANTINED = "quarantined"
    DISCARDED = "discarded"


WORKED_ON: Final = (Status.NEW, Status.OPEN, Status.WAITING, Status.CLOSED)
"""Where a case stands that somebody is meant to see."""

SET_ASIDE: Final = (Status.QUARANTINED, Status.DISCARDED)
"""Where a case stands that is kept out of everybody's sight but for the page of the quarantine."""


class Outcome(StrEnum):
    """How a closed case ended."""

    HELPED = "helped"
    REFERRED = "referred"
    NO_CONTACT = "no_contact"
    WITHDRAWN = "withdrawn"
    NOT_FOR_US = "not_for_us"
    DUPLICATE = "duplicate"
    SPAM = "spam"
    TEST = "test"


class Priority(StrEnum):
    """How soon a case wants somebody."""

    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.NEW: frozenset({Status.OPEN, Status.WAITING, Status.CLOSED}),
    Status.OPEN: frozenset({Status.WAITING, Status.CLOSED}),
    Status.WAITING: frozenset({Status.OPEN, Status.CLOSED}),
    Status.CLOSED: frozenset({Status.OPEN}),
    Status.QUARANTINED: frozenset({Status.NEW, Status.DISCARDED}),
    Status.DISCARDED: frozenset({Status.NEW}),
}

class Reason(StrEnum):
    """Why a case moved. What there is to say beyond it belongs in a note."""

    STARTED = "started"
    FOR_THEM = "for_them"
    FOR_OTHERS = "for_others"
    FOR_A_DAY = "for_a_day"
    CAME_BACK = "came_back"
    GOES_ON = "goes_on"
    BY_MISTAKE = "by_mistake"
    DONE = "done"


REASONS: dict[Status, tuple[Reason, ...]] = {
    Status.NEW: (),
    Status.OPEN: (Reason.GOES_ON, Reason.CAME_BACK, Reason.STARTED, Reason.BY_MISTAKE),
    Status.WAITING: (Reason.FOR_THEM, Reason.FOR_OTHERS, Reason.FOR_A_DAY),
    Status.CLOSED: (Reason.DONE,),
    Status.QUARANTINED: (),
    Status.DISCARDED: (),
}
"""The reasons that a move to a status may have."""

class ErasureReason(StrEnum):
    """Why a case is erased."""

    ASKED_FOR = "asked_for"
    KEPT_LONG_ENOUGH = "kept_long_enough"
    BY_MISTAKE = "sent_by_mistake"


class HoldReason(StrEnum):
    """Why a case may not be erased."""

    COURT = "court"
    COMPLAINT = "complaint"
    SAFETY = "safety"
    ASKED_TO_KEEP = "asked_to_keep"


class LiftReason(StrEnum):
    """Why a hold ends."""

    OVER = "over"
    BY_MISTAKE = "by_mistake"


STAYS_CLOSED = frozenset({Outcome.SPAM, Outcome.TEST})
"""Outcomes after which a further message does not open the case again."""


def check_move(old: Status, new: Status, reason: Reason, outcome: Outcome | None) -> None:
    """Raise `WrongState` unless a case may move from `old` to `new` for this reason.

    Closing wants an outcome; nothing else has one.
    """
    if new not in TRANSITIONS[old]:
        raise WrongState(f"{old.value} to {new.value}")
    if reason not in REASONS[new]:
        raise WrongState(f"{reason.value} is no reason for {new.value}")
    if (new is Status.CLOSED) != (outcome is not None):
        raise WrongState("an outcome belongs to closing, and closing wants one")


def after_message(status: Status, outcome: Outcome | None) -> Status:
    """Where a case stands once the person has written again."""
    if status is Status.WAITING or (status is Status.CLOSED and outcome not in STAYS_CLOSED):
        return Status.OPEN
    return status
