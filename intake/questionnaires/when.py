"""A day as somebody remembers it: to the year, the month or the day, in the calendar they think in."""

import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from persiantools.jdatetime import JalaliDate

_FIRST_YEAR, _LAST_YEAR = 1850, 2150  # of what somebody who writes today may mean; else a year has two digits, or three
_NUMBER: Final = re.compile(r"\d{1,4}")


class Calendar(StrEnum):
    """The calendars that dates may be told in."""

    GREGORIAN = "gregorian"
    JALALI = "jalali"


@dataclass(frozen=True, slots=True)
class When:
    """A date as typed: any part may be missing, or words ("spring"). Nothing is made of it that was not said."""

    year: str = ""
    month: str = ""
    day: str = ""
    calendar: Calendar = Calendar.GREGORIAN

    def record(self) -> dict[str, Any]:
        """As a record for a box; an empty one where nothing was typed."""
        return asdict(self) if self.year or self.month or self.day else {}

    def as_gregorian(self) -> date | None:
        """The day in the Gregorian calendar, where it was told to the day and there is such a day."""
        numbers = [number(part) for part in (self.year, self.month, self.day)]
        if None in numbers:
            return None
        year, month, day = (each or 0 for each in numbers)
        try:
            jalali = self.calendar is Calendar.JALALI
            found: date = JalaliDate(year, month, day).to_gregorian() if jalali else date(year, month, day)
        except (ValueError, OverflowError):
            return None
        return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def when_from(record: dict[str, Any]) -> When:
    """The date that a record holds."""
    return When(**(record | {"calendar": Calendar(record["calendar"])}))


def number(text: str) -> int | None:
    """A typed number in the digits of any script; None where it is not one."""
    plain = "".join(str(unicodedata.decimal(mark, mark)) for mark in text.strip())
    return int(plain) if _NUMBER.fullmatch(plain) and plain.isascii() else None
