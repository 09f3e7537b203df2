"""Files with an enquiry: the text is safe first, each file's fate is told, and a second try adds what is missing."""

import re
from contextlib import ExitStack

import pytest
from flask import Flask
from sqlalchemy import func, select

from intake.access.permissions import Permission
from intake.attachments.blobs import Blobs
from intake.attachments.sealing import open_file
from intake.cases import items
from intake.cases.attachment import Attachment
from intake.cases.models import Case, Compartment
from intake.cases.reading import open_case
from intake.vault.lanes import Lanes
from tests.web.conftest import Office
from tests.web.pages import Page
from tests.web.visitor import Visitor

CONTACT = "/en/contact"
MB = 1024 * 1024
PHOTO = b"\xff\xd8\xff A blue door at night. " * 3_000
LETTER = b"%PDF- She wrote this herself. " * 100
NAMES = ("نامه‌ی مادر.pdf", 'Brief "an Mutter".pdf', "../../etc/passwd", "cod\u202efdp.exe", "<b>x</b>.txt", "a\0b.txt")


@pytest.fixture
def given_settings() -> dict[str, object]:
    """Small limits, so that tests reach them."""
    return {"minimum_seconds": 0, "max_file_mb": 1, "case_quota_mb": 5, "free_disk_mb": 0}


def stored(office: Office) -> dict[str, bytes]:
    """What is in each file of every case, by its name, as the lead opens it."""
    found: dict[str, bytes] = {}
    blobs = Blobs(office.house.settings.instance_dir)
    with office.house.stores.reading() as work:
        for reference in work.main.scalars(select(Case.reference)).all():
            case = open_case(work, office.desk.actor, office.desk.keyring, reference, Permission.CASE_READ)
            for each in items.open_files(work, case.row.id, case.keys, None):
                assert each.file is not None
                assert each.text not in found
                with open_file(blobs, case.row.id, each.file) as opened:
                    found[each.text] = b"".join(opened.read(0, opened.size))
    return found


def blobs_and_rows(office: Office) -> tuple[int, int]:
    """How many files lie in the store, and how many rows name one."""
    folder = office.house.settings.instance_dir / "blobs"
    with office.house.stores.reading() as work:
        rows = work.main.scalar(select(func.count()).select_from(Attachment)) or 0
    return sum(path.is_file() for path in folder.rglob("*")), rows


def told(page: Page) -> list[str]:
    """What the page says of each file, but for what hid in it (`tests/web/desk/test_looking.py`)."""
    return [re.sub(r"(: arrived) · .*", r"\1", line) for line in told_whole(page)]


def told_whole(page: Page) -> list[str]:
    """All that the page says of each file."""
    listed = re.search(r'<ul class="files">(.*?)</ul>', page.html, re.DOTALL)
    lines = re.findall(r"<li>.*?</svg><span>(.*?)</span></li>", listed[1], re.DOTALL) if listed else []
    return [re.sub(r"<[^>]+>", "", line) for line in lines]


def test_files_arrive_with_their_text_and_each_is_told(office: Office, visitor: Visitor) -> None:
    fields = visitor.fill(message="She wrote this.")
    page = visitor.upload(CONTACT, fields, [("photo.jpg", PHOTO), ("letter.pdf", LETTER)])
    assert page.has("receipt-code")
    assert told(page) == ["photo.jpg: arrived", "letter.pdf: arrived"]
    assert office.texts() == ["She wrote this."]
    assert stored(office) == {"photo.jpg": PHOTO, "letter.pdf": LETTER}
    assert "What is missing" not in page.html


def test_the_limits_are_said_before_anybody_chooses_and_one_button_sends_files(visitor: Visitor) -> None:
    html = visitor.get(CONTACT).html
    assert "Up to 10 files at once, each up to 1\u00a0MB." in html
    assert html.index("Up to 10 files") < html.index('type="file"')
    assert html.count('formenctype="multipart/form-data"') == 1
    assert "enctype" not in html.replace("formenctype", "")
    form = re.search(r'id="typed".*?</form>', html, re.DOTALL)
    assert form is not None
    assert re.findall(r'name="([^"]+)"', form[0])[-1] == "files", "what comes after a file is not looked at"


