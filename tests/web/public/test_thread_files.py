"""Files in a conversation: both sides see them, ours can be saved, and a bad line never costs the message."""

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from intake.access.permissions import Permission
from intake.attachments.blobs import Blobs
from intake.attachments.sealing import seal
from intake.cases import add_file, items
from intake.cases.items import Kind
from intake.cases.keep_file import Room, Sheet
from intake.cases.models import Case
from intake.cases.reading import open_case
from intake.cases.workspace import At, Desk
from intake.web.download import disposition
from intake.web.headers import HEADERS
from tests.web.conftest import Office
from tests.web.public.test_files import LETTER, PHOTO, blobs_and_rows, stored, told
from tests.web.visitor import Visitor

THREAD = "/en/thread"
UNREAD = "kept as it is: it could not be read, nor checked for hidden data"
OURS = bytes(range(256)) * 1_000


@pytest.fixture
def given_settings() -> dict[str, object]:
    """Small limits, so that tests reach them."""
    return {"minimum_seconds": 0, "max_file_mb": 1, "case_quota_mb": 5, "free_disk_mb": 0}


@dataclass
class Talk:
    """An open conversation, and the desk on its other side."""

    office: Office
    visitor: Visitor
    code: str

    @property
    def blobs(self) -> Blobs:
        """The store of files."""
        return Blobs(self.office.house.settings.instance_dir)

    def answer(self, name: str = "form.pdf", data: bytes = OURS, *, internal: bool = False) -> None:
        """The desk writes to the person, or a note, with a file."""
        stores, person = self.office.house.stores, self.office.desk
        with stores.changing() as work:
            case = work.main.scalars(select(Case)).one()
            desk, at = Desk(work, person.actor, person.keyring), At(case.reference, case.version)
            entry = desk.note(at, "For us.") if internal else desk.reply(at, "Please fill it in.", then_wait=False)
            case_id, reference = case.id, case.reference
        sealed = seal(self.blobs, case_id, [data], len(data))
        sheet = Sheet(sealed, name, "application/pdf", "en", sealed.sha256)
        with stores.changing() as work:
            put = add_file.keep if internal else add_file.send
            put(Desk(work, person.actor, person.keyring), reference, entry, sheet, Room(10_000_000, None))

    def links(self) -> list[str]:
        """The addresses of the files that can be saved."""
        return re.findall(r'href="(/en/thread/files/[0-9]+)"', self.visitor.get(THREAD).html)

    def upload(self, message: str, *files: tuple[str, bytes], status: int = 303, keep: float = 1.0) -> None:
        """The person writes, with files."""
        fields = self.visitor.get(THREAD).form(THREAD) | {"message": message}
        self.visitor.upload(THREAD, fields, files, status, keep)


@pytest.fixture
def talk(office: Office, visitor: Visitor) -> Talk:
    """A conversation in which nothing was said yet."""
    code = visitor.send("First.").code
    visitor.come_back(code)
    return Talk(office, visitor, code)


def test_files_are_sent_with_a_message_and_named_under_it(talk: Talk) -> None:
    talk.upload("Here they are.", ("photo.jpg", PHOTO), ("letter.pdf", LETTER))
    html = talk.visitor.follow().html
    assert re.findall(r'<bdi dir="ltr">(.*?)</bdi> <span class="soft">(.*?)</span>', html) == [
        ("photo.jpg", f"76\u00a0kB · {UNREAD}"), ("letter.pdf", f"3\u00a0kB · {UNREAD}")]
    assert talk.links() == [], "one's own files stay where one has them"
    assert stored(talk.office) == {"photo.jpg": PHOTO, "letter.pdf": LETTER}
    assert talk.office.texts(Kind.MESSAGE_IN) == ["Here they are."]


def test_a_message_without_a_file_is_sent_as_ever(talk: Talk) -> None:
    talk.visitor.say("Only words.")
    talk.upload("Words in a form for files.")
    assert talk.office.texts(Kind.MESSAGE_IN) == ["Only words.", "Words in a form for files."]


