"""What hides in a file is taken out before it is kept, and everybody is told; at the desk it is shown drawn anew."""

import re
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from intake.attachments.sandbox import Failed
from tests.attachments.made_documents import docx
from tests.attachments.made_pdf import pdf
from tests.attachments.made_pictures import WORDS, jpeg
from tests.web.desk.conftest import Desk, Worker
from tests.web.desk.test_files import enclosing
from tests.web.public.test_files import CONTACT, blobs_and_rows, stored, told_whole
from tests.web.visitor import Visitor

PAGE = b"<html><script>alert(1)</script>"
PHOTO = jpeg()


@pytest.fixture
def visitor(desk: Desk) -> Visitor:
    """Somebody who writes to the office."""
    return Visitor(desk.app)


def sent(visitor: Visitor, *files: tuple[str, bytes], **fields: str) -> list[str]:
    """What somebody is told of each file that came with their enquiry, from there on."""
    page = visitor.upload(CONTACT, visitor.fill(message="I made this picture.") | fields, list(files))
    assert page.has("receipt-code")
    return [line.partition(": arrived · ")[2] for line in told_whole(page)]


def address(worker: Worker, reference: str) -> str:
    """Where the story of the case leads to for its first file."""
    return next(link for link in worker.open(reference).links if "/files/" in link)


@pytest.mark.slow
def test_what_hides_in_a_picture_is_taken_out_and_the_person_is_told(desk: Desk, visitor: Visitor) -> None:
    told_of, = sent(visitor, ("photo.jpg", PHOTO))
    assert told_of.startswith("taken out of it: ")
    assert "the place" in told_of
    kept, = stored(desk.office).values()
    assert [word for word in WORDS if word.encode() in kept] == []
    assert kept.startswith(b"\xff\xd8\xff")
    assert told_of in desk.karim.open(desk.references()[0]).html


def test_whoever_wants_it_kept_as_evidence_has_it_kept_to_the_byte(desk: Desk, visitor: Visitor) -> None:
    assert sent(visitor, ("photo.jpg", PHOTO), as_evidence="1") == ["kept as it is, with whatever hides in it"]
    assert stored(desk.office) == {"photo.jpg": PHOTO}


@pytest.mark.slow
def test_what_nobody_can_check_is_kept_and_told(desk: Desk, visitor: Visitor) -> None:
    assert sent(visitor, ("song.mp3", b"ID3 la la"), ("half.jpg", PHOTO[:2000])) == [
        "kept as it is: nobody can check this kind of file for hidden data",
        "kept as it is: it could not be read, nor checked for hidden data"]
    assert stored(desk.office) == {"song.mp3": b"ID3 la la", "half.jpg": PHOTO[:2000]}


def test_where_cleaning_fails_or_everybody_cleans_the_file_is_kept(
    desk: Desk, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = desk.app.extensions["intake"].cleaning
    with ExitStack() as held:
        monkeypatch.setattr(sandbox._lanes, "_patience", 0.1)
        for _ in range(2):
            held.enter_context(sandbox._lanes.place())
        busy, = sent(visitor, ("photo.jpg", PHOTO))

    def fails(*_given: object) -> None:
        raise Failed("it gave up")

    monkeypatch.setattr(sandbox, "run", fails)
    broken, = sent(visitor, ("other.jpg", PHOTO))
    assert busy == broken == "kept as it is: it could not be checked for hidden data"
    assert stored(desk.office) == {"photo.jpg": PHOTO, "other.jpg": PHOTO}


@pytest.mark.slow
def test_what_the_desk_sends_is_cleaned_as_well(desk: Desk) -> None:
    reference = desk.case()
    enclosing(desk.karim, reference, "reply", ("letter.docx", docx()), text="Please read it.")
    kept, = stored(desk.office).values()
    assert kept != docx()
    assert "taken out of it: " in desk.karim.open(reference).html


@pytest.mark.slow
def test_a_picture_is_shown_drawn_anew_and_the_log_says_so_first(desk: Desk, visitor: Visitor) -> None:
    sent(visitor, ("photo.jpg", PHOTO), as_evidence="1")
    place = address(desk.karim, desk.references()[0])
    page = desk.karim.get(place)
    assert desk.acts()[-1] == "case:opened"
    picture, = re.findall(r'<img src="([^"]+)"', page.html)
    answer = desk.karim.browser.get(picture)
    assert desk.acts()[-1] == "case:file_shown"
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert [word for word in WORDS if word.encode() in answer.data] == []


@pytest.mark.slow
def test_a_document_is_shown_page_by_page_or_in_its_words(desk: Desk, visitor: Visitor) -> None:
    sent(visitor, ("letter.pdf", pdf()))
    assert "/picture" in desk.karim.get(address(desk.karim, desk.references()[0])).html
    reference = desk.case()
    enclosing(desk.karim, reference, "note", ("letter.docx", docx()), text="From the neighbour.")
    page = desk.karim.get(address(desk.karim, reference))
    assert "Only the words of this document" in page.html
    assert desk.acts()[-1] == "case:file_shown"


@pytest.mark.slow
def test_saving_hands_out_the_file_itself_and_is_an_act_of_its_own(desk: Desk, visitor: Visitor) -> None:
    sent(visitor, ("نامه «مادر».jpg", PHOTO), as_evidence="1")
    place = address(desk.karim, desk.references()[0])
    form = desk.karim.get(place).form(f"{place}/save")
    desk.karim.post(f"{place}/save", form)
    assert desk.acts()[-1] == "case:file_saved"
    answer = desk.karim.browser.get(desk.karim.answer.headers["Location"])
    assert answer.data == PHOTO
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert desk.acts()[-1] == "case:file_saved"
    assert desk.karim.browser.post(f"{place}/save").status_code in {400, 422}


@pytest.mark.slow
def test_a_save_that_broke_off_goes_on_where_it_was_for_an_hour_and_is_one_act(desk: Desk, visitor: Visitor) -> None:
    sent(visitor, ("photo.jpg", PHOTO), as_evidence="1")
    place = address(desk.karim, desk.references()[0])
    desk.karim.post(f"{place}/save", desk.karim.get(place).form(f"{place}/save"))
    original = desk.karim.answer.headers["Location"]
    tag = desk.karim.browser.get(original).headers["ETag"]
    rest = desk.karim.browser.get(original, headers={"Range": "bytes=1000-", "If-Range": tag})
    assert (rest.status_code, rest.data) == (206, PHOTO[1000:])
    other = desk.karim.browser.get(original, headers={"Range": "bytes=1000-", "If-Range": '"another"'})
    assert (other.status_code, other.data) == (200, PHOTO), "a part of something else would spoil the file"
    assert desk.acts().count("case:file_saved") == 1
    for minutes in (20, 40):
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes)):
            assert desk.karim.browser.get(original).status_code == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=61)):
        answer = desk.karim.browser.get(original)
        assert (answer.status_code, answer.headers["Location"]) == (303, place), "there it can be asked for again"
        assert "access:refused" not in desk.acts()
        desk.karim.sign_in()
        desk.karim.get(original, 404)


