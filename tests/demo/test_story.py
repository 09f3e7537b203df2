"""The stories of the demonstration: believable times, and acts that end where the files say."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest

from intake.cases.states import Status
from intake.demo import content
from intake.demo.content import CaseText, Kind
from intake.demo.daytimes import Beat, Calendar
from intake.demo.deeds import HandedOver, Moved, Opened, Planned, Sent, Step, Took, Warned, Wrote
from intake.demo.story import tell

NOON = datetime(2026, 3, 18, 12, 30, tzinfo=UTC)
MOMENTS = [NOON, NOON.replace(hour=0, minute=0), NOON.replace(hour=9, minute=59), NOON.replace(hour=10, minute=0),
           NOON.replace(hour=23, minute=59)]
CASES = content.cases()
every_moment = pytest.mark.parametrize("now", MOMENTS, ids=[f"{each:%H:%M}" for each in MOMENTS])


def _told(case: CaseText, now: datetime = NOON) -> list[Step]:
    return tell(case, "lead", Calendar(now))


def _case(name: str) -> CaseText:
    return next(case for case in CASES if case.name == name)


@every_moment
def test_everything_happens_in_order_and_before_the_present_moment(now: datetime) -> None:
    for case in CASES:
        times = [step.at for step in _told(case, now)]
        assert all(earlier < later for earlier, later in pairwise(times))
        assert times[-1] < now


@every_moment
def test_a_deed_is_done_on_the_day_that_the_file_gives_it(now: datetime) -> None:
    calendar = Calendar(now)
    for case in CASES:
        days = {calendar.day(ago) for ago in (case.days_ago, *(entry.days_ago for entry in case.timeline))}
        assert {step.at.date() for step in _told(case, now)} == days


@every_moment
def test_staff_work_in_working_hours(now: datetime) -> None:
    for case in CASES:
        for step in _told(case, now):
            if not isinstance(step.deed, Sent | Wrote):
                assert time(8) <= step.at.time() < time(17, 10)


def test_people_write_at_any_hour() -> None:
    hours = {step.at.hour for case in CASES for step in _told(case) if isinstance(step.deed, Sent | Wrote)}
    assert len(hours) > 18


def test_the_newest_day_is_today_once_the_morning_is_over() -> None:
    assert Calendar(NOON).day(0) == NOON.date()
    assert Calendar(NOON.replace(hour=8)).day(0) == NOON.date() - timedelta(days=1)


def test_the_same_case_happens_at_the_same_times_in_every_run() -> None:
    assert [_told(case) for case in CASES] == [_told(case) for case in CASES]


def test_many_things_on_one_day_stay_apart() -> None:
    beats = [Beat(0, staff=number % 2 == 0) for number in range(12)]
    for seed in map(str, range(50)):
        times = Calendar(NOON.replace(hour=10)).moments(beats, seed)
        assert all(later - earlier > timedelta(minutes=2) for earlier, later in pairwise(times))


def test_whoever_acts_on_a_case_has_opened_it_that_day() -> None:
    for case in CASES:
        opened = set()
        for step in _told(case):
            if isinstance(step.deed, Opened):
                opened.add((step.deed.by, step.at.date()))
            elif not isinstance(step.deed, Sent | Wrote):
                assert (step.deed.by, step.at.date()) in opened


def test_a_case_ends_with_whom_the_file_names() -> None:
    for case in CASES:
        holder = None
        for step in _told(case):
            match step.deed:
                case Took(by):
                    holder = by
                case HandedOver(by, to, _):
                    assert by == holder
                    holder = to
        assert holder == case.assignee


def test_an_urgent_case_that_nobody_took_was_looked_at_by_the_lead_and_stays_new() -> None:
    urgent = _case("en-3")
    assert urgent.status is Status.NEW
    deeds = [step.deed for step in _told(urgent)]
    assert [type(deed) for deed in deeds] == [Sent, Opened, Planned]
    assert deeds[1] == Opened("lead")


def test_a_case_is_due_on_a_day_that_lay_ahead_when_it_was_set() -> None:
    for case in CASES:
        plans = [step for step in _told(case) if isinstance(step.deed, Planned)]
        last = plans[-1].deed if plans else None
        due_day = NOON.date() + case.due_in if case.due_in is not None else None
        assert (last.due_day if isinstance(last, Planned) else None) == due_day
        assert all(plan.at.date() <= plan.deed.due_day for plan in plans
                   if isinstance(plan.deed, Planned) and plan.deed.due_day)


def test_a_closed_case_is_closed_last_and_once() -> None:
    for case in CASES:
        closings = [step for step in _told(case) if isinstance(step.deed, Moved) and step.deed.status is Status.CLOSED]
        assert len(closings) == (case.status is Status.CLOSED)
        if closings:
            assert closings[0] == _told(case)[-1]
            assert closings[0].deed.outcome is case.outcome  # type: ignore[union-attr]


def test_what_to_know_of_a_file_is_said_by_whoever_opens_the_case_next() -> None:
    steps = [step.deed for step in _told(_case("en-1"))]
    warned = [deed for deed in steps if isinstance(deed, Warned)]
    assert warned == [Warned("samira", "last-letter.png", "Speaks of going without food for days.")]
    before = steps[steps.index(warned[0]) - 1]
    assert before == Opened("samira")


def test_every_written_text_is_told_once() -> None:
    for case in CASES:
        texts = [step.deed.text for step in _told(case) if hasattr(step.deed, "text")]
        assert texts == [entry.text for entry in case.timeline]
        assert len([entry for entry in case.timeline if entry.kind is Kind.MESSAGE]) == sum(
            isinstance(step.deed, Wrote) for step in _told(case))