def test_what_did_not_arrive_is_told_and_the_same_form_again_adds_it(talk: Talk) -> None:
    fields = talk.visitor.get(THREAD).form(THREAD) | {"message": "The line is bad."}
    files = [("first.jpg", PHOTO), ("second.bin", bytes(800_000))]
    page = talk.visitor.upload(THREAD, fields, files, 200, 0.8)
    assert "Your message has arrived, but not all of its files." in page.html
    assert [line.partition(":")[0] for line in told(page)[:2]] == ["first.jpg", "second.bin"]
    again = page.form(THREAD)
    assert (again["message"], again["csrf_token"]) == (fields["message"], fields["csrf_token"])
    talk.visitor.upload(THREAD, again, files, 303)
    assert talk.office.texts(Kind.MESSAGE_IN) == ["The line is bad."]
    assert stored(talk.office) == dict(files)
    assert blobs_and_rows(talk.office) == (2, 2)


def test_a_form_that_may_not_be_taken_asks_to_choose_the_files_again(talk: Talk) -> None:
    talk.upload(" ", ("photo.jpg", PHOTO), status=422)
    fields = talk.visitor.get(THREAD).form(THREAD) | {"message": "Before.", "other_language": "fr"}
    assert "Please choose your files again" in talk.visitor.upload(THREAD, fields, [("photo.jpg", PHOTO)], 200).html
    assert stored(talk.office) == {}


def test_after_the_visit_ended_the_words_come_along_and_files_must_be_chosen_again(talk: Talk) -> None:
    fields = talk.visitor.get(THREAD).form(THREAD) | {"message": "Too late."}
    talk.visitor.browser.delete_cookie("s")
    page = talk.visitor.upload(THREAD, fields, [("photo.jpg", PHOTO)], 422)
    assert "choose your files again" in page.html
    assert page.form("/en/return")["message"] == "Too late."
    assert stored(talk.office) == {}


def test_a_file_of_ours_is_saved_whole_and_never_shown(talk: Talk) -> None:
    talk.answer("فرم.pdf")
    [link] = talk.links()
    answer = talk.visitor.browser.get(link)
    assert (answer.status_code, answer.data) == (200, OURS)
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"file.pdf\"; filename*=UTF-8''%D9%81%D8%B1%D9%85.pdf")
    assert answer.headers["Content-Length"] == str(len(OURS))
    assert answer.mimetype == "application/octet-stream"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    rest = {name: value for name, value in HEADERS.items() if name != "Content-Security-Policy"}
    assert {name: answer.headers[name] for name in rest} == rest
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("asked, status, part", [
    ("bytes=0-99", 206, OURS[:100]), ("bytes=250000-", 206, OURS[250_000:]), ("bytes=-7", 206, OURS[-7:]),
    ("bytes=16380-16390", 206, OURS[16_380:16_391]), ("bytes=255999-999999", 206, OURS[-1:]),
    ("bytes=256000-", 416, b""), ("bytes=0-1,5-6", 200, OURS), ("lines=1-2", 200, OURS), ("bytes=x", 200, OURS),
])
def test_a_part_of_a_file_may_be_asked_for(talk: Talk, asked: str, status: int, part: bytes) -> None:
    talk.answer()
    answer = talk.visitor.browser.get(talk.links()[0], headers={"Range": asked})
    assert (answer.status_code, answer.data) == (status, part)
    assert answer.headers["Accept-Ranges"] == "bytes"
    if status == 206:
        start, stop = map(int, re.findall(r"\d+", answer.headers["Content-Range"])[:2])
        assert OURS[start:stop + 1] == part
        assert answer.headers["Content-Range"] == f"bytes {start}-{stop}/{len(OURS)}"
    if status == 416:
        assert answer.headers["Content-Range"] == f"bytes */{len(OURS)}"


def test_asking_for_the_head_alone_leaves_no_place_taken(app: Flask, talk: Talk) -> None:
    talk.answer()
    [link] = talk.links()
    lanes = app.extensions["intake"].download_lanes
    object.__setattr__(lanes, "_patience", 0.1)
    for _ in range(10):
        head = talk.visitor.browser.head(link)
        assert (head.status_code, head.headers["Content-Length"], head.data) == (200, str(len(OURS)), b"")
        assert talk.visitor.browser.get(link, headers={"Range": "bytes=0-0"}).data == OURS[:1]