def test_a_file_may_be_as_large_as_is_said_and_not_a_byte_larger(office: Office, visitor: Visitor) -> None:
    largest, larger = b"x" * MB, b"y" * (MB + 1)
    page = visitor.upload(CONTACT, visitor.fill(message="Three."), [("a.bin", larger), ("b.bin", largest), ("c", b"c")])
    assert told(page) == ["a.bin: not taken: it is larger than 1\u00a0MB", "b.bin: arrived", "c: arrived"]
    assert "You can send what is missing in your conversation" in page.html
    assert set(stored(office)) == {"b.bin", "c"}
    assert blobs_and_rows(office) == (2, 2)


@pytest.mark.slow
def test_the_eleventh_file_is_one_too_many_and_costs_no_other(office: Office, visitor: Visitor) -> None:
    files = [(f"{number}.txt", b"%d" % number) for number in range(1, 12)]
    page = visitor.upload(CONTACT, visitor.fill(message="Eleven."), files)
    assert told(page)[9:] == ["10.txt: arrived", "11.txt: not taken: at most 10 files can be sent at once"]
    assert len(stored(office)) == 10


def test_a_case_that_holds_enough_takes_no_more(office: Office, visitor: Visitor) -> None:
    files = [(f"{number}.bin", bytes(900_000)) for number in range(7)]
    page = visitor.upload(CONTACT, visitor.fill(message="Too much."), files)
    assert [line.partition(": ")[2] for line in told(page)] == ["arrived"] * 5 + [
        "not taken: there is no room for it just now"] * 2
    assert office.texts() == ["Too much."]
    assert blobs_and_rows(office) == (5, 5)


@pytest.mark.parametrize("share", [0.3, 0.8])
def test_a_line_that_breaks_costs_neither_the_text_nor_the_files_before(
    office: Office, visitor: Visitor, share: float
) -> None:
    fields = visitor.fill(message="The line was bad.")
    files = [("first.jpg", PHOTO), ("second.bin", bytes(800_000))]
    page = visitor.upload(CONTACT, fields, files, keep=share)
    assert page.has("receipt-code")
    assert told(page) == [
        "first.jpg: arrived",
        "second.bin: did not arrive whole: the connection broke off or was too slow"]
    assert office.texts() == ["The line was bad."]
    assert blobs_and_rows(office) == (1, 1)


def test_the_same_form_again_adds_what_is_missing_and_doubles_nothing(office: Office, visitor: Visitor) -> None:
    fields = visitor.fill(message="The line was bad.")
    files = [("first.jpg", PHOTO), ("second.bin", bytes(800_000))]
    first = visitor.upload(CONTACT, fields, files, keep=0.8)
    again = visitor.upload(CONTACT, fields, files)
    assert again.text_of("receipt-code") == first.text_of("receipt-code")
    assert told(again) == ["first.jpg: had arrived before", "second.bin: arrived"]
    assert office.texts() == ["The line was bad."]
    assert stored(office) == dict(files)
    assert blobs_and_rows(office) == (2, 2)


@pytest.mark.slow
def test_after_the_code_was_used_a_late_file_still_finds_its_case(office: Office, visitor: Visitor) -> None:
    fields = visitor.fill(message="Early.")
    first = visitor.upload(CONTACT, fields, [("first.jpg", PHOTO)])
    visitor.come_back(first.text_of("receipt-code"))
    page = visitor.upload(CONTACT, fields, [("first.jpg", PHOTO), ("late.pdf", LETTER)])
    assert not page.has("receipt-code")
    assert told(page) == ["first.jpg: had arrived before", "late.pdf: arrived"]
    assert stored(office) == {"first.jpg": PHOTO, "late.pdf": LETTER}
    visitor.come_back(first.text_of("receipt-code"))
    assert "late.pdf" not in visitor.get("/en/thread").html, "what came with the enquiry is not shown with the code"


@pytest.mark.slow
def test_a_form_that_was_changed_brings_its_files_to_the_new_message(office: Office, visitor: Visitor) -> None:
    fields = visitor.fill(message="First.")
    visitor.upload(CONTACT, fields, [("first.jpg", PHOTO)])
    page = visitor.upload(CONTACT, fields | {"message": "Second."}, [("second.pdf", LETTER)])
    assert "Your changes have reached us" in page.html
    assert told(page) == ["second.pdf: arrived"]
    with office.house.stores.reading() as work:
        case = open_case(work, office.desk.actor, office.desk.keyring,
                         work.main.scalars(select(Case.reference)).one(), Permission.CASE_READ)
        [late] = items.open_files(work, case.row.id, {Compartment.THREAD: case.thread_key}, None)
        [message] = items.open_all(work, case.row.id, {Compartment.THREAD: case.thread_key}, None)
    assert late.file is not None
    assert (late.text, late.file.of) == ("second.pdf", message.id)


