"""What is promised in working days ends on a day on which the site works."""

from datetime import date

import pytest

from intake.calendars.working_days import WEEKDAYS, Weekday, WorkingDays

EUROPE = WEEKDAYS[:5]
GULF: tuple[Weekday, ...] = ("sunday", "monday", "tuesday", "wednesday", "thursday")
IRAN: tuple[Weekday, ...] = ("saturday", "sunday", "monday", "tuesday", "wednesday")


@pytest.mark.parametrize("weekdays, since, count, last", [
    (EUROPE, "2026-03-02", 2, "2026-03-04"),  # Monday to Wednesday
    (EUROPE, "2026-03-05", 2, "2026-03-09"),  # Thursday to Monday
    (EUROPE, "2026-03-06", 2, "2026-03-10"),  # Friday to Tuesday
    (EUROPE, "2026-03-07", 2, "2026-03-10"),  # Saturday counts as Friday does
    (EUROPE, "2026-03-08", 1, "2026-03-09"),
    (EUROPE, "2026-03-06", 10, "2026-03-20"),
    (GULF, "2026-03-05", 2, "2026-03-09"),  # Thursday to Monday, Friday and Saturday free
    (GULF, "2026-03-06", 2, "2026-03-09"),
    (IRAN, "2026-03-04", 2, "2026-03-08"),  # Wednesday to Sunday, Thursday and Friday free
    (WEEKDAYS, "2026-03-06", 2, "2026-03-08"),
])
def test_only_days_of_the_sites_week_count(weekdays: tuple[Weekday, ...], since: str, count: int, last: str) -> None:
    assert WorkingDays(weekdays).after(date.fromisoformat(since), count) == date.fromisoformat(last)


def test_a_holiday_does_not_count() -> None:
    site = WorkingDays(EUROPE, {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)})
    assert site.after(date(2026, 12, 23), 2) == date(2026, 12, 29)
    assert site.after(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert [site.are_on(date(2026, 12, day)) for day in (24, 25, 26, 28, 29)] == [True, False, False, False, True]
