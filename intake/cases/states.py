"""The life of a case: its statuses, how it may move between them, and how it may end. Pure.

The same table stands in the database as a trigger (`transition_ddl` in `models.py`), so that no other way of
writing can take a case where the rules do not.
"""

from enum import StrEnum

from intake.errors import WrongState


class Status(StrEnum):
    """Where a case stands. `NEW` until somebody of the team acts on it."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"


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
}

STAYS_CLOSED = frozenset({Outcome.SPAM, Outcome.TEST})
"""Outcomes after which a further message does not open the case again."""


def check_move(old: Status, new: Status, outcome: Outcome | None) -> None:
    """Raise `WrongState` unless a case may move from `old` to `new`; closing wants an outcome, nothing else has one."""
    if new not in TRANSITIONS[old]:
        raise WrongState(f"{old.value} to {new.value}")
    if (new is Status.CLOSED) != (outcome is not None):
        raise WrongState("an outcome belongs to closing, and closing wants one")


def after_message(status: Status, outcome: Outcome | None) -> Status:
    """Where a case stands once the person has written again."""
    if status is Status.WAITING or (status is Status.CLOSED and outcome not in STAYS_CLOSED):
        return Status.OPEN
    return status