def test_a_form_that_comes_back_says_that_files_must_be_chosen_again(office: Office, visitor: Visitor) -> None:
    page = visitor.upload(CONTACT, visitor.fill(message=" "), [("photo.jpg", PHOTO)], 422)
    assert "Please choose your files again" in page.html
    assert office.arrived() == {}
    assert blobs_and_rows(office) == (0, 0)
    other = visitor.post(CONTACT, visitor.fill(message="Text.", other_language="fr", files="photo.jpg"), 200)
    assert "Please choose your files again" in other.html
    assert "choose your files again" not in visitor.post(CONTACT, visitor.fill(message=" "), 422).html


def test_files_that_were_chosen_and_sent_by_the_other_button_are_told(office: Office, visitor: Visitor) -> None:
    """A browser sends their names alone then."""
    page = visitor.send("Text alone.", files="photo.jpg").page
    assert told(page) == ["photo.jpg: was not sent along"]
    assert office.texts() == ["Text alone."]


@pytest.mark.parametrize("name", NAMES)
def test_whatever_a_file_is_called_it_is_only_text(office: Office, visitor: Visitor, name: str) -> None:
    body = visitor.upload(CONTACT, visitor.fill(message="Names."), [(name, LETTER)])
    shown = name.replace("\u202e", "").replace("\0", "\u2400")
    assert "<b>x</b>" not in body.html
    assert [line.replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">") for line in told(body)] == [
        f"{shown}: arrived"]
    assert list(stored(office)) == [name.replace("\u202e", "")]
    [path] = [path for path in (office.house.settings.instance_dir / "blobs").rglob("*") if path.is_file()]
    assert re.fullmatch(r"[0-9a-f]{32}", path.name)


def test_in_persian_names_are_set_apart_and_numbers_are_persian(office: Office, visitor: Visitor) -> None:
    fields = visitor.fill("fa", message="سلام")
    page = visitor.upload("/fa/contact", fields, [("photo.jpg", PHOTO)])
    assert '<bdi dir="ltr">photo.jpg</bdi>' in page.html
    assert "۱\u00a0مگابایت" in visitor.get("/fa/contact").html


def test_where_every_place_is_taken_the_text_is_kept_and_the_files_are_not(
    app: Flask, office: Office, visitor: Visitor
) -> None:
    lanes: Lanes = app.extensions["intake"].upload_lanes
    fields = visitor.fill(message="At a bad time.")
    object.__setattr__(lanes, "_patience", 0.1)
    with ExitStack() as held:
        for _ in range(4):
            held.enter_context(lanes.place())
        page = visitor.upload(CONTACT, fields, [("photo.jpg", PHOTO), ("b", b"b")])
    assert told(page) == [f"{name}: not taken: many people are sending files just now" for name in ("photo.jpg", "b")]
    assert office.texts() == ["At a bad time."]
    assert blobs_and_rows(office) == (0, 0)


def test_a_store_of_files_that_fails_costs_the_files_alone(
    office: Office, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    (office.house.settings.instance_dir / "blobs").write_text("no folder")
    page = visitor.upload(CONTACT, visitor.fill(message="Text."), [("photo.jpg", PHOTO)])
    assert told(page) == ["photo.jpg: could not be kept"]
    assert office.texts() == ["Text."]


def test_on_a_disk_that_is_almost_full_text_is_taken_and_files_are_not(
    app: Flask, office: Office, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.attachments.blobs.Blobs.free_bytes", lambda _: 10_000)
    page = visitor.upload(CONTACT, visitor.fill(message="Text."), [("photo.jpg", PHOTO)])
    assert told(page) == ["photo.jpg: not taken: there is no room for it just now"]
    assert office.texts() == ["Text."]
    assert blobs_and_rows(office) == (0, 0)


@pytest.mark.slow
def test_no_name_and_no_content_of_a_file_is_readable_anywhere(office: Office, visitor: Visitor) -> None:
    name, content = "Protokoll vom Dienstag, nachts.txt", b"She said that she would rather leave on Tuesday. " * 3_000
    visitor.upload(CONTACT, visitor.fill(message="See the file."), [(name, content)])
    assert stored(office) == {name: content}
    folder = office.house.settings.instance_dir
    for path in [each for each in folder.rglob("*") if each.is_file()]:
        data = path.read_bytes()
        for needle in (name, name[:12], content[:48].decode()):
            for encoding in ("utf-8", "utf-16-le"):
                assert needle.encode(encoding) not in data, path
        assert name not in str(path)
