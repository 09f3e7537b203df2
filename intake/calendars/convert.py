"""One day in three calendars. Pure: a day is always a Gregorian `date` here, and everything else is what it is called.

A calendar answers only for the years that its library knows: Umm al-Qura for 1924 to 2077, by its published tables.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from hijridate import Gregorian, Hijri
from persiantools.jdatetime import JalaliDate


class Calendar(StrEnum):
    """The calendars that people count by: Gregorian, Iran's and Afghanistan's solar one, and the lunar one of Mecca."""

    GREGORIAN = "gregorian"
    JALALI = "jalali"
    UMM_AL_QURA = "umm_al_qura"


class Named(NamedTuple):
    """What a day is called in a calendar."""

    year: int
    month: int
    day: int


def day_of(calendar: Calendar, year: int, month: int, day: int) -> date | None:
    """The day that is called so; None where the calendar has no such day."""
    try:
        if calendar is Calendar.GREGORIAN:
            return date(year, month, day)
        own: Any = (JalaliDate if calendar is Calendar.JALALI else Hijri)(year, month, day)
        found = own.to_gregorian()
    except (ValueError, OverflowError):
        return None
    return date(found.year, found.month, found.day)


def named(calendar: Calendar, day: date) -> Named | None:
    """What the day is called; None where the calendar does not reach so far."""
    try:
        found: Any = day
        if calendar is Calendar.JALALI:
            found = JalaliDate(day)
        elif calendar is Calendar.UMM_AL_QURA:
            found = Gregorian.fromdate(day).to_hijri()
    except (ValueError, OverflowError):
        return None
    return Named(found.year, found.month, found.day)


def span_of(calendar: Calendar, year: int, month: int | None = None, day: int | None = None
            ) -> tuple[date, date] | None:
    """The first and the last day of a year, of a month in it, or a day twice; None where the calendar has no such."""
    if month is not None and day is not None:
        found = day_of(calendar, year, month, day)
        return (found, found) if found else None
    begins = 1 if month is None else month
    first = day_of(calendar, year, begins, 1)
    next_month = 1 if month in {None, 12} else begins + 1
    following = day_of(calendar, year + (next_month == 1), next_month, 1)
    return (first, following - timedelta(days=1)) if first and following else None
