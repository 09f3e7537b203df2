"""Files at the desk: sent with a message or kept with a note, named in the story, and never at the cost of the text."""

import re

import pytest
from sqlalchemy import update

from intake import clock
from intake.accounts.models import SessionRow
from intake.cases.items import Kind
from tests.web.desk.conftest import Desk, Worker
from tests.web.pages import Page
from tests.web.public.test_files import LETTER, PHOTO, blobs_and_rows, stored, told
from tests.web.visitor import Visitor


@pytest.fixture
def given_settings() -> dict[str, object]:
    """Small limits, so that tests reach them."""
    return {"minimum_seconds": 0, "max_file_mb": 1, "case_quota_mb": 5, "free_disk_mb": 0}


def enclosing(worker: Worker, reference: str, act: str, *files: tuple[str, bytes], status: int = 303,
              on: Page | None = None, **fields: str) -> Page:
    """Send a form of the case with files."""
    path = f"/desk/cases/{reference}/{act}"
    form = (on or worker.open(reference)).form(path) | fields
    worker.wrote += "".join(fields.values())
    return worker.upload(path, form, files, status)


def named(page: Page) -> list[tuple[str, str]]:
    """The files that the story names, each with the entry that it stands in, and its size."""
    found = []
    for kind, body in re.findall(r'<article class="entry (\w+)".*?>(.*?)</article>', page.html, re.DOTALL):
        lines = re.findall(r"</svg><span>(<(?:a|bdi).*?)</span></li>", body)
        found += [(kind, re.sub(r"<[^>]+>", "", line).partition(" · ")[0]) for line in lines]
    return found


@pytest.mark.slow
def test_a_message_and_a_note_take_files_and_the_story_names_them(desk: Desk) -> None:
    reference = desk.case()
    enclosing(desk.karim, reference, "reply", ("form.pdf", LETTER), text="Please fill it in.", then_wait="y")
    enclosing(desk.karim, reference, "note", ("photo.jpg", PHOTO), ("map.png", LETTER), text="From the neighbour.")
    page = desk.karim.follow()
    assert named(page) == [
        ("message_out", "form.pdf 3\u00a0kB"),
        ("note", "photo.jpg 76\u00a0kB"), ("note", "map.png 3\u00a0kB")]
    assert stored(desk.office) == {"form.pdf": LETTER, "photo.jpg": PHOTO, "map.png": LETTER}
    acts = [act for act in desk.acts() if act not in {"case:opened", "case:moved"}]
    assert acts[-5:] == ["case:replied", "case:file_sent", "case:noted", "case:file_noted", "case:file_noted"]
    assert 'data-status="waiting"' in page.html, "what stands before the place for files was read"


def test_pressed_twice_a_file_is_there_once_and_one_that_was_missing_is_added(desk: Desk) -> None:
    reference = desk.case()
    page = desk.karim.open(reference)
    for files in ([("photo.jpg", PHOTO)], [("photo.jpg", PHOTO), ("map.png", LETTER)]):
        enclosing(desk.karim, reference, "note", *files, on=page, text="From the neighbour.")
    page = desk.karim.follow()
    assert named(page) == [("note", "photo.jpg 76\u00a0kB"), ("note", "map.png 3\u00a0kB")]
    assert page.html.count('class="entry note"') == 1


@pytest.mark.slow
def test_the_person_gets_the_file_of_a_message_and_learns_nothing_of_a_notes(desk: Desk) -> None:
    reference, code = desk.send()
    enclosing(desk.karim, reference, "reply", ("form.pdf", LETTER), text="Please fill it in.")
    enclosing(desk.karim, reference, "note", ("photo.jpg", PHOTO), text="From the neighbour.")
    visitor = Visitor(desk.app)
    visitor.come_back(code)
    html = visitor.get("/en/thread").html
    assert "form.pdf" in html
    assert "photo.jpg" not in html
    [link] = re.findall(r'href="(/en/thread/files/[0-9]+)"', html)
    assert visitor.browser.get(link).data == LETTER