@pytest.mark.slow
def test_what_lets_a_file_be_saved_is_good_for_one_file_and_one_session_alone(desk: Desk, visitor: Visitor) -> None:
    sent(visitor, ("photo.jpg", PHOTO), ("letter.pdf", pdf()))
    place, other = [link for link in desk.karim.open(desk.references()[0]).links if "/files/" in link]
    desk.karim.post(f"{place}/save", desk.karim.get(place).form(f"{place}/save"))
    original = desk.karim.answer.headers["Location"]
    _, _, token = original.partition("token=")
    desk.lead.get(place)
    for worker, address_asked in (
        (desk.lead, original), (desk.karim, original.replace(place, other)), (desk.karim, f"{place}/original"),
        (desk.karim, f"{place}/original?token={token[:-1]}x"), (desk.karim, f"{place}/small?token={token}"),
        (desk.karim, f"{place}/original?token=9{token}"), (desk.karim, f"{place}/original?token=²-{token}"),
    ):
        worker.get(address_asked, 404)


@pytest.mark.parametrize("name", ["page.html", "page.jpg", "page.svg", "page.pdf", "page.exe"])
def test_what_is_no_picture_is_never_shown(desk: Desk, visitor: Visitor, name: str) -> None:
    sent(visitor, (name, PAGE))
    place = address(desk.karim, desk.references()[0])
    page = desk.karim.get(place)
    assert "alert(1)" not in page.html
    assert "are not shown here" in page.html
    assert "drawn anew" not in page.html
    desk.karim.get(f"{place}/picture", 404)


@pytest.mark.slow
def test_a_damaged_file_is_named_as_such_and_offers_nothing(desk: Desk, visitor: Visitor) -> None:
    sent(visitor, ("photo.jpg", PHOTO))
    place = address(desk.karim, desk.references()[0])
    form = desk.karim.get(place).form(f"{place}/save")
    for blob in (desk.office.house.settings.instance_dir / "blobs").rglob("*"):
        if blob.is_file():
            blob.write_bytes(blob.read_bytes()[:100])
    page = desk.karim.get(place)
    assert "damaged or missing" in page.html
    assert "Save the file" not in page.html
    desk.karim.get(f"{place}/picture", 404)
    desk.karim.post(f"{place}/save", form, 303)


@pytest.mark.slow
def test_a_file_of_another_team_or_case_is_not_there(desk: Desk, visitor: Visitor) -> None:
    sent(visitor, ("photo.jpg", PHOTO))
    reference, other = desk.references()[0], desk.case()
    place = address(desk.karim, reference)
    for worker, status in ((desk.sara, 404), (desk.administrator, 404)):
        worker.get(place, status)
        worker.get(f"{place}/picture", status)
    desk.karim.get(place.replace(reference, other), 404)
    desk.karim.get(f"{place}9", 404)


@pytest.mark.slow
def test_what_came_before_makes_no_claim_and_a_wish_for_evidence_counts(desk: Desk, visitor: Visitor) -> None:
    fields, files = visitor.fill(message="I made this picture."), [("photo.jpg", PHOTO)]
    for given, said in (({}, "arrived · taken out of it: "), ({}, "had arrived before"),
                        ({"as_evidence": "1"}, "arrived · kept as it is, with whatever hides in it")):
        line, = told_whole(visitor.upload(CONTACT, fields | given, files))
        assert line.startswith(f"photo.jpg: {said}")
    assert blobs_and_rows(desk.office) == (2, 2)


def test_a_request_is_cleaned_for_half_a_minute_and_no_longer(
    desk: Desk, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.web.cleaning._SECONDS", 0.0)
    assert sent(visitor, ("photo.jpg", PHOTO)) == ["kept as it is: it could not be checked for hidden data"]


def test_the_wish_that_files_stay_as_they_are_comes_back_with_the_page(visitor: Visitor) -> None:
    page = visitor.post(CONTACT, visitor.fill(message=" ") | {"as_evidence": "1"}, 422)
    assert re.search(r'name="as_evidence" value="1" checked', page.html)
