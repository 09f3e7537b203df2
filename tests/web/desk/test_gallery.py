"""All files of a case at a glance: one event that names them, small pictures under a pass, and all to be saved."""

import json
import re
import socket
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update

from intake import clock
from intake.accounts.models import SessionRow
from intake.attachments.scanning import Scanner
from intake.audit import history
from intake.audit.models import AuditEvent
from intake.cases import gallery
from intake.cases.items import digest
from intake.cases.models import Item
from intake.vault.lanes import Lanes
from tests.attachments.made_documents import docx
from tests.attachments.made_pdf import pdf
from tests.attachments.made_pictures import jpeg
from tests.attachments.test_render import plain_pages
from tests.web.desk.conftest import Desk, Worker
from tests.web.desk.test_files import enclosing
from tests.web.pages import Page
from tests.web.public.test_files import CONTACT
from tests.web.visitor import Visitor

PHOTO = jpeg()


@pytest.fixture
def reference(desk: Desk) -> str:
    """A case with two files from the person, and two from Karim."""
    visitor = Visitor(desk.app)
    visitor.upload(CONTACT, visitor.fill(message="See these."), [("photo.jpg", PHOTO), ("song.mp3", b"ID3 la la")])
    [reference] = desk.references()
    enclosing(desk.karim, reference, "note", ("نامه.pdf", pdf()), ("letter.docx", docx()), text="From the neighbour.")
    return reference


def names(page: Page) -> list[str]:
    """The files that the gallery names, in its order."""
    return re.findall(r'<bdi dir="ltr">(.*?)</bdi>', page.html)


def pictures(page: Page) -> list[str]:
    """The addresses of the small pictures."""
    return [unescape(each) for each in re.findall(r'<img src="([^"]+)" alt="" loading="lazy">', page.html)]


def noted(worker: Worker, link: str, text: str, status: int = 303) -> Page:
    """Somebody puts a content note at a file."""
    worker.wrote += text
    form = worker.get(link).form(f"{link}/content-note")
    return worker.post(f"{link}/content-note", {**form, "note": text}, status)


def last_event(desk: Desk) -> tuple[str, dict[str, Any]]:
    """The newest event, and its facts."""
    with desk.office.house.stores.reading() as work:
        event = work.main.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
        assert event is not None
        return event.act, json.loads(event.body)["facts"]


@contextmanager
def silent_scanner(desk: Desk, folder: Path, seconds: float) -> Iterator[None]:
    """A scanner that takes whatever it is given, and says nothing."""
    running = desk.app.extensions["intake"]
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "silent"))
        server.listen()
        scanner = Scanner(str(folder / "silent"), Lanes(folder, "scan", 4), seconds)
        desk.app.extensions["intake"] = replace(running, scanner=scanner)
        yield
        desk.app.extensions["intake"] = running


def test_the_newest_stand_first_and_one_event_names_them_before_the_page_is_shown(desk: Desk, reference: str) -> None:
    link = f"/desk/cases/{reference}/files"
    assert link in desk.karim.open(reference).links
    before = len(desk.acts())
    page = desk.karim.get(link)
    assert names(page) == ["letter.docx", "نامه.pdf", "song.mp3", "photo.jpg"]
    act, facts = last_event(desk)
    assert (act, len(desk.acts())) == ("case:files_listed", before + 1)
    with desk.office.house.stores.reading() as work:
        boxes = work.main.scalars(select(Item)).all()
    digests = {digest(each) for each in boxes}
    assert len(facts["files"]) == 4
    assert set(facts["files"]) <= digests
    assert page.html.count("from the person") == 2
    assert "taken out of it: " in page.html
    assert "Lena</bdi><span class=\"meta push\">" not in desk.karim.open(reference).html
    desk.lead.get(link)
    assert "Lena</bdi><span class=\"meta push\">" in desk.karim.open(reference).html, "who saw the files has opened it"


def test_small_pictures_are_drawn_anew_without_one_more_event(desk: Desk, reference: str) -> None:
    small = pictures(desk.karim.get(f"/desk/cases/{reference}/files"))
    before = desk.acts()
    assert len(small) == 2
    for picture in small:
        answer = desk.karim.browser.get(picture)
        assert answer.mimetype in {"image/jpeg", "image/png"}
        assert answer.data != PHOTO
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert desk.acts() == before
    desk.karim.get(small[0].partition("?")[0], 404)
    desk.lead.get(small[0], 404)
    desk.sara.get(small[0], 404)


