"""Who opens a case, with which keys, and what moving a row to another place does to it."""

from dataclasses import replace
from itertools import permutations

import pytest
from sqlalchemy import delete, select

from intake import clock
from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.access.roles import Role
from intake.accounts.keyring import Keyring
from intake.audit.models import AuditEvent
from intake.cases import case_page, receipt, thread, upkeep
from intake.cases.items import open_all
from intake.cases.models import Case, Compartment, Item, Shard
from intake.cases.reading import open_case
from intake.errors import NotAllowed, NotFound
from intake.questionnaires.safe_contact import SafeContact
from intake.vault.box import InvalidTag
from tests.cases.conftest import Families


def test_a_member_of_the_team_reads_what_was_sent(families: Families) -> None:
    text = "سلام\n\x07 control, \u202e bidi, 👩‍👩‍👧 and a very long line " + "x" * 40_000
    reference = families.office.case(text, called="Zara", contact=SafeContact(notes="Signal, after 20:00"))
    with families.office.stores.changing() as work:
        page = case_page.show(work, families.worker.actor, families.worker.keyring, reference)
    assert page.entries[0].text == text
    assert page.entries[0].kind == "enquiry"
    assert (page.called, page.contact.notes, page.told_on) == ("Zara", "Signal, after 20:00", clock.today())


def test_the_opening_is_recorded_with_who_and_which_case(families: Families) -> None:
    reference = families.office.case()
    with families.office.stores.changing() as work:
        case_page.show(work, families.worker.actor, families.worker.keyring, reference)
    with families.office.stores.reading() as work:
        event = work.main.scalars(select(AuditEvent).where(AuditEvent.act == "case:opened")).one()
    assert (event.actor_id, event.case_reference) == (families.worker.actor.id, reference)


def test_a_member_of_another_team_gets_the_same_answer_as_for_no_case(families: Families) -> None:
    reference = families.office.case()
    with families.office.stores.changing() as work, pytest.raises(NotAllowed):
        open_case(work, families.stranger.actor, families.stranger.keyring, reference, Permission.CASE_READ)
    with families.office.stores.changing() as work, pytest.raises(NotFound):
        open_case(work, families.stranger.actor, families.stranger.keyring, "AAA-AAA", Permission.CASE_READ)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_whoever_oversees_opens_nothing_even_with_the_rule_bent(families: Families, role: Role) -> None:
    reference = families.office.case()
    person = families.office.person("Petra", role)
    with families.office.stores.changing() as work, pytest.raises(NotAllowed):
        open_case(work, person.actor, person.keyring, reference, Permission.CASE_READ)
    bent: Actor = replace(families.worker.actor, id=person.actor.id)
    with families.office.stores.changing() as work, pytest.raises(NotAllowed):
        open_case(work, bent, person.keyring, reference, Permission.CASE_READ)


def test_anothers_membership_rows_open_nothing_under_ones_own_seed(families: Families) -> None:
    reference = families.office.case()
    thief = Keyring(families.stranger.actor.id, families.stranger.seed, families.worker.memberships)
    with families.office.stores.changing() as work, pytest.raises(InvalidTag):
        open_case(work, families.worker.actor, thief, reference, Permission.CASE_READ)


def test_without_its_shard_a_case_stays_closed_to_its_own_team(families: Families) -> None:
    reference = families.office.case()
    with families.office.stores.changing() as work:
        work.shards.execute(delete(Shard))
    with families.office.stores.changing() as work, pytest.raises(NotFound):
        open_case(work, families.worker.actor, families.worker.keyring, reference, Permission.CASE_READ)


def test_a_receipt_opens_the_thread_and_never_what_the_staff_wrote(families: Families) -> None:
    _, code = families.office.send()
    reference = families.office.references()[0]
    with families.office.stores.changing() as work:
        families.office.desk(work, families.worker).note(families.office.at(reference), "Internal.")
    keys = receipt.stretch_code(code, families.office.secrets.pepper)
    with families.office.stores.changing() as work:
        found = receipt.find_thread(work, keys)
        assert found is not None
        assert thread.show(work, thread.enter(work, found, keys)).messages == ()
        opened = open_case(work, families.worker.actor, families.worker.keyring, reference, Permission.CASE_READ)
        with pytest.raises(InvalidTag):
            open_all(work, found.case_id, {Compartment.STAFF: opened.thread_key}, 10)


@pytest.mark.parametrize("column, adopted", [
    ("head", False), ("summary", False), ("thread_seed", False), ("case_seed", True), ("summary", True),
    ("thread_seed", True)])
def test_a_key_moved_to_another_case_opens_nothing(families: Families, column: str, adopted: bool) -> None:
    references = [families.office.case(f"Text {number}") for number in range(2)]
    if adopted:
        _adopt_all(families)
    with families.office.stores.changing() as work:
        first, second = (work.main.scalars(select(Case).where(Case.reference == each)).one() for each in references)
        first_blob, second_blob = getattr(first, column), getattr(second, column)
        setattr(first, column, second_blob)
        setattr(second, column, first_blob)
    for reference in references:
        with families.office.stores.changing() as work, pytest.raises(InvalidTag):
            case_page.show(work, families.worker.actor, families.worker.keyring, reference)


def test_an_item_moved_to_another_row_case_or_compartment_opens_nothing(families: Families) -> None:
    references = [families.office.case(f"Text {number}") for number in range(2)]
    with families.office.stores.changing() as work:
        families.office.desk(work, families.worker).note(families.office.at(references[0]), "A note.")
    with families.office.stores.reading() as work:
        boxes = {item.id: item.box for item in work.main.scalars(select(Item))}
    for here, there in permutations(boxes, 2):
        with families.office.stores.changing() as work:
            work.main.get_one(Item, here).box = boxes[there]
        with pytest.raises(InvalidTag):
            _show_all(families, references)
        with families.office.stores.changing() as work:
            work.main.get_one(Item, here).box = boxes[here]
    _show_all(families, references)


def test_the_first_touch_adopts_and_leaves_the_case_as_it_was(families: Families) -> None:
    reference = families.office.case("Words that stay.")
    assert _adopt_all(families) == 1
    assert _adopt_all(families) == 0
    with families.office.stores.changing() as work:
        page = case_page.show(work, families.lead.actor, families.lead.keyring, reference)
    assert page.adopted
    assert page.entries[0].text == "Words that stay."


def _adopt_all(families: Families) -> int:
    with families.office.stores.reading() as work:
        ids = list(work.main.scalars(select(Case.id)))
    return upkeep.adopt_cases(families.office.stores, families.worker.keyring, ids)


def _show_all(families: Families, references: list[str]) -> None:
    for reference in references:
        with families.office.stores.changing() as work:
            case_page.show(work, families.worker.actor, families.worker.keyring, reference)
