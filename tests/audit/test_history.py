"""Reading the log back: every filter, page by page, and who opened a case."""

from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from sqlalchemy import text

from intake.audit import history, pending
from intake.audit.history import Filters
from intake.audit.kinds import Act
from tests.audit.logbook import ADA, ANA, BEN, LOG_SIGNER, Logbook

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


@pytest.fixture
def told(log: Logbook) -> Logbook:
    """Three days: on Monday Ana works, on Tuesday Ben, on Wednesday what Monday's enquirer sent joins the log."""
    def on(day: date, act: Act, actor: Any, **rest: Any) -> None:
        with time_machine.travel(datetime(day.year, day.month, day.day, 9, tzinfo=UTC), tick=False):
            log.record(act, actor, **rest)

    on(MONDAY, Act.CASE_OPENED, ANA, case="K7-1", team=1, entries=2)
    on(MONDAY, Act.CASE_OPENED, ANA, case="K7-2", team=1, entries=2)
    on(TUESDAY, Act.CASE_ASSIGNED, BEN, case="K7-1", team=1, subject=ANA.id, old=None)
    on(TUESDAY, Act.CASE_OPENED, BEN, case="K7-1", team=1, entries=3)
    on(TUESDAY, Act.CASE_OPENED, BEN, case="K7-1", team=1, entries=3)
    with log.stores.changing() as work:
        pending.add(work.main, MONDAY, Act.CASE_RECEIVED, case="K7-3", team=1, item="ab" * 32)
        pending.append_all(work.main, LOG_SIGNER, before=WEDNESDAY)
    on(WEDNESDAY, Act.STAFF_SUSPENDED, ADA, subject=ANA.id)
    return log


def found(log: Logbook, **filters: Any) -> list[int]:
    """The numbers of the events of March that fit, newest first."""
    filters.setdefault("day_to", WEDNESDAY)
    with log.stores.reading() as work:
        shown = [event.seq for event in history.page(work.main, Filters(**filters)).events]
        assert history.count(work.main, Filters(**filters)) == len(shown)
        assert [row.seq for row in history.all_rows(work.main, Filters(**filters))] == sorted(shown)
    return shown


def test_the_newest_day_comes_first_and_a_late_event_stands_under_its_own_day(told: Logbook) -> None:
    assert found(told) == [11, 9, 8, 7, 10, 6, 5]


def test_by_person_it_shows_what_they_did_and_what_was_done_about_them(told: Logbook) -> None:
    assert found(told, person=ANA.id) == [11, 7, 6, 5]
    assert found(told, person=BEN.id) == [9, 8, 7]


def test_an_act_about_oneself_is_shown_once(told: Logbook) -> None:
    seq = told.record(Act.CASE_ASSIGNED, ANA, case="K7-1", subject=ANA.id, old=None)
    assert found(told, person=ANA.id, day_to=None)[:1] == [seq]
    assert found(told, person=ANA.id, day_to=None).count(seq) == 1


def test_by_case_by_act_and_by_day(told: Logbook) -> None:
    assert found(told, case="K7-1") == [9, 8, 7, 5]
    assert found(told, act=Act.CASE_OPENED) == [9, 8, 6, 5]
    assert found(told, day_from=TUESDAY) == [11, 9, 8, 7]
    assert found(told, day_from=TUESDAY, day_to=TUESDAY) == [9, 8, 7]


def test_filters_narrow_each_other(told: Logbook) -> None:
    assert found(told, person=ANA.id, case="K7-1") == [7, 5]
    assert found(told, person=ANA.id, act=Act.CASE_OPENED, day_to=MONDAY) == [6, 5]
    assert found(told, case="K7-1", act=Act.CASE_OPENED, day_from=TUESDAY) == [9, 8]
    assert found(told, person=ADA.id, case="K7-1") == []
    assert found(told, case="NOBODY") == []


@pytest.mark.parametrize("filters", [
    Filters(), Filters(person=ANA.id), Filters(case="K7-0"), Filters(act=Act.CASE_OPENED),
])
@pytest.mark.parametrize("size", [1, 7, 50])
def test_pages_follow_each_other_without_a_gap_or_a_repeat(log: Logbook, filters: Filters, size: int) -> None:
    log.fill(41)
    with log.stores.reading() as work:
        whole = [event.seq for event in history.page(work.main, filters, size=1000).events]
        walked, before = [], None
        while True:
            page = history.page(work.main, filters, before, size)
            walked += [event.seq for event in page.events]
            before = page.older
            if before is None:
                break
    assert walked == whole
    assert len(walked) == history_size(log, filters)


