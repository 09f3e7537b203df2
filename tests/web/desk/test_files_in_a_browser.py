"""Files of a case in a real browser: the arrow keys lead through them, and what is saved arrives."""

import re
import threading
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pikepdf import Pdf
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update
from werkzeug.serving import make_server

from intake.accounts.models import Staff
from intake.web.cookies import SESSION
from tests.attachments.made_pictures import jpeg
from tests.support.people import admitted
from tests.web.desk.conftest import Desk
from tests.web.desk.test_files import enclosing

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]


@pytest.fixture
def files(desk: Desk) -> list[str]:
    """The files of a case, the newest first: a picture, a letter of two pages, another picture."""
    reference = desk.case()
    letter, document = BytesIO(), Pdf.new()
    for _ in range(2):
        document.add_blank_page(page_size=(200, 150))
    document.save(letter)
    enclosing(desk.karim, reference, "note", ("old.jpg", jpeg()), ("letter.pdf", letter.getvalue()),
              ("new.jpg", jpeg()), text="From the neighbour.")
    return [each for each in desk.karim.get(f"/desk/cases/{reference}/files").links if "/files/" in each]


@pytest.fixture
def page(desk: Desk, chromium: Browser) -> Iterator[Page]:
    """Karim's browser."""
    server = make_server("127.0.0.1", 0, desk.app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 800})
    token = admitted(desk.office.house, desk.karim.person).token
    context.add_cookies([{"name": SESSION, "value": token, "url": address}])
    yield context.new_page()
    context.close()
    server.shutdown()


def at(page: Page, address: str) -> None:
    """The browser came to this address."""
    expect(page).to_have_url(re.compile(f"{re.escape(address)}$"))


@pytest.mark.parametrize("language, forth, back", [
    ("en", "ArrowRight", "ArrowLeft"), ("fa", "ArrowLeft", "ArrowRight"),
])
def test_the_arrow_keys_lead_from_file_to_file_and_through_the_pages_of_one(
    desk: Desk, files: list[str], page: Page, language: str, forth: str, back: str
) -> None:
    with desk.office.house.stores.changing() as work:
        work.main.execute(update(Staff).values(language=language))
    new, letter, old = files
    page.goto(new)
    expect(page.locator("#by-keys")).to_be_visible()
    for key, address in ((forth, letter), (forth, f"{letter}?page=2"), (forth, old), (back, letter), (back, new)):
        page.keyboard.press(key)
        at(page, address)
    page.keyboard.press(back)
    page.wait_for_timeout(200)
    at(page, new)


def test_in_a_field_with_a_modifier_or_where_the_page_moves_they_are_what_they_were(
    files: list[str], page: Page
) -> None:
    page.goto(files[0])
    page.locator("summary", has_text="Add a content note").click()
    page.locator("[name=note]").fill("A wound")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    page.locator("h1").click()
    for key in ("Control+ArrowRight", "Shift+ArrowRight", "n", "ArrowDown"):
        page.keyboard.press(key)
    page.evaluate("document.body.style.inlineSize = '3000px'")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(200)
    at(page, files[0])
    assert page.locator("[name=note]").input_value() == "A wound"
    page.evaluate("document.body.style.inlineSize = ''")
    page.keyboard.press("ArrowRight")
    at(page, files[1])


def test_a_small_picture_that_does_not_come_leaves_the_icon_to_be_seen(
    desk: Desk, files: list[str], page: Page
) -> None:
    lanes = desk.app.extensions["intake"].showing._lanes
    object.__setattr__(lanes, "_patience", 0.1)
    with lanes.place(), lanes.place():
        page.goto(files[0].rpartition("/")[0])
        page.wait_for_load_state("networkidle")
    for picture in page.locator(".thumb img").all():
        assert picture.evaluate("each => [each.complete, each.offsetWidth, each.offsetHeight]") == [True, 0, 0]
    assert page.locator(".thumb .icon").count() == 3


def test_one_file_and_all_of_them_are_saved_and_the_page_stays(files: list[str], page: Page) -> None:
    gallery = files[0].rpartition("/")[0]
    for address, button, name in ((files[0], "Save the file", "new.jpg"), (gallery, "Save all files", ".zip")):
        page.goto(address)
        with page.expect_download() as saving:
            page.get_by_role("button", name=button).click()
        saved = saving.value
        assert saved.suggested_filename.endswith(name)
        assert saved.failure() is None
        assert Path(saved.path()).read_bytes()[:2] in {b"\xff\xd8", b"PK"}
        at(page, address)
    assert len(zipfile.ZipFile(saved.path()).namelist()) == 3


def test_without_a_script_the_links_are_there_and_no_key_is_promised(
    desk: Desk, files: list[str], chromium: Browser
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_content(desk.karim.get(files[1]).html)
    expect(page.locator("a[rel=prev]")).to_have_attribute("href", files[0])
    expect(page.locator("#leaves a[rel=next]")).to_have_attribute("href", f"{files[1]}?page=2")
    expect(page.locator("#by-keys")).to_be_hidden()
    context.close()
