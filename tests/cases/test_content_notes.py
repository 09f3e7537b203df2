"""A content note warns colleagues before they look at a file, and is sealed from the person, whatever it came with."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from intake.access.permissions import Permission
from intake.audit import history
from intake.audit.kinds import Act
from intake.cases import against_log, case_page, content_notes, items, looking, thread
from intake.cases.case_page import SHOWN
from intake.cases.models import Case, Compartment
from intake.cases.reading import open_case
from intake.errors import NotAllowed, NotFound
from tests.cases.circle import Circle
from tests.cases.office import Office, Person
from tests.cases.papers import Papers

NOTE = "Shows a wound on an arm."
PHOTO = b"A photograph of an arm. " * 400


@pytest.fixture
def papers(circle: Circle, instance_dir: Path) -> Papers:
    """The office's store of files."""
    return Papers(circle.office, instance_dir)


def case_with_a_file(circle: Circle, papers: Papers) -> tuple[str, int]:
    """A case, and the file that came with its enquiry."""
    circle.office.send("See the picture.")
    papers.arrive(PHOTO)
    [reference] = circle.office.references()
    [file] = papers.entries(circle.karim, reference)[Compartment.STAFF]
    return reference, file.id


def put(circle: Circle, person: Person, reference: str, file_id: int, text: str) -> None:
    """Somebody puts a content note."""
    circle.act(person, reference, lambda desk, at: content_notes.put(desk, at.reference, file_id, text))


def seen(circle: Circle, person: Person, reference: str, file_id: int) -> str:
    """The note that the page of the file shows to somebody."""
    now = circle.now(person)
    with circle.office.stores.changing() as work:
        found, _ = looking.name(work, now.actor, now.keyring, reference, file_id)
    return found.note.text if found.note else ""


def acts(office: Office, reference: str) -> list[str]:
    """What the log tells of notes."""
    told = frozenset({Act.CASE_CONTENT_NOTED, Act.CASE_CONTENT_NOTE_REMOVED})
    with office.stores.reading() as work:
        return [each.act for each in history.of_case(work.main, reference, told, limit=100)]


def differences(office: Office) -> list[str]:
    """What the stores hold otherwise than the log says."""
    with office.stores.reading() as work:
        return [each.sentence for each in against_log.differences(work.main)]


def test_the_newest_note_holds_an_empty_one_takes_it_away_and_each_is_one_act(circle: Circle, papers: Papers) -> None:
    reference, file_id = case_with_a_file(circle, papers)
    assert seen(circle, circle.karim, reference, file_id) == ""
    for person, text in ((circle.karim, "Wrong."), (circle.mira, NOTE), (circle.mira, NOTE)):
        put(circle, person, reference, file_id, text)
    assert seen(circle, circle.karim, reference, file_id) == NOTE
    put(circle, circle.karim, reference, file_id, "")
    put(circle, circle.karim, reference, file_id, "")
    assert seen(circle, circle.mira, reference, file_id) == ""
    assert acts(circle.office, reference) == [Act.CASE_CONTENT_NOTED] * 2 + [Act.CASE_CONTENT_NOTE_REMOVED]
    assert differences(circle.office) == []


def test_the_person_cannot_open_what_is_said_of_a_file_in_their_own_thread(circle: Circle, papers: Papers) -> None:
    _, code = circle.office.send("See the picture.")
    [reference] = circle.office.references()
    with circle.office.stores.changing() as work:
        desk = circle.office.desk(work, circle.karim)
        entry = desk.reply(circle.office.at(reference), "Please look at it.", then_wait=False)
    papers.attach(circle.karim, reference, entry, PHOTO, internal=False)
    [file] = papers.entries(circle.karim, reference)[Compartment.THREAD]
    put(circle, circle.karim, reference, file.id, NOTE)
    assert seen(circle, circle.mira, reference, file.id) == NOTE
    found = circle.office.open(code)
    assert found is not None
    with circle.office.stores.changing() as work:
        page = thread.show(work, found)
        case = open_case(work, circle.karim.actor, circle.karim.keyring, reference, Permission.CASE_READ)
        for_them = items.open_all(work, case.row.id, {Compartment.THREAD: case.thread_key}, None)
    assert [[each.note for each in message.files] for message in page.messages] == [[None]]
    assert NOTE not in [each.text for each in for_them]


