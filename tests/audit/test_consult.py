"""Looking at the log, and taking a copy of it, are events themselves."""

import json

import pytest
from sqlalchemy import text

from intake.audit import consult, history
from intake.audit.consult import Export
from intake.audit.history import Event, Filters
from intake.audit.kinds import Act
from intake.errors import Unrecorded
from tests.audit.logbook import ADA, ANA, Logbook


def last_event(log: Logbook) -> Event:
    with log.stores.reading() as work:
        return history.page(work.main, Filters(), size=1).events[0]


def look(log: Logbook, filters: Filters) -> history.HistoryPage:
    with log.stores.changing() as work:
        return consult.show_page(work.main, filters, actor=ADA, signer=ADA.signer)


def begin(log: Logbook, filters: Filters) -> Export:
    with log.stores.changing() as work:
        return consult.begin_export(work.main, filters, actor=ADA, signer=ADA.signer)


def lines_of(log: Logbook, export: Export) -> list[int]:
    with log.stores.reading() as work:
        return [json.loads(line)["seq"] for line in consult.export_lines(work.main, export)]


def test_reading_the_log_is_an_event_with_its_filters(log: Logbook) -> None:
    log.fill(4)
    page = look(log, Filters(person=ANA.id, case="K7-0", act=Act.CASE_OPENED))
    assert [event.seq for event in page.events] == [7, 5]
    event = last_event(log)
    assert (event.act, event.actor, event.role) == ("audit:read", ADA.id, "administrator")
    assert event.facts == {"filters": {"person": ANA.id, "case": "K7-0", "act": "case:opened"}}
    assert log.check().ok


def test_a_reference_that_no_case_has_is_not_kept(log: Logbook) -> None:
    look(log, Filters(case="my sister's name"))
    assert last_event(log).facts == {"filters": {"case": "unknown"}}


def test_nothing_is_shown_when_the_reading_cannot_be_recorded(log: Logbook) -> None:
    with log.stores.main.begin() as connection:
        connection.execute(text("DELETE FROM audit_head"))
    with pytest.raises(Unrecorded):
        look(log, Filters())


def test_an_export_says_what_it_held_and_holds_what_was_there_before_it(log: Logbook) -> None:
    log.fill(10)
    export = begin(log, Filters(case="K7-1"))
    log.fill(10)
    assert lines_of(log, export) == [6, 8, 10, 12, 14]
    with log.stores.reading() as work:
        event = history.page(work.main, Filters(act=Act.AUDIT_EXPORTED)).events[0]
    assert event.facts == {"filters": {"case": "K7-1"}, "rows": 5}


@pytest.mark.parametrize("filters", [Filters(), Filters(person=ANA.id)])
def test_an_export_is_in_the_order_of_the_log(log: Logbook, filters: Filters) -> None:
    log.fill(10)
    numbers = lines_of(log, begin(log, filters))
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == len(numbers) > 4
