"""A day that somebody of the staff plans: typed in the calendar they count by, kept as a day."""

from datetime import date
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError
from wtforms.widgets import DateInput

from intake.calendars.convert import Calendar, named
from intake.questionnaires.when import Precision, When
from intake.web.days import CALENDARS, page_calendar
from intake.web.languages import in_digits_of_page
from intake.web.question_fields import PartsField

_EARLIEST: Final = date(2000, 1, 1)
_LATEST: Final = date(2100, 1, 1)
_SAYS_WHEN: Final = ("day", "month", "year")


class DayField(PartsField):
    """A day or nothing: in the browser's own input for whoever counts by the Gregorian calendar, for others in parts.

    Whichever of them the page shows, both are understood, and in parts any of the calendars may be chosen.
    """

    parts = (*_SAYS_WHEN, "calendar")
    calendars = CALENDARS
    widget = DateInput()

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the parts where one was typed, else the browser's day, else the day that is planned so far."""
        self.process_errors = []
        planned = data if isinstance(data, date) else None  # WTForms has a mark of its own for a field without data
        self.data, self.whole, self.told = planned, "", _as_told(planned)
        if formdata:
            self.whole = str(formdata.get(self.name) or "").strip()
            self.told = _posted({part: str(formdata.get(f"{self.name}-{part}") or "") for part in self.parts})
            self.data = self._meant()
        elif planned is not None:
            self.whole = planned.isoformat()

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no day of this century."""
        super().pre_validate(form)
        if (self.whole or self.told.record()) and not (self.data and _EARLIEST <= self.data < _LATEST):
            raise ValidationError(str(self._wrong()))

    @property
    def in_parts(self) -> bool:
        """Whether the page shows three inputs and a calendar, or the browser's own."""
        return self.calendar is not Calendar.GREGORIAN or page_calendar() is not Calendar.GREGORIAN

    @property
    def calendar(self) -> Calendar:
        """The calendar of the parts."""
        return self.told.calendar

    @property
    def typed(self) -> dict[str, str]:
        """What stands in each of the parts."""
        return {part: str(getattr(self.told, part)) for part in self.parts}

    @property
    def first_id(self) -> str:
        """The id of the input where somebody begins."""
        return super().first_id if self.in_parts else str(self.id)

    def _meant(self) -> date | None:
        if self.told.record():
            span = self.told.span()
            return span.first if span and span.precision is Precision.DAY else None
        try:
            return date.fromisoformat(self.whole)
        except ValueError:
            return None

    def _wrong(self) -> Any:
        if self.in_parts:
            return _l("Enter day, month and year of a day in this century, or leave all three empty.")
        return _l("Enter a day in this century, as year-month-day, or leave this empty.")

    def _value(self) -> str:
        return self.whole


def _posted(parts: dict[str, str]) -> When:
    chosen = parts["calendar"]
    return When(parts["year"], parts["month"], parts["day"],
                Calendar(chosen) if chosen in set(Calendar) else page_calendar())


def _as_told(day: date | None) -> When:
    """A day as its reader would type it."""
    calendar = page_calendar()
    own = named(calendar, day) if day else None
    if own is None:
        return When(calendar=calendar)
    year, month, number = (in_digits_of_page(str(part)) for part in own)
    return When(year, month, number, calendar)