@pytest.mark.slow
def test_nobody_saves_what_is_not_for_them(app: Flask, talk: Talk, visitor: Visitor) -> None:
    talk.answer()
    talk.answer("internal.pdf", internal=True)
    talk.upload("Mine.", ("mine.jpg", PHOTO))
    [link] = talk.links()
    ids = _ids(talk.office)
    assert set(ids) == {"form.pdf", "internal.pdf", "mine.jpg"}
    for name in ("internal.pdf", "mine.jpg"):
        assert talk.visitor.browser.get(f"/en/thread/files/{ids[name]}").status_code == 404
    for number in ("0", "1", str(2**63), str(2**70)):
        assert talk.visitor.browser.get(f"/en/thread/files/{number}").status_code == 404
    stranger, other = Visitor(app), app.test_client()
    stranger.come_back(stranger.send("Another case.").code)
    assert stranger.browser.get(link).status_code == 404
    nobody = other.get(link)
    assert (nobody.status_code, nobody.headers["Location"]) == (303, "/en/return?ended=1")


@pytest.mark.parametrize("harm", ["missing", "cut", "changed"])
def test_a_damaged_or_missing_file_is_named_as_such_and_is_no_error_page(talk: Talk, harm: str) -> None:
    talk.answer()
    [link] = talk.links()
    [file] = [path for path in (talk.office.house.settings.instance_dir / "blobs").rglob("*") if path.is_file()]
    whole = file.read_bytes()
    if harm == "missing":
        file.unlink()
    else:
        file.write_bytes(whole[:-1] if harm == "cut" else b"\0" * 100 + whole[100:])
    page = talk.visitor.get(THREAD)
    assert ("damaged or missing" in page.html) == (harm != "changed")
    assert talk.visitor.browser.get(link).status_code == 404


@pytest.mark.parametrize("name, header", [
    ("report.pdf", "attachment; filename=\"report.pdf\"; filename*=UTF-8''report.pdf"),
    ("نامه.pdf", "attachment; filename=\"file.pdf\"; filename*=UTF-8''%D9%86%D8%A7%D9%85%D9%87.pdf"),
    ('a"b\\c.txt', "attachment; filename=\"a_b_c.txt\"; filename*=UTF-8''a_b_c.txt"),
    ("../../etc/passwd", "attachment; filename=\"_._etc_passwd\"; filename*=UTF-8''_.._etc_passwd"),
    ("a\0\r\nb.txt", "attachment; filename=\"a___b.txt\"; filename*=UTF-8''a___b.txt"),
    ("cod\u202efdp.exe", "attachment; filename=\"codfdp.exe\"; filename*=UTF-8''codfdp.exe"),
    ("", "attachment; filename=\"file\"; filename*=UTF-8''file"),
    ("né 100%.jpg", "attachment; filename=\"ne 100_.jpg\"; filename*=UTF-8''n%C3%A9%20100%25.jpg"),
])
def test_a_name_is_quoted_so_that_no_browser_takes_it_for_more(name: str, header: str) -> None:
    assert disposition(name) == header


def test_a_thread_is_downloaded_in_pieces(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    talk.answer(data=bytes(900_000))
    answer = talk.visitor.browser.get(talk.links()[0], buffered=False)
    sizes = [len(piece) for piece in answer.response]
    assert sum(sizes) == 900_000
    assert max(sizes) <= 16 * 1024


def _ids(office: Office) -> dict[str, int]:
    with office.house.stores.reading() as work:
        found: dict[str, int] = {}
        for reference in work.main.scalars(select(Case.reference)).all():
            case = open_case(work, office.desk.actor, office.desk.keyring, reference, Permission.CASE_READ)
            found |= {each.text: each.id for each in items.open_files(work, case.row.id, case.keys, None)}
        return found

