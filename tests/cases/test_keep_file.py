"""Files are entries of their case: closed like the message they came with, counted, moved, restricted and logged."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from intake import clock
from intake.audit import pending
from intake.audit.check import check_log
from intake.cases import against_log, case_page, lists, receipt, sent, thread
from intake.cases.attachment import Attachment
from intake.cases.keep_file import Full, Place, Room
from intake.cases.lists import Filters, View
from intake.cases.models import Compartment
from intake.cases.states import Outcome, Reason, Status
from intake.cases.thread import Thread
from intake.cases.workspace import Move
from intake.db import Work
from intake.vault.sign import Signer
from tests.cases.circle import Circle, refused
from tests.cases.conftest import Families
from tests.cases.papers import Papers

PHOTO, LETTER = b"A photograph of a blue door. " * 4_000, b"A letter, scanned. " * 100


@pytest.fixture
def papers(families: Families, instance_dir: Path) -> Papers:
    """The office's store of files."""
    return Papers(families.office, instance_dir)


def opened(families: Families, code: str, work: Work) -> Thread:
    """The thread of a code."""
    found = receipt.find_thread(work, receipt.stretch_code(code, families.office.secrets.pepper))
    assert found is not None
    return Thread(found.case_id, found.thread_seed, found.tag)


def say(families: Families, code: str, text: str, nonce: bytes) -> Place:
    """The person writes again, with a form of this nonce."""
    sending = sent.fingerprint(families.office.secrets.pepper, nonce, {"message": text})
    with families.office.stores.changing() as work:
        return thread.send(work, opened(families, code, work), text, "en", sending)


def test_a_file_of_an_enquiry_is_closed_to_the_receipt_and_open_to_the_team(
    families: Families, papers: Papers
) -> None:
    _, code = families.office.send("She wrote this.")
    assert papers.arrive(PHOTO)
    [reference] = families.office.references()
    found = papers.entries(families.worker, reference)
    assert [each.text for each in found[Compartment.STAFF]] == ["photo.jpg"]
    assert found[Compartment.THREAD] == []
    assert papers.contents(families.worker, reference) == {"photo.jpg": PHOTO}
    with families.office.stores.changing() as work:
        assert thread.show(work, opened(families, code, work)).messages == ()


def test_the_page_of_a_case_names_the_files_under_what_they_came_with(families: Families, papers: Papers) -> None:
    _, code = families.office.send("First.")
    papers.arrive(PHOTO)
    papers.arrive(LETTER, "letter.pdf", place=say(families, code, "Second.", b"2" * 16))
    [reference] = families.office.references()
    with families.office.stores.changing() as work:
        page = case_page.show(work, families.worker.actor, families.worker.keyring, reference)
    named = {entry.text: [(file.name, file.size, file.ours) for file in entry.files] for entry in page.entries}
    assert named == {"First.": [("photo.jpg", len(PHOTO), False)], "Second.": [("letter.pdf", len(LETTER), False)]}
    assert all(file.stored == papers.blobs.size(file.blob) for entry in page.entries for file in entry.files)


def test_the_person_sees_what_they_sent_later_and_what_we_sent_and_no_file_of_a_note(
    families: Families, papers: Papers
) -> None:
    _, code = families.office.send()
    [reference] = families.office.references()
    papers.arrive(LETTER, "theirs.pdf", place=say(families, code, "Here it is.", b"2" * 16))
    with families.office.stores.changing() as work:
        desk, at = families.office.desk(work, families.worker), families.office.at(reference)
        reply = desk.reply(at, "Thank you.", then_wait=False)
        note = desk.note(at, "Looks genuine.")
    papers.attach(families.worker, reference, note, PHOTO, internal=True)
    papers.attach(families.worker, reference, reply, PHOTO, internal=False)
    with families.office.stores.changing() as work:
        shown = thread.show(work, opened(families, code, work))
    assert [(each.text, [(file.name, file.ours) for file in each.files]) for each in shown.messages] == [
        ("Here it is.", [("theirs.pdf", False)]), ("Thank you.", [("ours.pdf", True)])]


def test_a_file_counts_as_news_and_wakes_the_case(families: Families, papers: Papers) -> None:
    families.office.send()
    [reference] = families.office.references()
    with families.office.stores.changing() as work:
        desk = families.office.desk(work, families.worker)
        desk.move(families.office.at(reference), Move(Status.CLOSED, Reason.DONE, Outcome.HELPED))
    with families.office.stores.changing() as work:
        case_page.show(work, families.worker.actor, families.worker.keyring, reference)
    papers.arrive(PHOTO)
    with families.office.stores.changing() as work:
        shown = lists.show(work, families.worker.actor, families.worker.keyring, View.OPEN, Filters())
        page = case_page.show(work, families.worker.actor, families.worker.keyring, reference)
    assert [(row.reference, row.unread) for row in shown.rows] == [(reference, 1)]
    assert [entry.fresh for entry in page.entries if entry.kind == "enquiry"] == [True]


