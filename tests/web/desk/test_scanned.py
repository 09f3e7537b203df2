"""What a scanner for viruses knows is neither shown nor handed out, and without its answer nothing is; all is taken."""

import logging
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from intake.attachments.scanning import Scanner
from intake.vault.lanes import Lanes
from tests.attachments.made_pictures import jpeg, png
from tests.support.clamd import EICAR, FOUND, Clamd
from tests.web.desk.conftest import Desk
from tests.web.desk.test_files import enclosing
from tests.web.desk.test_looking import address, sent
from tests.web.public.test_files import stored
from tests.web.visitor import ENGLISH, Visitor

pytestmark = pytest.mark.slow  # `make check` brings no clamd

PHOTO, MAP = jpeg(), png()
HARMFUL = PHOTO + EICAR


@contextmanager
def asking(app: Flask, path: Path) -> Iterator[None]:
    """The application asks whatever scanner is behind this socket."""
    running = app.extensions["intake"]
    scanner = Scanner(str(path), Lanes(running.settings.instance_dir / "lanes", "scan", 4))
    app.extensions["intake"] = replace(running, scanner=scanner)
    yield
    app.extensions["intake"] = running


@pytest.fixture
def given_settings(clamd: Clamd) -> dict[str, object]:
    """The setting under test."""
    return {"minimum_seconds": 0, "clamav_socket": str(clamd.socket)}


@pytest.fixture
def visitor(desk: Desk) -> Visitor:
    """Somebody who writes to the office."""
    return Visitor(desk.app)


@pytest.mark.parametrize("name, harmful", [("photo.jpg", HARMFUL), ("note.txt", EICAR), ("run.exe", b"MZ" + EICAR)],
                         ids=["picture", "text", "program"])  # or the file would stand in the test's name
def test_a_harmful_file_is_taken_and_stays_closed(desk: Desk, visitor: Visitor, name: str, harmful: bytes) -> None:
    sent(visitor, (name, harmful), as_evidence="1")
    assert stored(desk.office) == {name: harmful}
    place = address(desk.karim, desk.references()[0])
    page = desk.karim.get(place)
    assert "This file holds something harmful" in page.html
    assert FOUND in page.html
    assert "Save the file" not in page.html
    assert "<img" not in page.html
    assert EICAR.decode() not in page.html
    desk.karim.get(f"{place}/picture", 404)
    assert not {"case:file_shown", "case:file_saved"} & set(desk.acts())


def test_a_page_that_was_open_hands_out_no_harmful_file(desk: Desk, visitor: Visitor) -> None:
    sent(visitor, ("photo.jpg", PHOTO), ("harmful.jpg", HARMFUL), as_evidence="1")
    clean, harmful = [link for link in desk.karim.open(desk.references()[0]).links if "/files/" in link]
    form = desk.karim.get(clean).form(f"{clean}/save")
    desk.karim.post(f"{harmful}/save", form, 303)
    assert "This file holds something harmful" in desk.karim.follow().html
    assert "case:file_saved" not in desk.acts()


def test_an_archive_and_small_pictures_leave_out_what_stays_closed(desk: Desk, visitor: Visitor) -> None:
    sent(visitor, ("photo.jpg", PHOTO), ("harmful.jpg", HARMFUL), as_evidence="1")
    reference = desk.references()[0]
    gallery = f"/desk/cases/{reference}/files"
    page = desk.karim.get(gallery)
    pictures = re.findall(r'<img[^>]* src="([^"]+)"', page.html)
    assert sorted(desk.karim.browser.get(unescape(each)).status_code for each in pictures) == [200, 404]
    answer = desk.karim.browser.post(f"{gallery}/save", data=page.form(f"{gallery}/save"))
    archive = zipfile.ZipFile(BytesIO(answer.data))
    assert archive.read(f"{reference}/photo.jpg") == PHOTO
    assert "harmful.jpg: kept closed" in archive.read(f"{reference}/MISSING.txt").decode()
    assert EICAR not in answer.data


def test_a_clean_file_is_shown_and_saved(desk: Desk, visitor: Visitor) -> None:
    sent(visitor, ("photo.jpg", PHOTO), as_evidence="1")
    place = address(desk.karim, desk.references()[0])
    page = desk.karim.get(place)
    picture, = re.findall(r'<img src="([^"]+)"', page.html)
    assert desk.karim.browser.get(picture).mimetype == "image/jpeg"
    saved = desk.karim.browser.post(f"{place}/save", data=page.form(f"{place}/save"), follow_redirects=True)
    assert saved.data == PHOTO
    assert desk.acts()[-2:] == ["case:file_shown", "case:file_saved"]


def test_without_an_answer_nothing_is_opened_and_everything_is_taken(
    desk: Desk, visitor: Visitor, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with asking(desk.app, tmp_path / "nobody"):
        sent(visitor, ("photo.jpg", PHOTO), as_evidence="1")
        reference, = desk.references()
        enclosing(desk.karim, reference, "note", ("map.png", MAP), text="From the neighbour.", as_evidence="1")
        assert stored(desk.office) == {"photo.jpg": PHOTO, "map.png": MAP}
        place = address(desk.karim, reference)
        with caplog.at_level(logging.ERROR, "intake.web"):
            page = desk.karim.get(place)
        assert len(caplog.messages) == 1
        assert "photo" not in caplog.text
        assert reference not in caplog.text
        assert "gives no answer" in page.html
        assert "Save the file" not in page.html
        desk.karim.get(f"{place}/picture", 404)
    assert "Save the file" in desk.karim.get(place).html, "it opens once the scanner is back"


def test_what_the_desk_sent_is_looked_through_before_the_person_has_it(
    desk: Desk, visitor: Visitor, tmp_path: Path
) -> None:
    reference, code = desk.send()
    for name, data in (("form.txt", b"Please sign here."), ("harmful.txt", EICAR)):
        enclosing(desk.karim, reference, "reply", (name, data), text="Please fill it in.", as_evidence="1")
    visitor.come_back(code)
    form, harmful = re.findall(r'href="(/en/thread/files/[0-9]+)"', visitor.get("/en/thread").html)
    assert visitor.browser.get(form).data == b"Please sign here."
    for headers in (ENGLISH, [*ENGLISH, ("Range", "bytes=0-9")]):
        page = visitor.get(harmful, 403, headers)
        assert "Something harmful was found in it" in page.html
        assert EICAR.decode()[:9] not in page.html
    with asking(desk.app, tmp_path / "nobody"):
        assert "could not be checked just now" in visitor.get(form, 503).html
        visitor.say("What you sent did not open.")
