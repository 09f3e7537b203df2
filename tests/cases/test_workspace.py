"""Working a case: every act is one event, and two people on one case lose nothing."""

from datetime import date

import pytest
from sqlalchemy import select

from intake.audit.check import check_log
from intake.audit.models import AuditEvent
from intake.cases import case_page, receipt, thread
from intake.cases.case_page import CasePage
from intake.cases.models import Case, Item
from intake.cases.states import Outcome, Priority, Reason, Status
from intake.cases.workspace import At, Move, Plan
from intake.errors import NotAllowed, NotFound, Stale, WrongState
from intake.vault.sign import Signer
from tests.cases.conftest import Families
from tests.cases.office import Person


def _show(families: Families, reference: str, person: Person | None = None) -> CasePage:
    person = person or families.worker
    with families.office.stores.changing() as work:
        return case_page.show(work, person.actor, person.keyring, reference)


def test_taking_a_new_case_opens_it(families: Families) -> None:
    reference = families.office.case()
    with families.office.stores.changing() as work:
        families.office.desk(work, families.worker).assign(families.office.at(reference), families.worker.actor.id)
    page = _show(families, reference)
    assert (page.assignee, page.mine, page.status) == ("Karim", True, Status.OPEN)


def test_a_case_goes_to_nobody_outside_its_team(families: Families) -> None:
    reference = families.office.case()
    with pytest.raises(NotFound), families.office.stores.changing() as work:
        families.office.desk(work, families.worker).assign(families.office.at(reference), families.stranger.actor.id)


def test_a_hand_over_leaves_its_note_and_its_event(families: Families) -> None:
    reference = families.office.case()
    with families.office.stores.changing() as work:
        desk = families.office.desk(work, families.worker)
        desk.hand_over(families.office.at(reference), families.lead.actor.id, "Speaks Albanian only.")
    page = _show(families, reference)
    assert page.assignee == "Lena"
    assert [(each.kind, each.act) for each in page.entries] == [
        ("enquiry", ""), ("note", ""), ("event", "case:handed_over"), ("event", "case:moved")]


def test_the_second_of_two_acts_on_one_version_is_refused_and_does_nothing(families: Families) -> None:
    reference = families.office.case()
    seen_by_both = families.office.at(reference)
    with families.office.stores.changing() as work:
        families.office.desk(work, families.lead).reply(seen_by_both, "From Lena", then_wait=False)
    with pytest.raises(Stale), families.office.stores.changing() as work:
        families.office.desk(work, families.worker).reply(seen_by_both, "From Karim", then_wait=False)
    texts = [each.text for each in _show(families, reference).entries]
    assert "From Lena" in texts
    assert "From Karim" not in texts


def test_a_message_from_the_person_makes_an_act_on_the_older_page_stale(families: Families) -> None:
    _, code = families.office.send()
    reference = families.office.references()[0]
    seen = families.office.at(reference)
    keys = receipt.stretch_code(code, families.office.secrets.pepper)
    with families.office.stores.changing() as work:
        found = receipt.find_thread(work, keys)
        assert found is not None
        thread.add_message(work, thread.enter(work, found, keys), "Do not call after all.", "en")
    with pytest.raises(Stale), families.office.stores.changing() as work:
        families.office.desk(work, families.worker).reply(seen, "We will call.", then_wait=True)


def test_two_notes_at_once_are_two_notes(families: Families) -> None:
    reference = families.office.case()
    seen = families.office.at(reference)
    for person in (families.lead, families.worker):
        with families.office.stores.changing() as work:
            families.office.desk(work, person).note(seen, f"Note by {person.actor.name}")
    notes = [each.text for each in _show(families, reference).entries if each.kind == "note"]
    assert notes == ["Note by Lena", "Note by Karim"]


def test_a_corrected_note_shows_the_new_words_and_keeps_the_old(families: Families) -> None:
    reference = families.office.case()
    with families.office.stores.changing() as work:
        families.office.desk(work, families.worker).note(families.office.at(reference), "Sister is 30.")
    first = next(each for each in _show(families, reference).entries if each.kind == "note")
    with families.office.stores.changing() as work:
        desk = families.office.desk(work, families.worker)
        desk.correct_note(families.office.at(reference), int(first.id), "Sister is 31.")
    note, = (each for each in _show(families, reference).entries if each.kind == "note")
    assert (note.text, [each.text for each in note.earlier]) == ("Sister is 31.", ["Sister is 30."])
    with families.office.stores.reading() as work:
        assert len(work.main.scalars(select(Item)).all()) == 3


