"""The only reader of time. Everything else asks here, so that tests can set the clock."""

from datetime import UTC, date, datetime


def exactly() -> datetime:
    """The present moment, in UTC, to the microsecond: for what is boxed and must keep its order, and nothing else."""
    return datetime.now(UTC)


def now() -> datetime:
    """The present moment, in UTC, to the second."""
    return exactly().replace(microsecond=0)


def today() -> date:
    """The present day, in UTC: the finest time that a submitter's act may leave in clear (DESIGN 2, promise 10)."""
    return now().date()
