"""The person sees that what they wrote was read, and who looked at their case: by role and day, and nothing more."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import event

from intake.access.permissions import Permission
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.cases import case_page, confide, erase_page, looked, quarantine, readers_page, thread
from intake.cases.looked import Look
from intake.cases.states import Status
from intake.cases.thread import Thread, ThreadPage
from intake.db import Stores
from intake.errors import NotAllowed
from intake.judging.judge import CLEAN, Sign
from tests.cases.circle import Circle
from tests.cases.conftest import Families
from tests.cases.office import Office, Person

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST, SECOND = date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture
def traveller() -> Iterator[time_machine.Traveller]:
    """The clock, which stands still until it is moved."""
    with time_machine.travel(MORNING, tick=False) as moving:
        yield moving


def inside(office: Office, **fields: object) -> tuple[str, Thread]:
    """A new case, and its conversation opened."""
    before = set(office.references())
    _, code = office.send(**fields)  # type: ignore[arg-type]
    found = office.open(code)
    assert found is not None
    return (set(office.references()) - before).pop(), found


def seen(office: Office, opened: Thread) -> ThreadPage:
    """The conversation as its owner sees it."""
    with office.stores.reading() as work:
        return thread.show(work, opened)


def read(office: Office, person: Person, reference: str) -> None:
    """Somebody opens the case."""
    with office.stores.changing() as work:
        case_page.show(work, person.actor, person.keyring, reference)


def say(office: Office, opened: Thread, words: str) -> None:
    """The person writes."""
    with office.stores.changing() as work:
        thread.add_message(work, opened, words, "en")


def test_a_message_is_read_once_somebody_opened_the_case_after_it(
    families: Families, traveller: time_machine.Traveller
) -> None:
    office = families.office
    reference, opened = inside(office)
    say(office, opened, "One.")
    assert not seen(office, opened).first_read
    traveller.shift(timedelta(minutes=1))
    read(office, families.worker, reference)
    traveller.shift(timedelta(minutes=1))
    say(office, opened, "Two.")
    page = seen(office, opened)
    assert page.first_read
    assert [(each.text, each.read) for each in page.messages] == [("One.", True), ("Two.", False)]


def test_a_message_of_the_same_second_is_not_called_read_before_the_next_look(
    families: Families, traveller: time_machine.Traveller
) -> None:
    office = families.office
    reference, opened = inside(office)
    traveller.shift(timedelta(milliseconds=100))
    read(office, families.worker, reference)
    traveller.shift(timedelta(milliseconds=100))
    say(office, opened, "Just after.")
    assert [each.read for each in seen(office, opened).messages] == [False]


def test_who_looked_is_told_by_role_and_day_once_and_the_newest_first(
    families: Families, traveller: time_machine.Traveller
) -> None:
    office = families.office
    reference, opened = inside(office)
    for person in (families.worker, families.lead, families.worker):
        traveller.shift(timedelta(hours=1))
        read(office, person, reference)
    traveller.shift(timedelta(days=1))
    read(office, families.worker, reference)
    assert seen(office, opened).looks == (Look("caseworker", SECOND), Look("caseworker", FIRST), Look("lead", FIRST))


@pytest.mark.slow
def test_only_a_few_days_are_told(families: Families, traveller: time_machine.Traveller) -> None:
    office = families.office
    reference, _ = inside(office)
    for _ in range(looked.SHOWN + 2):
        traveller.shift(timedelta(days=1))
        read(office, families.worker, reference)
    with office.stores.reading() as work:
        looks = looked.at(work, reference, FIRST).looks
    assert len(looks) == looked.SHOWN
    assert looks[0].day == FIRST + timedelta(days=looked.SHOWN + 2)


def test_other_cases_refusals_and_an_earlier_case_of_this_reference_are_not_told(
    families: Families, traveller: time_machine.Traveller
) -> None:
    office, worker = families.office, families.worker
    reference, opened = inside(office)
    read(office, worker, office.case("Another one."))
    with office.stores.changing() as work, pytest.raises(NotAllowed):
        case_page.show(work, families.stranger.actor, families.stranger.keyring, reference)
    traveller.shift(timedelta(days=-400))
    with office.stores.changing() as work:
        record(work.main, Act.CASE_OPENED, actor=worker.actor, signer=worker.keyring.signer, case=reference,
               team=families.team, entries=1)
    traveller.shift(timedelta(days=400))
    assert seen(office, opened).looks == ()
    assert not seen(office, opened).first_read


def test_a_page_that_shows_nothing_written_is_a_look_and_reads_nothing(
    families: Families, traveller: time_machine.Traveller
) -> None:
    office, lead = families.office, families.lead
    reference, opened = inside(office)
    traveller.shift(timedelta(minutes=1))
    with office.stores.changing() as work:
        erase_page.show(work, lead.actor, lead.keyring, reference)
        readers_page.show(work, lead.actor, lead.keyring, office.trust, reference)
        case_page.show(work, lead.actor, lead.keyring, reference, permission=Permission.CASE_REPLY, story=False)
    assert seen(office, opened).looks == (Look("lead", FIRST),)
    assert not seen(office, opened).first_read


@pytest.mark.parametrize("act, what", [
    (Act.CASE_FILE_SHOWN, {"item": "ab" * 32}), (Act.CASE_FILE_SAVED, {"item": "ab" * 32}),
    (Act.CASE_FILES_LISTED, {"files": ["ab" * 32]}), (Act.CASE_FILES_SAVED, {"files": ["ab" * 32]}),
])
def test_a_look_at_files_is_told(
    families: Families, traveller: time_machine.Traveller, act: Act, what: dict[str, Any]
) -> None:
    office, worker = families.office, families.worker
    reference, opened = inside(office)
    with office.stores.changing() as work:
        record(work.main, act, actor=worker.actor, signer=worker.keyring.signer, case=reference, team=families.team,
               **what)
    assert seen(office, opened).looks == (Look("caseworker", FIRST),)


def test_an_enquiry_in_quarantine_looks_like_any_other(
    families: Families, traveller: time_machine.Traveller
) -> None:
    office, worker = families.office, families.worker
    reference, opened = inside(office, judged=CLEAN.seen_with(Sign.RUSH))
    with office.stores.changing() as work:
        assert quarantine.show(work, worker.actor, worker.keyring, Status.QUARANTINED).rows[0].reference == reference
    assert (seen(office, opened).looks, seen(office, opened).first_read) == ((), False)
    traveller.shift(timedelta(minutes=1))
    read(office, worker, reference)
    assert (seen(office, opened).looks, seen(office, opened).first_read) == ((Look("caseworker", FIRST),), True)


def test_a_case_that_was_restricted_and_moved_keeps_who_looked_in_every_team(
    circle: Circle, traveller: time_machine.Traveller
) -> None:
    office = circle.office
    reference, opened = inside(office)
    read(office, circle.karim, reference)
    circle.act(circle.lena, reference, lambda desk, at: confide.restrict(
        desk, office.trust, at, [circle.lena.actor.id, circle.mira.actor.id]))
    traveller.shift(timedelta(days=1))
    read(office, circle.mira, reference)
    circle.act(circle.lena, reference, lambda desk, at: desk.transfer(at, office.address(circle.other_team), "Yours."))
    traveller.shift(timedelta(days=1))
    say(office, opened, "Are you still there?")
    read(office, circle.sara, reference)
    page = seen(office, opened)
    assert page.looks == (Look("lead", date(2026, 3, 4)), Look("caseworker", SECOND), Look("caseworker", FIRST))
    assert [each.read for each in page.messages] == [True]


def test_it_costs_two_questions_however_often_somebody_looked(families: Families) -> None:
    office = families.office
    reference, opened = inside(office)
    for _ in range(3):
        read(office, families.worker, reference)
        say(office, opened, "More.")
    with asked(office.stores) as questions:
        seen(office, opened)
    assert len([each for each in questions if "audit_event" in each]) == 2


def test_many_looks_at_files_hide_no_reading(
    families: Families, traveller: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, worker = families.office, families.worker
    reference, opened = inside(office)
    traveller.shift(timedelta(minutes=1))
    read(office, worker, reference)
    monkeypatch.setattr(looked, "_LOOKED_THROUGH", 3)
    with office.stores.changing() as work:
        for _ in range(3):
            record(work.main, Act.CASE_FILE_SHOWN, actor=worker.actor, signer=worker.keyring.signer, case=reference,
                   team=families.team, item="ab" * 32)
    assert seen(office, opened).first_read


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_both_questions_are_answered_by_the_index_of_the_case(families: Families) -> None:
    office = families.office
    _, opened = inside(office)
    with asked(office.stores) as questions:
        seen(office, opened)
    for question in (each for each in questions if "audit_event" in each):
        with office.stores.main.connect() as connection:
            plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + question, ("",) * question.count("?")).all()
        assert [row.detail for row in plan] == [
            "SEARCH audit_event USING INDEX ix_audit_event_case_reference_day_seq (case_reference=?)"]


@contextmanager
def asked(stores: Stores) -> Iterator[list[str]]:
    """What the main store is asked meanwhile."""
    questions: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        questions.append(statement)

    event.listen(stores.main, "before_cursor_execute", note)
    try:
        yield questions
    finally:
        event.remove(stores.main, "before_cursor_execute", note)
