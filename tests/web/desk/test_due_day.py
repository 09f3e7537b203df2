"""A due day is typed in the calendar that somebody counts by, and kept as the day that it is."""

from datetime import date

import pytest
from sqlalchemy import select, update

from intake.accounts.models import Staff
from intake.calendars.convert import Calendar
from intake.cases.models import Case
from tests.web.desk.conftest import Desk
from tests.web.pages import Page

EMPTY = {"due_day-day": "", "due_day-month": "", "due_day-year": "", "due_day-calendar": "jalali"}


def reads(desk: Desk, **account: object) -> None:
    """Everybody's account says so."""
    with desk.office.house.stores.changing() as work:
        work.main.execute(update(Staff).values(**account))


def due(desk: Desk, reference: str) -> date | None:
    with desk.office.house.stores.reading() as work:
        return work.main.scalar(select(Case.due_day).where(Case.reference == reference))


def plan(desk: Desk, reference: str, status: int = 303, **parts: str) -> dict[str, str]:
    """Fill in the plan with a day in parts; gives the form as it stands on the page that came back."""
    page = send(desk, reference, status, parts)
    return page.form(f"/desk/cases/{reference}/plan") if status == 422 else {}


def send(desk: Desk, reference: str, status: int, parts: dict[str, str]) -> Page:
    """The plan, with a name and this day in parts."""
    path = f"/desk/cases/{reference}/plan"
    given = EMPTY | {f"due_day-{name}": value for name, value in parts.items()}
    return desk.karim.post(path, desk.karim.open(reference).form(path) | {"title": "Brother"} | given, status)


def test_the_browsers_own_field_stands_there_for_whoever_counts_by_the_gregorian_calendar(desk: Desk) -> None:
    reference = desk.case()
    form = desk.karim.open(reference).form(f"/desk/cases/{reference}/plan")
    assert form["due_day"] == ""
    assert "due_day-day" not in form
    assert 'type="date"' in desk.karim.open(reference).html


@pytest.mark.parametrize("account", [{"language": "fa"}, {"calendar": Calendar.UMM_AL_QURA}])
def test_three_inputs_and_a_calendar_stand_there_for_others(desk: Desk, account: dict[str, object]) -> None:
    reads(desk, **account)
    reference = desk.case()
    form = desk.karim.open(reference).form(f"/desk/cases/{reference}/plan")
    assert "due_day" not in form
    assert form["due_day-calendar"] == ("jalali" if "language" in account else "umm_al_qura")


@pytest.mark.slow
@pytest.mark.parametrize("day, month, year, calendar", [
    ("۱", "۱", "۱۴۰۵", "jalali"), ("1", "فروردین", "1405", "jalali"), ("١", "Farvardin", "١٤٠٥", "jalali"),
    ("2", "شوال", "1447", "umm_al_qura"), ("21", "mars", "2026", "gregorian"), ("21", "3", "2026", "gregorian"),
])
def test_a_day_is_understood_in_every_calendar_with_any_digits_and_by_the_name_of_its_month(
    desk: Desk, day: str, month: str, year: str, calendar: str
) -> None:
    reads(desk, language="fa")
    reference = desk.case()
    plan(desk, reference, day=day, month=month, year=year, calendar=calendar)
    assert due(desk, reference) == date(2026, 3, 21)
    shown = desk.karim.open(reference).form(f"/desk/cases/{reference}/plan")
    assert [shown[f"due_day-{part}"] for part in ("day", "month", "year", "calendar")] == ["۱", "۱", "۱۴۰۵", "jalali"]
    plan(desk, reference)
    assert due(desk, reference) is None


@pytest.mark.slow
@pytest.mark.parametrize("parts", [
    {"day": "1"}, {"year": "1405"}, {"month": "1", "year": "1405"}, {"day": "31", "month": "7", "year": "1405"},
    {"day": "1", "month": "spring", "year": "1405"}, {"day": "1", "month": "1", "year": "1300"},
    {"day": "1", "month": "1", "year": "05"}, {"day": "x" * 300, "month": "1", "year": "1405"},
])
def test_what_is_no_day_comes_back_as_it_was_typed_with_what_is_amiss(desk: Desk, parts: dict[str, str]) -> None:
    reads(desk, calendar=Calendar.JALALI)
    reference = desk.case()
    shown = plan(desk, reference, 422, **parts)
    assert {name: shown[f"due_day-{name}"] for name in parts} == parts
    assert due(desk, reference) is None
    page = send(desk, reference, 422, parts)
    assert page.text_of("plan-due_day-error").strip()
    assert 'href="#plan-due_day-day"' in page.html
    assert page.has("plan-due_day-day")


@pytest.mark.slow
def test_a_day_that_was_planned_stays_when_somebody_of_another_calendar_changes_the_rest(desk: Desk) -> None:
    reference = desk.case()
    desk.karim.act(reference, "plan", title="Brother", priority="normal", due_day="2026-03-21")
    accounts: list[dict[str, object]] = [
        {"language": "fa"}, {"language": "en", "calendar": Calendar.UMM_AL_QURA}, {"calendar": None}]
    for account in accounts:
        reads(desk, **account)
        desk.karim.act(reference, "plan", title="Brother", priority="urgent")
        desk.karim.act(reference, "plan", title="Brother", priority="normal")
        assert due(desk, reference) == date(2026, 3, 21)


def test_parts_that_were_typed_before_the_setting_changed_are_understood(desk: Desk) -> None:
    reference = desk.case()
    plan(desk, reference, day="1", month="1", year="1405", calendar="jalali")
    assert due(desk, reference) == date(2026, 3, 21)
    shown = plan(desk, reference, 422, day="1", month="40", year="1405", calendar="jalali")
    assert (shown["due_day-month"], shown["due_day-calendar"]) == ("40", "jalali")
