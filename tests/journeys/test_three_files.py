"""Three files of different kinds in Persian, there and back: sent, answered, read, added to, and who looked."""

import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.attachments.made_documents import docx
from tests.attachments.made_pdf import pdf
from tests.attachments.made_pictures import jpeg
from tests.support.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMES = ("خانه.jpg", "نامه‌ی مادر.pdf", "یادداشت.docx")
ANSWER = "پیامتان رسید. فایل‌ها را دیدیم."


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """What lies on somebody's phone."""
    made = [tmp_path / name for name in NAMES]
    for file, content in zip(made, (jpeg(), pdf(), docx()), strict=True):
        file.write_bytes(content)
    return made


def _send_with_files(page: Page, *, scripts: bool) -> None:
    if scripts:
        expect(page.locator("progress")).to_be_attached()  # what sends them has come: nobody presses sooner
    page.locator("main form .button.main" if scripts else ".without-script button").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_files_arrive_are_answered_and_the_person_sees_who_looked(
    chromium: Browser, served: Served, karim: Page, files: list[Path], scripts: bool
) -> None:
    context = chromium.new_context(java_script_enabled=scripts, viewport={"width": 360, "height": 740},
                                   base_url=f"http://127.0.0.1:{served.port}")
    page, mark = context.new_page(), secrets.token_hex(4)
    letter = f"{mark}: این عکس را خودم گرفته‌ام."
    page.goto("/fa/contact")
    page.fill("[name=message]", letter)
    page.set_input_files("[name=files]", files)
    _send_with_files(page, scripts=scripts)
    for name in NAMES:
        expect(page.locator("ul.files")).to_contain_text(name)
    code = page.locator("#receipt-code").inner_text()

    karim.goto("/desk/?view=unassigned")
    karim.locator("[data-case]", has_text=mark).locator("a").first.click()
    expect(karim.locator("[data-enquiry]")).to_have_text(letter)
    for name in NAMES:
        expect(karim.locator("[data-entry].enquiry ul.files")).to_contain_text(name)
    karim.locator("form[action*='/reply'] textarea").fill(ANSWER)
    karim.locator("form[action*='/reply'] button.main").last.click()
    expect(karim.locator("[data-entry].message_out")).to_contain_text("Not read yet")

    page.goto("/fa/return")
    page.fill("[name=code]", code)
    page.locator("main form .button.main").click()
    expect(page.locator(".bubble.theirs .words")).to_have_text(ANSWER)
    page.fill("[name=message]", "این هم یک عکس دیگر.")
    page.set_input_files("[name=files]", files[0])
    page.locator("main form#typed .button.main").click()
    expect(page.locator(".bubble.own").last.locator("ul.files")).to_contain_text(NAMES[0])
    page.locator("summary", has_text="چه کسانی نگاه کرده‌اند").click()
    expect(page.locator("details[open]")).to_contain_text("کارشناس پرونده")

    karim.reload()
    expect(karim.locator("[data-entry].message_out")).to_contain_text("Read on")
    expect(karim.locator("[data-entry].message_in ul.files")).to_contain_text(NAMES[0])
    context.close()
