"""Somebody of the staff takes an enquiry down: a case like any other, once, with the person's name on it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from intake import clock
from intake.access.permissions import Permission
from intake.access.roles import Role
from intake.audit import history
from intake.audit.history import Event
from intake.audit.kinds import Act
from intake.audit.models import AuditPending
from intake.cases import against_log, case_page, items, lists, receipt
from intake.cases.items import Entry, Kind
from intake.cases.lists import View
from intake.cases.models import Case, ReceiptRow, Shard
from intake.cases.reading import open_case
from intake.cases.submit import Outcome
from intake.cases.take_down import How
from intake.db import Main
from intake.errors import NotAllowed
from tests.cases.conftest import Families
from tests.cases.office import Person

NONCE = b"0123456789abcdef"
TOLD = "My brother called from a neighbour's telephone."


def _cases(families: Families) -> int:
    with families.office.stores.reading() as work:
        counts = [work.main.scalar(select(func.count()).select_from(Case)),
                  work.shards.scalar(select(func.count()).select_from(Shard))]
    assert counts[0] == counts[1]
    return counts[0] or 0


def _enquiry(families: Families, person: Person, reference: str) -> Entry:
    with families.office.stores.reading() as work:
        case = open_case(work, person.actor, person.keyring, reference, Permission.CASE_READ)
        return next(each for each in items.open_all(work, case.row.id, case.keys, None) if each.kind is Kind.ENQUIRY)


def _events(families: Families, act: Act) -> list[Event]:
    with families.office.stores.reading() as work:
        return list(history.page(work.main, history.Filters(act=act)).events)


def test_it_becomes_a_case_of_the_chosen_team_that_says_who_took_it_down_and_how(families: Families) -> None:
    taken, _ = families.office.take_down(families.worker, families.team, TOLD, how=How.IN_PERSON, language="fa")
    assert taken.outcome is Outcome.ACCEPTED
    entry = _enquiry(families, families.lead, taken.reference)
    assert (entry.text, entry.language, entry.by) == (TOLD, "fa", families.worker.actor.id)
    assert entry.answers["how"] == "in_person"
    with pytest.raises(NotAllowed):
        _enquiry(families, families.stranger, taken.reference)


def test_the_event_is_the_actors_own_stands_at_once_and_names_no_code(families: Families) -> None:
    taken, code = families.office.take_down(families.worker, families.team)
    [event] = _events(families, Act.CASE_TAKEN_DOWN)
    assert (event.actor, event.case, event.team) == (families.worker.actor.id, taken.reference, families.team)
    assert {name: event.facts[name] for name in ("how", "code")} == {"how": "telephone", "code": "handed_out"}
    assert "T" in event.at
    assert code not in str(event)
    with families.office.stores.reading() as work:
        assert work.main.scalars(select(AuditPending)).all() == []
    with families.office.stores.reading() as work:
        assert list(against_log.differences(work.main)) == []


def test_a_case_that_was_taken_down_and_is_gone_is_named(families: Families) -> None:
    taken, _ = families.office.take_down(families.worker, families.team, handed_out=False)
    with families.office.stores.changing() as work:
        work.main.delete(work.main.scalars(select(Case)).one())
    with families.office.stores.reading() as work:
        assert [each.reference for each in against_log.differences(work.main)] == [taken.reference]


def test_nobody_takes_down_for_a_team_that_is_not_theirs(families: Families) -> None:
    administrator = families.office.person("Ada", Role.ADMINISTRATOR)
    for person in (families.stranger, administrator):
        with pytest.raises(NotAllowed):
            families.office.take_down(person, families.team)
    assert _cases(families) == 0


def test_the_same_form_sent_twice_is_one_case_with_one_code(families: Families) -> None:
    first, second = (families.office.take_down(families.worker, families.team, nonce=NONCE) for _ in range(2))
    assert (first[0].outcome, second[0].outcome) == (Outcome.ACCEPTED, Outcome.REPEATED)
    assert (first[0].reference, first[1]) == (second[0].reference, second[1])
    assert _cases(families) == 1


def test_five_parallel_posts_of_one_page_make_one_case(families: Families) -> None:
    with ThreadPoolExecutor(5) as pool:
        results = list(pool.map(
            lambda _: families.office.take_down(families.worker, families.team, nonce=NONCE)[0], range(5)))
    assert sorted(each.outcome.name for each in results) == ["ACCEPTED"] + ["REPEATED"] * 4
    assert len({each.reference for each in results}) == 1
    assert _cases(families) == 1


def test_what_was_changed_in_a_form_that_became_a_case_is_handed_back(families: Families) -> None:
    families.office.take_down(families.worker, families.team, "First", nonce=NONCE)
    for change in ({"message": "Second"}, {"message": "First", "handed_out": False},
                   {"message": "First", "how": How.IN_PERSON}, {"message": "First", "language": "fa"}):
        again, _ = families.office.take_down(families.worker, families.team, nonce=NONCE, **change)
        assert (again.outcome, again.reference) == (Outcome.SPENT, "")
    assert _cases(families) == 1


def test_a_code_is_not_shown_again_once_it_was_replaced_or_a_day_has_passed(families: Families) -> None:
    families.office.take_down(families.worker, families.team, nonce=NONCE)
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert families.office.take_down(families.worker, families.team, nonce=NONCE)[0].outcome is Outcome.USED_UP
    with families.office.stores.changing() as work:
        work.main.delete(work.main.scalars(select(ReceiptRow)).one())
    assert families.office.take_down(families.worker, families.team, nonce=NONCE)[0].outcome is Outcome.USED_UP


def test_without_a_code_there_is_no_receipt(families: Families) -> None:
    families.office.take_down(families.worker, families.team, handed_out=False)
    assert _events(families, Act.CASE_TAKEN_DOWN)[0].facts["code"] == "not_handed_out"
    with families.office.stores.reading() as work:
        assert work.main.scalars(select(ReceiptRow)).all() == []


def test_it_is_news_to_everybody_but_whoever_took_it_down(families: Families) -> None:
    families.office.take_down(families.worker, families.team)
    unread = {}
    for person in (families.worker, families.lead):
        with families.office.stores.changing() as work:
            [row] = lists.show(work, person.actor, person.keyring, View.OPEN, lists.Filters(), None).rows
            unread[person.actor.name] = row.unread
    assert unread == {"Karim": 0, "Lena": 1}


def test_no_column_of_any_table_holds_the_code_or_a_word_of_what_was_told(families: Families) -> None:
    _, code = families.office.take_down(families.worker, families.team, TOLD, called="Ali Rezaei")
    with families.office.stores.reading() as work:
        told = b"".join(value if isinstance(value, bytes) else str(value).encode()
                        for table in Main.metadata.sorted_tables for row in work.main.execute(select(table))
                        for value in row)
        assert receipt.find_thread(work, families.office.keys(code)) is not None
    assert [each for each in (code, TOLD[:20], "Rezaei") if each.encode() in told] == []


def test_its_page_opens_for_the_team_like_that_of_any_other(families: Families) -> None:
    taken, _ = families.office.take_down(families.worker, families.team, TOLD)
    with families.office.stores.changing() as work:
        page = case_page.show(work, families.lead.actor, families.lead.keyring, taken.reference)
    [entry] = page.entries
    assert (entry.kind, entry.who, entry.fresh) == ("enquiry", "Karim", True)
