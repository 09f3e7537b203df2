"""The only reader of time. Everything else asks here, so that tests can set the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Let the block, in this thread alone, take `moment` (aware) for the present.

    For the demonstration, which replays a year through the real use cases. Tests move the whole clock instead.
    """
    before = _told.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(before)


def exactly() -> datetime:
    """The present moment, in UTC, to the microsecond: for what is boxed and must keep its order, and nothing else."""
    return _told.get() or datetime.now(UTC)


def now() -> datetime:
    """The present moment, in UTC, to the second."""
    return exactly().replace(microsecond=0)


def today() -> date:
    """The present day, in UTC: the finest time that a submitter's act may leave in clear (DESIGN 2, promise 10)."""
    return exactly().date()
