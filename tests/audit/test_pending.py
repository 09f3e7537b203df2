"""What an enquirer causes waits with its day alone and joins the log when the day is over."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text

from intake.audit import history, pending
from intake.audit.history import Filters
from intake.audit.kinds import Act
from intake.audit.models import AuditPending
from intake.errors import Unrecorded
from tests.audit.logbook import ANA, LOG_SIGNER, Logbook

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
ITEM = "ab" * 32


def wait(log: Logbook, day: date, reference: str, act: Act = Act.CASE_RECEIVED, **told: Any) -> None:
    facts = told or {"item": ITEM}
    with log.stores.changing() as work:
        pending.add(work.main, day, act, case=reference, team=1, **facts)


def move(log: Logbook, before: date, limit: int = 500) -> int:
    with log.stores.changing() as work:
        return pending.append_all(work.main, LOG_SIGNER, before=before, limit=limit)


def waiting(log: Logbook) -> int:
    with log.stores.reading() as work:
        return len(work.main.execute(select(AuditPending.id)).all())


def test_it_joins_the_log_when_its_day_is_over(log: Logbook) -> None:
    wait(log, MONDAY, "K7-1")
    assert move(log, before=MONDAY) == 0
    assert move(log, before=TUESDAY) == 1
    assert move(log, before=TUESDAY) == 0
    assert (waiting(log), log.check().ok, log.check().size) == (0, True, 5)


def test_it_carries_no_time_finer_than_a_day(log: Logbook) -> None:
    wait(log, MONDAY, "K7-1")
    move(log, before=WEDNESDAY)
    with log.stores.reading() as work:
        event = history.page(work.main, Filters(case="K7-1")).events[0]
    assert (event.at, event.day) == ("2026-03-02", MONDAY)
    assert (event.actor, event.role, event.team, dict(event.facts)) == (None, "enquirer", 1, {"item": ITEM})


def test_the_order_in_the_log_is_not_the_order_of_sending(log: Logbook) -> None:
    sent = [f"K7-{number:02}" for number in range(40)]
    for reference in sent:
        wait(log, MONDAY, reference)
    move(log, before=TUESDAY)
    with log.stores.reading() as work:
        logged = [event.case for event in history.page(work.main, Filters(act=Act.CASE_RECEIVED)).events]
    assert sorted(filter(None, logged)) == sent
    assert logged not in (sent, sent[::-1])


def test_days_follow_each_other_and_a_batch_may_be_small(log: Logbook) -> None:
    for number in range(6):
        wait(log, (TUESDAY, MONDAY)[number % 2], f"K7-{number}")
    assert [move(log, before=WEDNESDAY, limit=4) for _ in range(3)] == [4, 2, 0]
    with log.stores.reading() as work:
        days = [json.loads(row.body)["at"] for row in history.all_rows(work.main)][4:]
    assert days == ["2026-03-02"] * 3 + ["2026-03-03"] * 3
    assert log.check().ok


def test_a_receipt_used_often_counts_once_a_day(log: Logbook) -> None:
    for day in (MONDAY, MONDAY, TUESDAY):
        with log.stores.changing() as work:
            pending.add(work.main, day, Act.CASE_RECEIPT_USED, case="K7-1", once=True)
    assert waiting(log) == 2


def test_two_messages_of_one_day_are_two_events(log: Logbook) -> None:
    for item in ("00" * 32, "11" * 32):
        wait(log, MONDAY, "K7-1", Act.CASE_MESSAGE_RECEIVED, item=item)
    assert waiting(log) == 2


def test_it_goes_when_the_submission_is_rolled_back(log: Logbook) -> None:
    with log.failing() as work:
        pending.add(work.main, MONDAY, Act.CASE_RECEIVED, case="K7-1", item=ITEM)
    assert waiting(log) == 0


def test_what_a_person_wrote_is_refused(log: Logbook) -> None:
    with pytest.raises(ValueError, match="token"):
        wait(log, MONDAY, "K7-1", item="please help")


def test_what_cannot_wait_is_unrecorded(log: Logbook) -> None:
    with log.stores.main.begin() as connection:
        connection.execute(text("DROP TABLE audit_pending"))
    with pytest.raises(Unrecorded):
        wait(log, MONDAY, "K7-1")


def test_a_failed_append_leaves_everything_waiting(log: Logbook) -> None:
    wait(log, MONDAY, "K7-1")
    with log.stores.main.begin() as connection:
        connection.execute(text("DELETE FROM audit_head"))
    with pytest.raises(Unrecorded):
        move(log, before=TUESDAY)
    assert waiting(log) == 1


def test_an_event_of_staff_between_two_appends_keeps_the_log_whole(log: Logbook) -> None:
    wait(log, MONDAY, "K7-1")
    log.record(Act.CASE_OPENED, ANA, case="K7-1", entries=1)
    move(log, before=TUESDAY)
    log.record(Act.CASE_OPENED, ANA, case="K7-1", entries=1)
    assert log.check().ok
