"""A day is the same day in every calendar, and what is no day in a calendar is none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.calendars.convert import Calendar, day_of, named, span_of

KNOWN = [
    ("2022-03-21", Calendar.JALALI, (1401, 1, 1)),
    ("2025-03-20", Calendar.JALALI, (1403, 12, 30)),
    ("2025-03-21", Calendar.JALALI, (1404, 1, 1)),
    ("2026-03-21", Calendar.JALALI, (1405, 1, 1)),
    ("1979-02-11", Calendar.JALALI, (1357, 11, 22)),
    ("2025-03-01", Calendar.UMM_AL_QURA, (1446, 9, 1)),
    ("2025-03-29", Calendar.UMM_AL_QURA, (1446, 9, 29)),
    ("2025-03-30", Calendar.UMM_AL_QURA, (1446, 10, 1)),
    ("2024-02-29", Calendar.GREGORIAN, (2024, 2, 29)),
]
"""Requirement L-017, a Gregorian leap day, and the two days around the end of a month of 29 days."""


@pytest.mark.parametrize("day, calendar, called", KNOWN)
def test_known_days_are_called_so_and_found_by_it(day: str, calendar: Calendar, called: tuple[int, int, int]) -> None:
    assert named(calendar, date.fromisoformat(day)) == called
    assert day_of(calendar, *called) == date.fromisoformat(day)


@given(st.dates(date(1925, 1, 1), date(2077, 1, 1)), st.sampled_from(Calendar))
def test_every_day_of_a_lifetime_is_found_by_what_it_is_called(day: date, calendar: Calendar) -> None:
    called = named(calendar, day)
    assert called is not None
    assert day_of(calendar, *called) == day


@pytest.mark.parametrize("calendar, called", [
    (Calendar.JALALI, (1402, 12, 30)), (Calendar.JALALI, (1404, 7, 31)), (Calendar.UMM_AL_QURA, (1446, 9, 30)),
    (Calendar.UMM_AL_QURA, (1342, 1, 1)), (Calendar.UMM_AL_QURA, (1501, 1, 1)), (Calendar.GREGORIAN, (2023, 2, 29)),
    (Calendar.GREGORIAN, (0, 1, 1)), (Calendar.JALALI, (0, 0, 0)), (Calendar.UMM_AL_QURA, (1446, 13, 1)),
])
def test_what_is_no_day_is_none(calendar: Calendar, called: tuple[int, int, int]) -> None:
    assert day_of(calendar, *called) is None


@pytest.mark.parametrize("day", ["1924-07-31", "2077-11-17", "0001-01-01", "9999-12-31"])
def test_a_day_that_the_tables_of_mecca_do_not_reach_has_no_name_there(day: str) -> None:
    assert named(Calendar.UMM_AL_QURA, date.fromisoformat(day)) is None


@pytest.mark.parametrize("calendar, told, first, last", [
    (Calendar.JALALI, (1398,), "2019-03-21", "2020-03-19"),
    (Calendar.JALALI, (1403, 12), "2025-02-19", "2025-03-20"),
    (Calendar.UMM_AL_QURA, (1446, 9), "2025-03-01", "2025-03-29"),
    (Calendar.UMM_AL_QURA, (1446,), "2024-07-07", "2025-06-25"),
    (Calendar.GREGORIAN, (2024, 2), "2024-02-01", "2024-02-29"),
    (Calendar.GREGORIAN, (2024, 12), "2024-12-01", "2024-12-31"),
    (Calendar.GREGORIAN, (2024, 2, 29), "2024-02-29", "2024-02-29"),
])
def test_a_year_or_a_month_has_a_first_and_a_last_day(
    calendar: Calendar, told: tuple[int, ...], first: str, last: str
) -> None:
    assert span_of(calendar, *told) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("told", [(2024, 0), (2024, 13), (2024, 2, 30), (2024, 2, 0), (0,), (9999,)])
def test_what_is_no_year_or_month_has_none(told: tuple[int, ...]) -> None:
    assert span_of(Calendar.GREGORIAN, *told) is None
