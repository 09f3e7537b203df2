"""Whether somebody waits for a first answer, and until when it was promised: the rule alone."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from intake.cases.keys import summary_place
from intake.cases.promise import is_unanswered, promise_of
from intake.cases.states import Status
from intake.cases.summary import Summary, box_summary, unbox_summary
from intake.errors import Unready
from intake.questionnaires.safe_contact import SafeContact
from intake.settings import load_settings
from intake.vault.record import box_record

FRESH = Summary("Title", "self", "", SafeContact(), date(2026, 3, 6), "en", datetime(2026, 3, 6, 9, tzinfo=UTC),
                answered=False)
KEY = bytes(32)


@pytest.mark.parametrize("status, answered, waits", [
    (Status.NEW, False, True), (Status.OPEN, False, True), (Status.WAITING, False, True), (Status.CLOSED, False, False),
    (Status.NEW, True, False), (Status.OPEN, True, False), (Status.CLOSED, True, False),
    (Status.NEW, None, True), (Status.OPEN, None, False), (Status.CLOSED, None, False),
])
def test_only_an_answer_or_the_end_of_a_case_stops_the_clock(
    status: Status, answered: bool | None, waits: bool
) -> None:
    assert is_unanswered(status, replace(FRESH, answered=answered)) is waits


def test_the_promise_is_the_one_that_the_public_pages_make_by_the_sites_own_days() -> None:
    friday = date(2026, 3, 6)
    assert promise_of(load_settings()).last_day(friday) == date(2026, 3, 10)
    site = load_settings(answering_days=3, working_days=("saturday", "sunday", "monday", "tuesday", "wednesday"),
                         holidays=(date(2026, 3, 9),))
    assert promise_of(site).last_day(friday) == date(2026, 3, 10)


def test_a_summary_from_before_answers_were_noted_is_read() -> None:
    record = FRESH.record()
    assert unbox_summary(KEY, box_summary(KEY, FRESH, 7), 7) == FRESH
    del record["answered"]
    assert unbox_summary(KEY, box_record(KEY, record, summary_place(7)), 7) == replace(FRESH, answered=None)


@pytest.mark.parametrize("wrong", [
    {"working_days": ()}, {"working_days": ("someday",)}, {"holidays": ("2026-02-30",)}, {"answering_days": 0},
])
def test_a_site_that_never_works_or_has_days_that_are_none_does_not_start(wrong: dict[str, object]) -> None:
    with pytest.raises(Unready, match=f"INTAKE_{next(iter(wrong)).upper()}"):
        load_settings(**wrong)


def test_the_sites_days_are_lists_in_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_WORKING_DAYS", '["sunday", "monday"]')
    monkeypatch.setenv("INTAKE_HOLIDAYS", '["2026-03-08"]')
    assert promise_of(load_settings()).last_day(date(2026, 3, 6)) == date(2026, 3, 15)
