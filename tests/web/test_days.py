"""Days, shares and digits as each language writes them, in the calendar that the reader counts by."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask, g
from flask_babel import force_locale

from intake.calendars.convert import Calendar
from intake.web import days
from intake.web.filters import percent
from intake.web.languages import in_digits_of_page

DAY = date(2025, 3, 1)


@contextmanager
def page(app: Flask, language: str, calendar: Calendar | None = None) -> Iterator[None]:
    """A page of the desk in a language, for somebody who chose this calendar."""
    with app.test_request_context("/desk/"), force_locale(language):
        g.staff_calendar = calendar
        yield


@pytest.mark.parametrize("language, shown", [
    ("en", "1 Mar 2025"), ("fr", "1 mars 2025"), ("de", "01.03.2025"), ("sq", "1 mars 2025"),
    ("ar", "1 مارس 2025"), ("fa", "۱۱ اسفند ۱۴۰۳ (۱ مارس ۲۰۲۵)"),
])
def test_a_day_is_written_as_its_language_does(app: Flask, language: str, shown: str) -> None:
    with page(app, language):
        assert days.day(DAY) == shown


@pytest.mark.parametrize("language, calendar, shown, short", [
    ("en", Calendar.UMM_AL_QURA, "1 Ramadan 1446 (1 Mar 2025)", "1 Ramadan"),
    ("en", Calendar.JALALI, "11 Esfand 1403 (1 Mar 2025)", "11 Esfand"),
    ("de", Calendar.JALALI, "11. Esfand 1403 (01.03.2025)", "11. Esfand"),
    ("fr", Calendar.UMM_AL_QURA, "1 ramadan 1446 (1 mars 2025)", "1 ramadan"),
    ("ar", Calendar.UMM_AL_QURA, "1 رمضان 1446 (1 مارس 2025)", "1 رمضان"),
    ("fa", Calendar.UMM_AL_QURA, "۱ رمضان ۱۴۴۶ (۱ مارس ۲۰۲۵)", "۱ رمضان"),
    ("fa", Calendar.GREGORIAN, "۱ مارس ۲۰۲۵", "۱ مارس"),
    ("fa", None, "۱۱ اسفند ۱۴۰۳ (۱ مارس ۲۰۲۵)", "۱۱ اسفند"),
    ("en", None, "1 Mar 2025", "1 Mar"),
])
def test_somebody_reads_days_in_the_calendar_that_they_chose_with_the_gregorian_day_beside_it(
    app: Flask, language: str, calendar: Calendar | None, shown: str, short: str
) -> None:
    with time_machine.travel(datetime(2025, 3, 2, tzinfo=UTC)), page(app, language, calendar):
        assert (days.day(DAY), days.short_day(DAY)) == (shown, short)


@pytest.mark.parametrize("calendar, shown", [
    (Calendar.JALALI, "29 Esfand 1404"), (Calendar.UMM_AL_QURA, "1 Shawwal"), (Calendar.GREGORIAN, "20 Mar"),
])
def test_a_short_day_names_the_year_when_its_calendar_has_begun_another(
    app: Flask, calendar: Calendar, shown: str
) -> None:
    """Nowruz lies between the two days: another year in Iran alone."""
    with time_machine.travel(datetime(2026, 3, 21, tzinfo=UTC)), page(app, "en", calendar):
        assert days.short_day(date(2026, 3, 20)) == shown


@pytest.mark.parametrize("far", [date(1, 1, 1), date(1900, 5, 4), date(2500, 1, 1)])
@pytest.mark.parametrize("calendar", Calendar)
def test_a_day_that_a_calendar_does_not_reach_is_shown_as_the_gregorian_one(
    app: Flask, calendar: Calendar, far: date
) -> None:
    for language in ("en", "fa"):
        with page(app, language, calendar):
            assert in_digits_of_page(str(far.year)) in days.day(far)
            assert in_digits_of_page(str(far.year)) in days.short_day(far) or calendar is Calendar.JALALI


def test_what_a_member_of_staff_chose_is_not_for_public_pages(app: Flask) -> None:
    with app.test_request_context("/en/"), force_locale("en"):
        app.preprocess_request()
        g.staff_calendar = Calendar.JALALI
        assert days.page_calendar() is Calendar.GREGORIAN


@pytest.mark.parametrize("language, shown", [
    ("en", "1 Mar 2025, 14:05"), ("ar", "1 مارس 2025، 14:05"), ("fa", "۱۱ اسفند ۱۴۰۳ (۱ مارس ۲۰۲۵)، ۱۴:۰۵"),
])
def test_a_time_follows_its_day_after_the_comma_of_the_script(app: Flask, language: str, shown: str) -> None:
    with page(app, language):
        assert days.moment(datetime(2025, 3, 1, 14, 5, tzinfo=UTC)) == shown


@pytest.mark.parametrize("language, shown", [
    ("en", "7%"), ("de", "7\xa0%"), ("fr", "7\xa0%"), ("sq", "7%"), ("ar", "7%"), ("fa", "۷٪"),
])
def test_a_share_has_the_digits_and_the_sign_of_its_language(app: Flask, language: str, shown: str) -> None:
    with page(app, language):
        assert percent(7).replace("\u200e", "") == shown


class TestWhereTheSiteWritesArabicWithItsOwnDigits:
    """`INTAKE_ARABIC_DIGITS` says so; the default is 0-9."""

    @pytest.fixture
    def given_settings(self) -> dict[str, object]:
        return {"arabic_digits": "arabic", "minimum_seconds": 0}

    def test_numbers_days_and_shares_are_in_them_and_other_languages_are_as_before(self, app: Flask) -> None:
        with page(app, "ar"):
            assert (days.day(DAY), percent(50)) == ("١ مارس ٢٠٢٥", "٥٠٪")
        with page(app, "en"):
            assert days.day(DAY) == "1 Mar 2025"
        with page(app, "fa"):
            assert percent(50) == "۵۰٪"
