"""The desk's lists."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from intake import clock
from intake.audit.models import AuditEvent
from intake.cases import case_page, lists, receipt, thread
from intake.cases.lists import After, Filters, View
from intake.cases.models import Case
from intake.cases.states import Outcome, Priority, Reason, Status
from intake.cases.workspace import Move
from intake.errors import NotAllowed
from tests.cases.conftest import Families
from tests.cases.office import Person


def _list(families: Families, view: View, person: Person | None = None, filters: Filters | None = None,
          after: After | None = None) -> lists.ListPage:
    person = person or families.worker
    with families.office.stores.changing() as work:
        return lists.show(work, person.actor, person.keyring, view, filters or Filters(), after)


def test_a_new_case_stands_in_unassigned_with_its_first_words(families: Families) -> None:
    reference = families.office.case("A letter came.\nIt is from my mother.", language="fa")
    row, = _list(families, View.UNASSIGNED).rows
    assert (row.reference, row.title, row.language) == (reference, "A letter came. It is from my mother.", "fa")
    assert (row.status, row.unread, row.assignee) == (Status.NEW, 1, None)


def test_each_view_holds_what_its_name_says(families: Families) -> None:
    taken, waiting, closed = (families.office.case(f"Text {number}") for number in range(3))
    worker = families.worker
    with families.office.stores.changing() as work:
        desk = families.office.desk(work, worker)
        desk.assign(families.office.at(taken), worker.actor.id)
    with families.office.stores.changing() as work:
        families.office.desk(work, worker).move(families.office.at(waiting), Move(Status.WAITING, Reason.FOR_THEM))
    with families.office.stores.changing() as work:
        families.office.desk(work, worker).move(
            families.office.at(closed), Move(Status.CLOSED, Reason.DONE, Outcome.REFERRED))
    shown = {view: {row.reference for row in _list(families, view).rows} for view in View}
    assert shown == {View.MINE: {taken}, View.UNASSIGNED: {waiting}, View.OPEN: {taken, waiting},
                     View.WAITING: {waiting}, View.CLOSED: {closed}, View.NAMED: set(), View.QUARANTINE: set()}
    assert _list(families, View.MINE).counts == {view: len(cases) for view, cases in shown.items()}


def test_another_teams_cases_are_in_no_row_and_no_count(families: Families) -> None:
    families.office.case()
    for view in View:
        page = _list(families, view, families.stranger)
        assert page.rows == ()
        assert set(page.counts.values()) == {0}
        assert families.team not in page.teams
    with pytest.raises(NotAllowed):
        _list(families, View.OPEN, families.stranger, Filters(team=families.team))


def test_filters_narrow_a_list(families: Families) -> None:
    urgent, late = families.office.case("Urgent"), families.office.case("Late")
    families.office.case("Neither")
    with families.office.stores.changing() as work:
        work.main.execute(update(Case).where(Case.reference == urgent).values(priority=Priority.URGENT))
        work.main.execute(update(Case).where(Case.reference == late).values(due_day=date(2020, 1, 1)))
    by_priority = _list(families, View.OPEN, filters=Filters(priority=Priority.URGENT)).rows
    overdue = _list(families, View.OPEN, filters=Filters(overdue=True)).rows
    assert [row.reference for row in by_priority] == [urgent]
    assert [row.reference for row in overdue] == [late]
    assert overdue[0].overdue
    assert _list(families, View.OPEN, filters=Filters(status=Status.WAITING)).rows == ()


def test_pages_follow_each_other_without_gap_or_repeat(families: Families, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PAGE_SIZE", 3)
    references = {families.office.case(f"Text {number}") for number in range(8)}
    with families.office.stores.changing() as work:
        for number, case in enumerate(work.main.scalars(select(Case))):
            case.changed_day = clock.today() - timedelta(days=number % 3)
    seen: list[str] = []
    days: list[date] = []
    after: After | None = None
    while True:
        page = _list(families, View.OPEN, after=after)
        seen += [row.reference for row in page.rows]
        days += [row.changed_day for row in page.rows]
        after = page.next
        if after is None:
            break
    assert len(seen) == 8
    assert set(seen) == references
    assert days == sorted(days, reverse=True)


def test_a_list_is_one_event_that_names_what_it_showed(families: Families) -> None:
    reference = families.office.case()
    _list(families, View.OPEN)
    with families.office.stores.reading() as work:
        body = work.main.scalars(select(AuditEvent.body).where(AuditEvent.act == "case:listed")).one()
    assert reference in body


def test_a_case_is_unread_until_shown_and_again_after_a_message(families: Families) -> None:
    _, code = families.office.send()
    reference = families.office.references()[0]
    with families.office.stores.changing() as work:
        case_page.show(work, families.worker.actor, families.worker.keyring, reference)
    assert _list(families, View.OPEN).rows[0].unread == 0
    assert _list(families, View.OPEN, families.lead).rows[0].unread == 1
    keys = receipt.stretch_code(code, families.office.secrets.pepper)
    with families.office.stores.changing() as work:
        found = receipt.find_thread(work, keys)
        assert found is not None
        thread.add_message(work, thread.enter(work, found, keys), "One more thing.", "en")
    assert _list(families, View.OPEN).rows[0].unread == 1
    with families.office.stores.changing() as work:
        page = case_page.show(work, families.worker.actor, families.worker.keyring, reference)
    assert [entry.fresh for entry in page.entries] == [False, True]