@pytest.mark.slow
def test_a_picture_that_is_spoilt_is_no_refusal_in_the_log(desk: Desk) -> None:
    reference = desk.case()
    enclosing(desk.karim, reference, "note", ("half.jpg", PHOTO[:300]), text="From the neighbour.")
    [small] = pictures(desk.karim.get(f"/desk/cases/{reference}/files"))
    before = desk.acts()
    answer = desk.karim.browser.get(small)
    assert (answer.status_code, answer.data) == (404, b"")
    assert desk.acts() == before


def test_a_small_picture_is_let_through_for_an_hour(desk: Desk, reference: str) -> None:
    small = pictures(desk.karim.get(f"/desk/cases/{reference}/files"))[0]
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=20)):
        assert desk.karim.browser.get(small).status_code == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=40)):
        assert desk.karim.browser.get(small).status_code == 200
    before = desk.acts()
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=61)):
        answer = desk.karim.browser.get(small)
        assert (answer.status_code, answer.data, desk.acts()) == (404, b"", before), "that it is over is no refusal"
        desk.karim.get(small[:-1] + ("0" if small[-1] != "0" else "1"), 404)
    assert desk.acts() == [*before, "access:refused"]


@pytest.mark.slow
def test_a_small_picture_of_one_page_opens_no_other_page(desk: Desk) -> None:
    reference = desk.case()
    enclosing(desk.karim, reference, "note", ("letter.pdf", plain_pages(3)), text="From the neighbour.")
    [small] = pictures(desk.karim.get(f"/desk/cases/{reference}/files"))
    [file] = [each for each in desk.karim.open(reference).links if "/files/" in each]
    assert desk.karim.browser.get(small).status_code == 200
    desk.karim.get(f"{small}&page=2", 404)
    assert desk.acts()[-1] == "access:refused"
    noted(desk.karim, file, "Threats.")
    [veil] = re.findall(r'<img class="blurred" src="([^"]+)"', desk.karim.get(f"{file}?page=2").html)
    assert desk.karim.browser.get(unescape(veil)).status_code == 200
    desk.karim.get(unescape(veil).replace("page=2", "page=3"), 404)


@pytest.mark.parametrize("token", ["9" * 5000, f"{'9' * 5000}-00", "-", "²-00", "x"])
def test_what_is_no_pass_is_refused_however_long_it_is(desk: Desk, reference: str, token: str) -> None:
    small = pictures(desk.karim.get(f"/desk/cases/{reference}/files"))[0].partition("?")[0]
    desk.karim.get(f"{small}?token={token}", 404)
    desk.karim.get(f"{small.removesuffix('small')}original?token={token}", 404)


def test_a_small_picture_that_finds_no_place_is_an_empty_answer(desk: Desk, reference: str) -> None:
    small, other = pictures(desk.karim.get(f"/desk/cases/{reference}/files"))
    lanes = desk.app.extensions["intake"].showing._lanes
    object.__setattr__(lanes, "_patience", 0.1)
    with lanes.place(), lanes.place():
        answer = desk.karim.browser.get(small)
    assert (answer.status_code, answer.data) == (503, b"")
    assert desk.karim.browser.get(other).status_code == 200


@pytest.mark.slow
def test_where_a_content_note_stands_the_small_picture_is_grey_and_blurred(desk: Desk, reference: str) -> None:
    link = f"/desk/cases/{reference}/files"
    old = pictures(desk.karim.get(link))
    clear = [desk.karim.browser.get(each).data for each in old]
    photo = next(each for each in desk.karim.get(link).links if each.endswith(old[1].partition("/small")[0]))
    noted(desk.lead, photo, "Shows a wound.")
    page = desk.karim.get(link)
    assert "Shows a wound." in page.html
    blurred = [desk.karim.browser.get(each).data for each in pictures(page)]
    assert blurred[0] == clear[0]
    assert blurred[1] != clear[1]
    assert desk.karim.browser.get(old[1]).data == blurred[1], "an older page shows no more than that either"
    desk.lead.post(f"{photo}/content-note/remove", desk.lead.get(photo).form(f"{photo}/content-note/remove"))
    assert desk.karim.browser.get(pictures(page)[1]).data == blurred[1], "what was let through blurred stays so"
    assert desk.karim.browser.get(old[1]).data == clear[1]


