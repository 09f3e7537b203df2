"""A day as somebody remembers it: to the year, the month or the day, in the calendar they think in.

What was typed is kept as it was typed. Beside it stands what it means, as first and last day in the Gregorian calendar
and how exactly that was said, so that whoever reads the record needs no calendar of their own.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple

from intake.calendars.convert import Calendar, span_of
from intake.calendars.month_names import month_called

_FIRST_YEAR, _LAST_YEAR = 1850, 2150  # of what somebody who writes today may mean; else a year has two digits, or three
_NUMBER: Final = re.compile(r"\d{1,4}")


class Precision(StrEnum):
    """How exactly a date was told. `WORDS`: nothing that a calendar knows."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    WORDS = "words"


class Span(NamedTuple):
    """The days that somebody may mean, and how exactly they said it."""

    first: date
    last: date
    precision: Precision


@dataclass(frozen=True, slots=True)
class When:
    """A date as typed: any part may be missing, or words ("spring"). Nothing is made of it that was not said."""

    year: str = ""
    month: str = ""
    day: str = ""
    calendar: Calendar = Calendar.GREGORIAN

    def record(self) -> dict[str, Any]:
        """As a record for a box; an empty one where nothing was typed."""
        if not (self.year or self.month or self.day):
            return {}
        span = self.span()
        return {
            "year": self.year, "month": self.month, "day": self.day, "calendar": self.calendar,
            "precision": span.precision if span else Precision.WORDS,
            "first": span.first.isoformat() if span else "", "last": span.last.isoformat() if span else "",
        }

    def span(self) -> Span | None:
        """What was told, as exactly as it was. None without a year, and for a day or month that no such year has.

        A word that is no month leaves the year: spring 1398 lies somewhere in it.
        """
        year = number(self.year)
        if year is None:
            return None
        month = number(self.month)
        month = month_called(self.calendar, self.month) if month is None else month
        day = number(self.day) if month is not None else None
        found = span_of(self.calendar, year, month, day)
        if found is None or not _FIRST_YEAR <= found[0].year <= _LAST_YEAR:
            return None
        precision = Precision.YEAR if month is None else Precision.MONTH if day is None else Precision.DAY
        return Span(*found, precision)


def when_from(record: dict[str, Any]) -> When:
    """The date that a record holds."""
    return When(record["year"], record["month"], record["day"], Calendar(record["calendar"]))


def number(text: str) -> int | None:
    """A typed number in the digits of any script; None where it is not one."""
    plain = "".join(str(unicodedata.decimal(mark, mark)) for mark in text.strip())
    return int(plain) if _NUMBER.fullmatch(plain) and plain.isascii() else None
