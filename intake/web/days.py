"""How a day is written: in the calendar its reader counts by, with the words, the order and the digits of the page.

A calendar that is not Gregorian never stands alone where a day is written out: colleagues, courts and telephones count
by the Gregorian one.
"""

from datetime import date, datetime
from typing import Final

from babel import Locale
from babel.dates import format_date, format_skeleton
from flask import g
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from intake import clock
from intake.calendars.convert import Calendar, Named, named
from intake.calendars.month_names import month_name
from intake.web.languages import in_digits_of_page

CALENDARS: Final = {
    Calendar.GREGORIAN: _l("Gregorian"),
    Calendar.JALALI: _l("Solar Hijri (Iran)"),
    Calendar.UMM_AL_QURA: _l("Hijri (Umm al-Qura)"),
}
_IN_WORDS: Final = frozenset({"fa", "ar", "sq"})
"""Dashes between numbers would change their order in Arabic, and Albanian has a month that reads as "under"."""


def usual_calendar(language: str) -> Calendar:
    """The calendar that most people of a language count by."""
    return Calendar.JALALI if language == "fa" else Calendar.GREGORIAN


def page_calendar() -> Calendar:
    """The calendar of this page: the one that the person of the staff chose, or the usual one of the language."""
    chosen: Calendar | None = None if "language" in g else g.get("staff_calendar")
    return chosen or usual_calendar(_language())


def date_locale() -> Locale:
    """How the page writes dates. Plain English has the American order, which many readers take for another day."""
    locale = get_locale() or Locale("en")
    return Locale("en", "GB") if locale.language == "en" else locale


def day(value: date) -> str:
    """A day in the page's language and calendar, with the Gregorian day beside it where that is another calendar."""
    form = "d MMMM y" if _language() in _IN_WORDS else "medium"
    gregorian = in_digits_of_page(format_date(value, format=form, locale=date_locale()))
    calendar = page_calendar()
    own = None if calendar is Calendar.GREGORIAN else named(calendar, value)
    return f"{_written(own, calendar, with_year=True)} ({gregorian})" if own else gregorian


def example_day(value: date, calendar: Calendar) -> str:
    """A day as one writes it in a calendar, in the page's language; nothing where the calendar does not reach it."""
    if calendar is Calendar.GREGORIAN:
        return in_digits_of_page(format_date(value, format="d MMMM y", locale=date_locale()))
    own = named(calendar, value)
    return _written(own, calendar, with_year=True) if own else ""


def short_day(value: date) -> str:
    """A day without its year, unless that is another year than this."""
    calendar = page_calendar()
    own, today = named(calendar, value), named(calendar, clock.today())
    if own is None or calendar is Calendar.GREGORIAN:
        skeleton = "MMMd" if value.year == clock.today().year else "yMMMd"
        return in_digits_of_page(format_skeleton(skeleton, value, locale=date_locale()))
    return _written(own, calendar, with_year=today is None or today.year != own.year)


def moment(value: datetime) -> str:
    """A day and a time in UTC, in the page's language."""
    comma = "،" if date_locale().text_direction == "rtl" else ","
    return in_digits_of_page(f"{day(value.date())}{comma} {value:%H:%M}")


def _written(own: Named, calendar: Calendar, *, with_year: bool) -> str:
    number = f"{own.day}." if _language() == "de" else str(own.day)
    words = [number, month_name(calendar, own.month, _language()), *([str(own.year)] if with_year else [])]
    return in_digits_of_page(" ".join(words))


def _language() -> str:
    return str((get_locale() or Locale("en")).language)
