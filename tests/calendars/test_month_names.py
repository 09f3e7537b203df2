"""Months are called by their name in every language, and understood by more of them than are shown."""

import pytest

from intake.calendars import month_names
from intake.calendars.convert import Calendar
from intake.calendars.month_names import month_called, month_name
from intake.settings import LANGUAGES


@pytest.mark.parametrize("calendar", Calendar)
def test_what_a_page_calls_a_month_is_understood_in_every_language(calendar: Calendar) -> None:
    for language in LANGUAGES:
        shown = [month_name(calendar, month, language) for month in range(1, 13)]
        assert len(set(shown)) == 12
        assert [month_called(calendar, name) for name in shown] == list(range(1, 13)), language


@pytest.mark.parametrize("calendar", Calendar)
def test_no_name_stands_for_two_months(calendar: Calendar) -> None:
    found: dict[str, set[int]] = {}
    for names in [*month_names._shown(calendar), *map(month_names._split, month_names._ALSO[calendar])]:
        assert len(names) == 12
        for month, name in enumerate(names, 1):
            found.setdefault(month_names._plain(name), set()).add(month)
    del found[""]
    assert {name: months for name, months in found.items() if len(months) > 1} == {}


@pytest.mark.parametrize("calendar, typed, month", [
    (Calendar.GREGORIAN, "MÄRZ", 3), (Calendar.GREGORIAN, "marz", 3), (Calendar.GREGORIAN, "Sept.", 9),
    (Calendar.GREGORIAN, " août ", 8), (Calendar.GREGORIAN, "aout", 8), (Calendar.GREGORIAN, "nentor", 11),
    (Calendar.GREGORIAN, "كانون الثاني", 1), (Calendar.GREGORIAN, "يناير", 1), (Calendar.GREGORIAN, "جويلية", 7),
    (Calendar.GREGORIAN, "ژوئیه", 7), (Calendar.GREGORIAN, "جنوری", 1),
    (Calendar.JALALI, "خرداد", 3), (Calendar.JALALI, "ارديبهشت", 2), (Calendar.JALALI, "Ordibehesht", 2),
    (Calendar.JALALI, "امرداد", 5), (Calendar.JALALI, "عقرب", 8), (Calendar.JALALI, "سنبله", 6),
    (Calendar.UMM_AL_QURA, "رمضان", 9), (Calendar.UMM_AL_QURA, "Ramadhan", 9), (Calendar.UMM_AL_QURA, "Sha’ban", 8),
    (Calendar.UMM_AL_QURA, "جمادی الثانی", 6), (Calendar.UMM_AL_QURA, "جمادى الآخرة", 6),
    (Calendar.UMM_AL_QURA, "ذي الحجة", 12), (Calendar.UMM_AL_QURA, "ذیحجه", 12), (Calendar.UMM_AL_QURA, "rabi II", 4),
])
def test_a_month_is_understood_however_it_is_spelt(calendar: Calendar, typed: str, month: int) -> None:
    assert month_called(calendar, typed) == month


@pytest.mark.parametrize("typed", ["", "spring", "بهار", "ram", "خرداد ماه یا تیر", "…", "\ud800", "12"])
def test_what_is_no_month_is_none(typed: str) -> None:
    assert [month_called(calendar, typed) for calendar in Calendar] == [None] * 3


def test_a_month_of_another_calendar_is_none() -> None:
    assert month_called(Calendar.GREGORIAN, "رمضان") is None
    assert month_called(Calendar.JALALI, "March") is None