def test_a_note_goes_along_when_a_case_gets_new_keys_and_the_log_still_agrees(circle: Circle, papers: Papers) -> None:
    reference, file_id = case_with_a_file(circle, papers)
    put(circle, circle.karim, reference, file_id, NOTE)
    circle.restrict(reference, circle.lena, circle.karim)
    assert seen(circle, circle.karim, reference, file_id) == NOTE
    assert differences(circle.office) == []


def test_a_guest_may_warn_the_team_and_nobody_else_from_outside(circle: Circle, papers: Papers) -> None:
    reference, file_id = case_with_a_file(circle, papers)
    with pytest.raises(NotAllowed):
        put(circle, circle.sara, reference, file_id, NOTE)
    circle.share(reference, circle.sara)
    put(circle, circle.sara, reference, file_id, NOTE)
    assert seen(circle, circle.karim, reference, file_id) == NOTE


def test_a_note_is_in_nobody_s_way_who_has_an_older_page_before_them(circle: Circle, papers: Papers) -> None:
    reference, file_id = case_with_a_file(circle, papers)
    seen_before = circle.office.at(reference)
    put(circle, circle.karim, reference, file_id, NOTE)
    with circle.office.stores.changing() as work:
        circle.office.desk(work, circle.mira).reply(seen_before, "We saw the picture.", then_wait=False)


def test_a_note_stands_at_a_file_of_this_case_alone(circle: Circle, papers: Papers) -> None:
    reference, file_id = case_with_a_file(circle, papers)
    circle.office.send("Another.")
    [other] = set(circle.office.references()) - {reference}
    with pytest.raises(NotFound):
        put(circle, circle.karim, other, file_id, NOTE)
    with circle.office.stores.reading() as work:
        entry = work.main.scalars(select(Case.id).where(Case.reference == reference)).one()
    with pytest.raises(NotFound):
        put(circle, circle.karim, reference, entry, NOTE)


@pytest.mark.slow
@pytest.mark.parametrize("messages, shown, earlier", [(2, 3, False), (3, 4, False), (4, 5, True), (9, 5, True)])
def test_content_notes_take_the_place_of_no_entry_on_the_page_of_the_case(
    circle: Circle, papers: Papers, monkeypatch: pytest.MonkeyPatch, messages: int, shown: int, earlier: bool
) -> None:
    monkeypatch.setattr(case_page, "SHOWN", 4)
    reference, file_id = case_with_a_file(circle, papers)
    with time_machine.travel(datetime.now(UTC)) as moment:
        for number in range(messages):
            moment.shift(timedelta(days=1))  # of one day, which ones are left out is not said
            with circle.office.stores.changing() as work:
                circle.office.desk(work, circle.karim).note(circle.office.at(reference), f"Note {number}.")
        for number in range(20):
            put(circle, circle.karim, reference, file_id, f"Shows {number} wounds.")
        with circle.office.stores.changing() as work:
            page = case_page.show(work, circle.karim.actor, circle.karim.keyring, reference)
    told = [each.text for each in page.entries if each.text]
    newest = [f"Note {number}." for number in range(messages)][-(shown - 1):]
    assert (told, page.earlier) == (["See the picture.", *newest], earlier)
    assert [file.note.text for entry in page.entries for file in entry.files if file.note] == ["Shows 19 wounds."]


@pytest.mark.slow
@pytest.mark.parametrize("later", [0, SHOWN + 1])
def test_the_story_names_the_note_beside_the_file_however_long_it_grew(
    circle: Circle, papers: Papers, later: int
) -> None:
    reference, file_id = case_with_a_file(circle, papers)
    put(circle, circle.karim, reference, file_id, NOTE)
    with circle.office.stores.changing() as work:
        desk = circle.office.desk(work, circle.karim)
        for number in range(later):
            desk.note(circle.office.at(reference), f"Note {number}.")
    with circle.office.stores.changing() as work:
        page = case_page.show(work, circle.karim.actor, circle.karim.keyring, reference)
    assert page.earlier == bool(later)
    assert [file.note.text for entry in page.entries for file in entry.files if file.note] == [NOTE]
    assert NOTE not in [entry.text for entry in page.entries], "it is no entry of the story"