def test_a_note_is_looked_for_only_where_a_clear_picture_could_be_given(desk: Desk, reference: str) -> None:
    link = f"/desk/cases/{reference}/files"
    clear = pictures(desk.karim.get(link))[1]
    photo = next(each for each in desk.karim.get(link).links if each.endswith(clear.partition("/small")[0]))
    noted(desk.lead, photo, "Shows a wound.")
    blurred = pictures(desk.karim.get(link))[1]
    sent = []
    for address in (clear, blurred, f"{photo}/picture"):
        with desk.counted() as statements:
            assert desk.karim.browser.get(address).status_code == 200
        sent.append(sum("FROM item" in each and "attachment" in each for each in statements))
    assert sent == [1, 0, 0]


def test_a_file_is_veiled_until_somebody_asks_and_only_then_told_as_shown(desk: Desk, reference: str) -> None:
    photo = next(each for each in desk.karim.open(reference).links if "/files/" in each)
    assert "Write something first." in noted(desk.karim, photo, " ", 422).html
    noted(desk.karim, photo, "Shows a wound.")
    assert desk.acts()[-1] == "case:content_noted"
    page = desk.karim.get(photo)
    assert "Shows a wound." in page.html
    [veil] = re.findall(r'<img class="blurred" src="([^"]+)"', page.html)
    blurred = desk.karim.browser.get(unescape(veil))
    assert blurred.mimetype == "image/jpeg"
    assert desk.acts()[-1] == "case:opened"
    [ask] = [each for each in page.links if "asked=1" in each]
    page = desk.karim.get(unescape(ask))
    assert "Shows a wound." in page.html
    [picture] = re.findall(r'<img src="([^"]+)"', page.html)
    assert desk.karim.browser.get(picture).data != blurred.data
    assert desk.acts()[-1] == "case:file_shown"


def test_the_words_of_a_noted_file_are_not_on_the_page_until_somebody_asks(desk: Desk, reference: str) -> None:
    letter = [each for each in desk.karim.open(reference).links if "/files/" in each][-1]
    plain = desk.karim.get(letter).html
    [words] = re.findall(r'<div class="panel measure words" dir="auto">(.*?)</div>', plain, re.DOTALL)
    noted(desk.karim, letter, "Threats.")
    page = desk.karim.get(letter)
    assert words not in page.html
    assert desk.acts()[-1] == "case:opened"
    assert words in desk.karim.get(f"{letter}?asked=1").html
    assert desk.acts()[-1] == "case:file_shown"


def test_a_draft_of_a_note_comes_back_after_signing_in(desk: Desk, reference: str) -> None:
    photo = next(each for each in desk.karim.open(reference).links if "/files/" in each)
    form = desk.karim.get(photo).form(f"{photo}/content-note")
    with desk.office.house.stores.changing() as work:
        work.ephemeral.execute(update(SessionRow).values(expires_at=clock.now()))
    page, person = desk.karim.post(f"{photo}/content-note", {**form, "note": "A wound."}, 401), desk.karim.person
    desk.karim.post("/sign-in", {**page.form("/sign-in"), "username": person.username, "password": person.password,
                                 "code": person.backup_codes[-1]})
    assert desk.karim.follow().form(f"{photo}/content-note")["note"] == "A wound."


def test_many_files_stand_on_pages_of_their_own(desk: Desk, reference: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery, "SHOWN", 3)
    link = f"/desk/cases/{reference}/files"
    first, second = desk.karim.get(link), desk.karim.get(f"{link}?page=2")
    assert [names(first), names(second)] == [["letter.docx", "نامه.pdf", "song.mp3"], ["photo.jpg"]]
    assert f"{link}?page=2" in first.links
    assert f"{link}?page=1" in second.links
    assert len(last_event(desk)[1]["files"]) == 1
    desk.karim.get(f"{link}?page=3", 404)


def test_from_each_file_the_ones_beside_it_can_be_reached(desk: Desk, reference: str) -> None:
    links = [each for each in desk.karim.get(f"/desk/cases/{reference}/files").links if "/files/" in each]
    beside = [(re.findall(r'rel="prev" href="([^"]+)"', html), re.findall(r'rel="next" href="([^"]+)"', html))
              for html in (desk.karim.get(each).html for each in links)]
    assert beside == [([], [links[1]]), ([links[0]], [links[2]]), ([links[1]], [links[3]]), ([links[2]], [])]