def history_size(log: Logbook, filters: Filters) -> int:
    with log.stores.reading() as work:
        return history.count(work.main, filters)


def test_pages_follow_each_other_across_days(told: Logbook) -> None:
    walked, before = [], None
    with told.stores.reading() as work:
        for _ in range(7):
            page = history.page(work.main, Filters(day_to=WEDNESDAY), before, size=1)
            walked.append(page.events[0].seq)
            before = page.older
    assert walked == [11, 9, 8, 7, 10, 6, 5]
    assert before is None


def test_a_page_that_holds_all_there_is_has_nothing_older(log: Logbook) -> None:
    with log.stores.reading() as work:
        assert history.page(work.main, Filters(), size=4).older is None
        assert history.page(work.main, Filters(), size=3).older == 2
        assert history.page(work.main, Filters(), before=10**6, size=4).events[0].seq == 4


def test_an_event_tells_everything_but_its_signature(told: Logbook) -> None:
    with told.stores.reading() as work:
        event = history.page(work.main, Filters(case="K7-1", act=Act.CASE_ASSIGNED)).events[0]
    assert (event.seq, event.at, event.day) == (7, "2026-03-03T09:00:00Z", TUESDAY)
    assert (event.act, event.actor, event.role, event.subject) == ("case:assigned", BEN.id, "lead", ANA.id)
    assert (event.case, event.team, event.facts, event.damaged) == ("K7-1", 1, {"old": None}, False)


def test_a_damaged_event_is_shown_as_damaged_and_hides_no_other(told: Logbook) -> None:
    told.as_superuser("UPDATE audit_event SET body = 'no body' WHERE seq = 8")
    with told.stores.reading() as work:
        events = history.page(work.main, Filters(case="K7-1")).events
    assert [(event.seq, event.damaged) for event in events] == [(9, False), (8, True), (7, False), (5, False)]


def test_the_past_of_a_case_is_told_from_its_beginning(told: Logbook) -> None:
    with told.stores.reading() as work:
        assert [event.seq for event in history.of_case(work.main, "K7-1")] == [5, 7, 8, 9]
        assert [event.seq for event in history.of_case(work.main, "K7-1", limit=2)] == [8, 9]
        assert [event.seq for event in history.of_case(work.main, "K7-1", {Act.CASE_ASSIGNED})] == [7]


def test_who_opened_a_case_when_last_and_how_often(told: Logbook) -> None:
    with told.stores.reading() as work:
        assert history.openers(work.main, "K7-1") == (
            history.Opener(BEN.id, "2026-03-03T09:00:00Z", 2), history.Opener(ANA.id, "2026-03-02T09:00:00Z", 1),
        )
        assert history.openers(work.main, "K7-3") == ()


PLANS = [
    (Filters(), "ix_audit_event_day_seq"),
    (Filters(day_from=MONDAY, day_to=TUESDAY), "ix_audit_event_day_seq"),
    (Filters(person=ANA.id), "ix_audit_event_actor_id_day_seq"),
    (Filters(person=ANA.id), "ix_audit_event_subject_id_day_seq"),
    (Filters(person=ANA.id, act=Act.CASE_OPENED), "ix_audit_event_actor_id_act_day_seq"),
    (Filters(case="K7-1"), "ix_audit_event_case_reference_day_seq"),
    (Filters(case="K7-1", person=ANA.id, act=Act.CASE_OPENED), "ix_audit_event_case_reference_day_seq"),
    (Filters(act=Act.CASE_OPENED), "ix_audit_event_act_day_seq"),
    (Filters(act=Act.CASE_OPENED, day_from=MONDAY), "ix_audit_event_act_day_seq"),
]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("before", [None, 30])
@pytest.mark.parametrize("filters, index", PLANS)
def test_a_page_is_read_from_one_index_and_never_sorted(
    log: Logbook, filters: Filters, index: str, before: int | None
) -> None:
    log.fill(41)
    with log.stores.reading() as work:
        wanted = history._newest(filters, history._below(work.main, before), 51)
        compiled = wanted.compile(work.main.get_bind(), compile_kwargs={"literal_binds": True})
        plan = [row.detail for row in work.main.execute(text(f"EXPLAIN QUERY PLAN {compiled}"))]
    assert any(index in step for step in plan), plan
    assert not any(step.startswith("SCAN audit_event") and "INDEX" not in step for step in plan), plan
    sorted_whole = [first for first, then in pairwise(plan) if "TEMP B-TREE" in then and "SCAN anon" not in first]
    assert not sorted_whole, "only short lists that were cut already may be sorted, to merge them"