@pytest.mark.slow
def test_what_was_not_taken_is_told_on_the_page_and_the_text_was_kept(desk: Desk) -> None:
    reference = desk.case()
    page = enclosing(desk.karim, reference, "reply", ("big.bin", bytes(1024 * 1024 + 1)), ("form.pdf", LETTER),
                     status=200, text="Please fill it in.")
    assert told(page)[:2] == ["big.bin: not taken: it is larger than 1\u00a0MB", "form.pdf: arrived"]
    assert "The text was kept." in page.html
    assert page.form(f"/desk/cases/{reference}/reply")["text"] == ""
    assert desk.office.texts(Kind.MESSAGE_OUT) == ["Please fill it in."]
    assert blobs_and_rows(desk.office) == (1, 1)


def test_files_that_the_person_sent_are_named_with_what_they_came_with(desk: Desk) -> None:
    visitor = Visitor(desk.app)
    visitor.upload("/en/contact", visitor.fill(message="See it."), [("\u202efdp.exe", LETTER)])
    [reference] = desk.references()
    page = desk.karim.open(reference)
    assert named(page) == [("enquiry", "fdp.exe 3\u00a0kB")]
    assert '<bdi dir="ltr">fdp.exe</bdi>' in page.html


@pytest.mark.slow
@pytest.mark.parametrize("harm", ["missing", "cut"])
def test_a_damaged_or_missing_file_is_named_as_such(desk: Desk, harm: str) -> None:
    reference = desk.case()
    enclosing(desk.karim, reference, "note", ("photo.jpg", PHOTO), text="From the neighbour.")
    [file] = [path for path in (desk.office.house.settings.instance_dir / "blobs").rglob("*") if path.is_file()]
    file.unlink() if harm == "missing" else file.write_bytes(file.read_bytes()[:-100])
    assert "damaged or missing" in desk.karim.open(reference).html


@pytest.mark.slow
def test_a_form_that_comes_back_says_that_files_must_be_chosen_again(desk: Desk) -> None:
    reference = desk.case()
    page = enclosing(desk.karim, reference, "note", ("photo.jpg", PHOTO), status=422, text=" ")
    assert page.html.count("Please choose your files again") == 1
    stale = desk.karim.open(reference)
    desk.lead.act(reference, "plan", title="Another name", priority="high", due_day="")
    page = enclosing(desk.karim, reference, "reply", ("form.pdf", LETTER), status=409, on=stale, text="Is it you?")
    assert "Please choose your files again" in page.html
    assert 'enctype="multipart/form-data"' in page.html
    assert blobs_and_rows(desk.office) == (0, 0)


@pytest.mark.slow
def test_after_a_session_ended_the_text_is_there_and_files_must_be_chosen_again(desk: Desk) -> None:
    reference = desk.case()
    page = desk.karim.open(reference)
    with desk.office.house.stores.changing() as work:
        work.ephemeral.execute(update(SessionRow).values(expires_at=clock.now()))
    page = enclosing(desk.karim, reference, "reply", ("form.pdf", LETTER), status=401, on=page, text="Take your time.")
    person = desk.karim.person
    desk.karim.post("/sign-in", {**page.form("/sign-in"), "username": person.username, "password": person.password,
                                 "code": person.backup_codes[-1]})
    page = desk.karim.follow()
    assert page.form(f"/desk/cases/{reference}/reply")["text"] == "Take your time."
    assert page.html.count("Please choose your files again") == 1
    assert stored(desk.office) == {}


@pytest.mark.slow
def test_a_guest_may_enclose_with_a_note_and_not_with_a_message(desk: Desk) -> None:
    reference = desk.case()
    desk.lead.post_readers(reference, "share", person=str(desk.sara.id), days="7")
    enclosing(desk.sara, reference, "note", ("photo.jpg", PHOTO), text="From us.")
    assert stored(desk.office) == {"photo.jpg": PHOTO}
    answer = desk.sara.browser.post(f"/desk/cases/{reference}/reply", data={})
    assert answer.status_code in {404, 422}