def test_all_files_leave_in_one_archive_and_the_log_says_so_once(desk: Desk, reference: str) -> None:
    link = f"/desk/cases/{reference}/files"
    form = desk.karim.get(link).form(f"{link}/save")
    answer = desk.karim.browser.post(f"{link}/save", data=form)
    archive = zipfile.ZipFile(BytesIO(answer.data))
    assert archive.testzip() is None
    kept = ("letter.docx", "نامه.pdf", "song.mp3", "photo.jpg")
    assert archive.namelist() == [f"{reference}/{name}" for name in kept]
    assert archive.read(f"{reference}/song.mp3") == b"ID3 la la"
    assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{reference}.zip"')
    act, facts = last_event(desk)
    assert (act, len(facts["files"])) == ("case:files_saved", 4)
    with desk.office.house.stores.reading() as work:
        [opener] = history.openers(work.main, reference)
    assert opener.times == 3, "the case for its files, their page, and all of them to be saved"
    blobs = desk.office.house.settings.instance_dir / "blobs"
    next(path for path in blobs.rglob("*") if path.is_file()).unlink()
    archive = zipfile.ZipFile(BytesIO(desk.karim.browser.post(f"{link}/save", data=form).data))
    [gone] = [name for name in kept if f"{reference}/{name}" not in archive.namelist()]
    assert archive.read(f"{reference}/MISSING.txt").decode() == f"{gone}: damaged or missing\r\n"
    assert len(archive.namelist()) == 4


def test_a_form_that_was_too_late_says_so_and_nothing_was_done(desk: Desk, reference: str) -> None:
    gallery_link = f"/desk/cases/{reference}/files"
    file = next(each for each in desk.karim.open(reference).links if "/files/" in each)
    noted(desk.karim, file, "Shows a wound.")
    for address in (f"{gallery_link}/save", f"{file}/save", f"{file}/content-note/remove"):
        page = desk.karim.post(address, {}, 422)
        assert page.title.startswith("Error: File")
        assert "nothing was done yet. Please press the button once more." in page.text_of("error-summary")
    page = desk.karim.post(f"{file}/content-note", {"note": "A wound."}, 422)
    assert "What you wrote is still here" in page.text_of("error-summary")
    assert page.form(f"{file}/content-note")["note"] == "A wound."
    assert not {"case:file_saved", "case:files_saved", "case:content_note_removed"} & set(desk.acts())


def test_what_a_content_note_is_can_be_heard_beside_the_file(desk: Desk, reference: str) -> None:
    file = next(each for each in desk.karim.open(reference).links if "/files/" in each)
    noted(desk.karim, file, "Shows a wound.")
    heard = re.compile(r'<span class="unseen">Content note:</span> .*?Shows a wound\.')
    for page in (desk.karim.get(f"/desk/cases/{reference}/files"), desk.karim.open(reference)):
        assert heard.search(page.html)


@pytest.mark.slow
def test_a_silent_scanner_is_waited_for_once_and_the_archive_comes_whole(
    desk: Desk, reference: str, tmp_path: Path
) -> None:
    link = f"/desk/cases/{reference}/files"
    form = desk.karim.get(link).form(f"{link}/save")
    with silent_scanner(desk, tmp_path, 0.5):
        began = time.monotonic()
        archive = zipfile.ZipFile(BytesIO(desk.karim.browser.post(f"{link}/save", data=form).data))
        assert time.monotonic() - began < 1.5
    assert archive.namelist() == [f"{reference}/MISSING.txt"]
    missing = archive.read(f"{reference}/MISSING.txt").decode().splitlines()
    assert [line.partition(": kept closed")[0] for line in missing] == [
        "letter.docx", "نامه.pdf", "song.mp3", "photo.jpg"]


def test_a_place_for_downloads_is_free_again_after_each_archive(desk: Desk, reference: str) -> None:
    link = f"/desk/cases/{reference}/files"
    form = desk.karim.get(link).form(f"{link}/save")
    object.__setattr__(desk.app.extensions["intake"].download_lanes, "_patience", 0.1)
    for _ in range(8):
        with desk.karim.browser.post(f"{link}/save", data=form, buffered=False) as answer:
            assert answer.status_code == 200


def test_nobody_else_sees_or_saves_them_and_a_case_without_files_says_so(desk: Desk, reference: str) -> None:
    link, empty = f"/desk/cases/{reference}/files", desk.case()
    form = desk.karim.get(link).form(f"{link}/save")
    for worker in (desk.sara, desk.administrator):
        worker.get(link, 404)
        worker.post(f"{link}/save", form, 404)
    assert "No files yet" in desk.karim.get(f"/desk/cases/{empty}/files").html
    assert f"/desk/cases/{empty}/files" not in desk.karim.open(empty).links
    desk.karim.post(f"/desk/cases/{empty}/files/save", form, 404)
