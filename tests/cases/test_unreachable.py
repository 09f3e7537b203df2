"""Open cases whose person nobody may contact first can be found, and their list tells nobody else of them."""

import pytest
from sqlalchemy import select

from intake.audit.models import AuditEvent
from intake.cases import unreachable
from intake.cases.states import Outcome, Reason, Status
from intake.cases.unreachable import UnreachablePage
from intake.cases.workspace import Move
from intake.questionnaires.safe_contact import Channel, SafeContact, Safety, Way
from tests.cases.conftest import Families
from tests.cases.office import Person

BY_MAIL = SafeContact(may=True, ways={Channel.EMAIL: Way(Safety.SAFE, "a@example.org")})
NOT_ONE = SafeContact(may=True, ways={Channel.PHONE: Way(Safety.UNSAFE)})


def shown(families: Families, person: Person, page: UnreachablePage | None = None) -> UnreachablePage:
    with families.office.stores.changing() as work:
        return unreachable.show(work, person.actor, person.keyring, page.next if page else None)


def test_it_holds_whoever_named_no_safe_way_and_nobody_else(families: Families) -> None:
    returns, unsafe = families.office.case("I will look here."), families.office.case("Nowhere.", contact=NOT_ONE)
    families.office.case("Write to me.", contact=BY_MAIL)
    closed = families.office.case("It is over.")
    with families.office.stores.changing() as work:
        families.office.desk(work, families.worker).move(
            families.office.at(closed), Move(Status.CLOSED, Reason.DONE, Outcome.HELPED))
    found = shown(families, families.worker)
    assert {row.reference for row in found.rows} == {returns, unsafe}
    assert {row.title for row in found.rows} == {"I will look here.", "Nowhere."}
    assert found.next is None
    assert shown(families, families.stranger).rows == ()


def test_looking_is_one_event_that_names_what_was_shown(families: Families) -> None:
    reference = families.office.case()
    shown(families, families.worker)
    with families.office.stores.reading() as work:
        body = work.main.scalars(select(AuditEvent.body).where(AuditEvent.act == "case:listed")).one()
    assert '"view":"unreachable"' in body
    assert reference in body


def test_many_cases_are_looked_through_page_by_page(families: Families, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unreachable, "LOOKED_AT", 2)
    wanted = {families.office.case(f"Text {number}", contact=BY_MAIL if number % 2 else SafeContact())
              for number in range(5)}
    seen, page = [], None
    for _ in range(3):
        page = shown(families, families.worker, page)
        seen += [row.title for row in page.rows]
    assert page is not None
    assert page.next is None
    assert sorted(seen) == ["Text 0", "Text 2", "Text 4"]
    assert len(wanted) == 5