def test_the_same_file_of_the_same_form_is_kept_once_and_another_one_beside_it(
    families: Families, papers: Papers
) -> None:
    families.office.send(nonce=b"1" * 16)
    assert papers.arrive(PHOTO)
    families.office.send(nonce=b"1" * 16)
    assert not papers.arrive(PHOTO)
    assert papers.arrive(LETTER, "letter.pdf")
    assert papers.arrive(PHOTO, nonce=b"m" * 16), "another form is another matter"
    [reference] = families.office.references()
    found = papers.entries(families.worker, reference)
    assert [each.text for each in found[Compartment.STAFF]] == ["photo.jpg"]
    assert sorted(each.text for each in found[Compartment.THREAD]) == ["letter.pdf", "photo.jpg"]
    with families.office.stores.changing() as work:
        page = case_page.show(work, families.worker.actor, families.worker.keyring, reference)
    assert [len(entry.files) for entry in page.entries] == [3], "late files find the entry that they belong to"


def test_a_case_and_the_whole_store_hold_so_much_and_no_more(families: Families, papers: Papers) -> None:
    families.office.send()
    for room in (Room(200_000, None), Room(10_000_000, 200_000)):
        with pytest.raises(Full):
            papers.arrive(bytes(300_000), room=room)
    papers.arrive(bytes(100_000), room=Room(200_000, None))
    with pytest.raises(Full):
        papers.arrive(b"x" + bytes(100_000), "second.jpg", room=Room(200_000, None))
    families.office.send("Another case.")
    papers.arrive(bytes(100_000), room=Room(200_000, None), nonce=b"m" * 16)
    with pytest.raises(Full):
        papers.arrive(b"x" + bytes(100_000), "third.jpg", room=Room(900_000, 250_000))


def test_the_log_knows_every_file_and_names_one_that_was_dropped(families: Families, papers: Papers) -> None:
    families.office.send()
    papers.arrive(PHOTO)
    [reference] = families.office.references()
    with families.office.stores.changing() as work:
        note = families.office.desk(work, families.worker).note(families.office.at(reference), "See the letter.")
    papers.attach(families.worker, reference, note, LETTER, internal=True)
    assert _differences(families) == []
    signer = Signer(families.office.secrets.log_seed)
    with families.office.stores.changing() as work:
        assert pending.append_all(work.main, signer, before=clock.today() + timedelta(days=1)) == 2
    assert _differences(families) == []
    with families.office.stores.reading() as work:
        assert check_log(work.main, signer.public_key).problems == ()
        item_id = work.main.scalars(select(Attachment.item_id)).first()
    with families.office.stores.main.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM item WHERE id = {item_id}")
    [told] = _differences(families)
    assert "lacks" in told


def test_after_new_keys_the_files_of_a_restricted_case_open_for_who_is_named(
    circle: Circle, instance_dir: Path
) -> None:
    papers = Papers(circle.office, instance_dir)
    circle.office.send("For two alone.")
    papers.arrive(PHOTO)
    [reference] = circle.office.references()
    circle.restrict(reference, circle.lena, circle.karim)
    for person in (circle.lena, circle.karim):
        assert papers.contents(circle.now(person), reference) == {"photo.jpg": PHOTO}
    assert refused(circle, circle.mira, reference)
    with circle.office.stores.reading() as work:
        assert list(against_log.differences(work.main)) == []


def test_a_file_that_is_still_arriving_while_the_case_gets_new_keys_is_not_lost(
    circle: Circle, instance_dir: Path
) -> None:
    papers = Papers(circle.office, instance_dir)
    circle.office.send("For two alone.")
    [reference] = circle.office.references()
    circle.restrict(reference, circle.lena, circle.karim)
    papers.arrive(PHOTO)
    assert papers.contents(circle.now(circle.karim), reference) == {"photo.jpg": PHOTO}
    assert [each.text for each in papers.entries(circle.now(circle.karim), reference)[Compartment.THREAD]] == [
        "photo.jpg"]


def _differences(families: Families) -> list[str]:
    with families.office.stores.reading() as work:
        return [each.sentence for each in against_log.differences(work.main)]