def test_nobody_corrects_a_colleagues_note(families: Families) -> None:
    reference = families.office.case()
    with families.office.stores.changing() as work:
        families.office.desk(work, families.worker).note(families.office.at(reference), "Mine.")
    note = next(each for each in _show(families, reference).entries if each.kind == "note")
    with pytest.raises(NotAllowed), families.office.stores.changing() as work:
        families.office.desk(work, families.lead).correct_note(families.office.at(reference), int(note.id), "Ours.")


@pytest.mark.parametrize("then_wait,status", [(True, Status.WAITING), (False, Status.OPEN)])
def test_a_reply_is_read_with_the_receipt(families: Families, then_wait: bool, status: Status) -> None:
    _, code = families.office.send()
    reference = families.office.references()[0]
    with families.office.stores.changing() as work:
        desk = families.office.desk(work, families.worker)
        desk.reply(families.office.at(reference), "You are not alone.", then_wait=then_wait)
    keys = receipt.stretch_code(code, families.office.secrets.pepper)
    with families.office.stores.changing() as work:
        found = receipt.find_thread(work, keys)
        assert found is not None
        shown = thread.show(work, thread.enter(work, found, keys))
    assert [(each.ours, each.text) for each in shown.messages] == [(True, "You are not alone.")]
    assert _show(families, reference).status is status


def test_planning_names_only_what_changed(families: Families) -> None:
    reference = families.office.case("A long story.")
    plan = Plan("Brother cannot call", Priority.URGENT, date(2030, 1, 2))
    for _ in range(2):
        with families.office.stores.changing() as work:
            families.office.desk(work, families.worker).plan(families.office.at(reference), plan)
    page = _show(families, reference)
    assert (page.title, page.priority, page.due_day) == ("Brother cannot call", Priority.URGENT, date(2030, 1, 2))
    assert [each.facts for each in page.entries if each.act == "case:planned"] == [
        {"fields": ["title", "priority", "due_day"]}]


def test_a_closed_case_opens_again_and_its_outcome_goes(families: Families) -> None:
    reference = families.office.case()
    for move in (Move(Status.CLOSED, Reason.DONE, Outcome.HELPED, note="Found a lawyer."),
                 Move(Status.OPEN, Reason.CAME_BACK)):
        with families.office.stores.changing() as work:
            families.office.desk(work, families.worker).move(families.office.at(reference), move)
    page = _show(families, reference)
    assert (page.status, page.outcome) == (Status.OPEN, None)
    assert "Found a lawyer." in [each.text for each in page.entries]


def test_a_move_that_the_table_does_not_know_is_refused(families: Families) -> None:
    reference = families.office.case()
    with pytest.raises(WrongState), families.office.stores.changing() as work:
        families.office.desk(work, families.worker).move(
            families.office.at(reference), Move(Status.NEW, Reason.GOES_ON))


def test_a_transferred_case_opens_for_the_other_team_alone(families: Families) -> None:
    reference = families.office.case("Needs a place to stay.")
    with families.office.stores.changing() as work:
        desk = families.office.desk(work, families.lead)
        desk.transfer(families.office.at(reference), families.office.address(families.other_team), "They have a room.")
    with pytest.raises(NotAllowed):
        _show(families, reference, families.lead)
    texts = [each.text for each in _show(families, reference, families.stranger).entries]
    assert "Needs a place to stay." in texts
    assert "They have a room." in texts


def test_a_caseworker_does_not_transfer(families: Families) -> None:
    reference = families.office.case()
    at = families.office.at(reference)
    with pytest.raises(NotAllowed), families.office.stores.changing() as work:
        families.office.desk(work, families.worker).transfer(
            at, families.office.address(families.other_team), "Please.")


def test_every_act_is_an_event_and_the_log_verifies(families: Families) -> None:
    reference = families.office.case()
    worker = families.worker
    with families.office.stores.changing() as work:
        families.office.desk(work, worker).assign(families.office.at(reference), worker.actor.id)
    with families.office.stores.changing() as work:
        families.office.desk(work, worker).reply(families.office.at(reference), "Hello.", then_wait=True)
    with families.office.stores.reading() as work:
        acts = list(work.main.scalars(select(AuditEvent.act).order_by(AuditEvent.seq)))
        version = work.main.scalars(select(Case.version)).one()
    with families.office.stores.reading() as work:
        report = check_log(work.main, Signer(families.office.secrets.log_seed).public_key)
    assert [act for act in acts if act.startswith("case:")] == [
        "case:taken", "case:moved", "case:replied", "case:moved"]
    assert report.problems == ()
    assert version == 5
    assert At(reference, version) == families.office.at(reference)
