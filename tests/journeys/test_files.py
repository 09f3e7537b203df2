"""Files in a real browser: with scripts and without, from a person to the desk and back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHOTO = b"\xff\xd8\xff\xe0" + b"A blue door at night. " * 20_000
SCRIPT = re.compile(r"/static/[0-9a-f]+/upload\.js$")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A file on somebody's phone."""
    file = tmp_path / "خانه.jpg"
    file.write_bytes(PHOTO)
    return file


def _phone(chromium: Browser, served: Served, *, scripts: bool) -> BrowserContext:
    return chromium.new_context(java_script_enabled=scripts, viewport={"width": 360, "height": 740},
                                base_url=f"http://127.0.0.1:{served.port}", accept_downloads=True)


@pytest.fixture
def without_scripts(chromium: Browser, served: Served) -> Iterator[Page]:
    """Somebody with a phone on which no script runs."""
    context = _phone(chromium, served, scripts=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def with_scripts(chromium: Browser, served: Served) -> Iterator[Page]:
    """Somebody whose browser runs scripts."""
    context = _phone(chromium, served, scripts=True)
    yield context.new_page()
    context.close()


def test_without_a_script_one_button_sends_files_and_both_sides_see_them(
    without_scripts: Page, karim: Page, photo: Path, tmp_path: Path
) -> None:
    page = without_scripts
    page.goto("/en/contact")
    page.fill("[name=message]", "Without scripts: see the photograph.")
    page.set_input_files("[name=files]", photo)
    page.get_by_role("button", name="Send my message with these files").click()
    expect(page.locator("ul.files")).to_contain_text("خانه.jpg")
    expect(page.locator("ul.files")).to_contain_text("arrived")
    code = page.locator("#receipt-code").inner_text()

    karim.goto("/desk/?view=unassigned")
    karim.locator("[data-case]", has_text="Without scripts").locator("a").first.click()
    expect(karim.locator("[data-entry].enquiry ul.files")).to_contain_text("خانه.jpg")
    answer = tmp_path / "form.pdf"
    answer.write_bytes(b"%PDF- " + bytes(300_000))
    karim.locator("form[action*='/reply'] textarea").fill("Please fill this in.")
    karim.locator("form[action*='/reply'] summary").last.click()
    karim.set_input_files("form[action*='/reply'] [name=files]", answer)
    karim.locator("form[action*='/reply'] button").last.click()
    expect(karim.locator("[data-entry].message_out ul.files")).to_contain_text("form.pdf")

    page.goto("/en/return")
    page.fill("[name=code]", code)
    page.locator("main form button").first.click()
    with page.expect_download() as saving:
        page.get_by_role("link", name="form.pdf").click()
    assert saving.value.suggested_filename == "form.pdf"
    assert saving.value.path().read_bytes() == answer.read_bytes()


def test_the_script_for_files_is_fetched_once_somebody_chose_one(with_scripts: Page, photo: Path) -> None:
    asked: list[str] = []
    with_scripts.on("request", lambda request: asked.append(request.url))
    with_scripts.goto("/en/contact")
    with_scripts.wait_for_load_state("networkidle")
    assert len(asked) == 4
    with with_scripts.expect_response(SCRIPT):
        with_scripts.set_input_files("[name=files]", photo)
    expect(with_scripts.locator("progress")).to_be_hidden()


def test_with_a_script_there_is_one_button_it_shows_how_far_it_is_and_the_receipt_takes_the_place_of_the_form(
    with_scripts: Page, photo: Path
) -> None:
    page = with_scripts
    page.goto("/en/contact")
    expect(page.get_by_role("button", name="Send my message with these files")).to_be_hidden()
    page.fill("[name=message]", "With scripts.")
    with page.expect_response(SCRIPT):
        page.set_input_files("[name=files]", photo)
    page.evaluate("""() => { window.seen = false; new MutationObserver(() => {
        window.seen ||= document.querySelector("progress:not([hidden])") !== null })
      .observe(document.querySelector("main"), {subtree: true, attributes: true, childList: true}) }""")
    page.get_by_role("button", name="Send my message", exact=True).click()
    expect(page.locator("#receipt-code")).to_be_visible()
    expect(page.locator("ul.files")).to_contain_text("arrived")
    assert page.evaluate("window.seen")
    for _ in range(3):
        page.keyboard.press("Shift")
    expect(page).to_have_title("The weather")


def test_a_page_that_comes_back_takes_files_again_and_a_strange_answer_costs_nothing(
    with_scripts: Page, photo: Path
) -> None:
    page = with_scripts
    page.goto("/en/contact")
    page.set_input_files("[name=files]", photo)
    page.get_by_role("button", name="Send my message", exact=True).click()
    expect(page.locator("#message-error")).to_be_visible()
    expect(page.get_by_text("Please choose your files again")).to_be_visible()
    page.fill("[name=message]", "Now with words.")
    page.set_input_files("[name=files]", photo)
    page.route("**/en/contact", lambda route: route.fulfill(status=502, body="<h1>Bad Gateway</h1>"), times=1)
    page.get_by_role("button", name="Send my message", exact=True).click()
    expect(page.get_by_text("The connection broke off")).to_be_visible()
    expect(page.locator("[name=message]")).to_have_value("Now with words.")
    page.get_by_role("button", name="Send my message", exact=True).click()
    expect(page.locator("ul.files")).to_contain_text("arrived")


def test_what_is_too_large_is_said_before_it_is_sent(with_scripts: Page, photo: Path) -> None:
    page = with_scripts
    page.goto("/en/contact")
    page.locator("[name=files]").evaluate("(input) => { input.dataset.largest = 1000 }")
    with page.expect_response(SCRIPT):
        page.set_input_files("[name=files]", photo)
    expect(page.locator(".field [role=status]")).to_contain_text("not taken: it is larger than 100 MB")


def test_the_script_leads_back_to_the_case_after_a_message_with_a_file(
    with_scripts: Page, karim: Page, photo: Path
) -> None:
    with_scripts.goto("/en/contact")
    with_scripts.fill("[name=message]", "For the desk's script.")
    with_scripts.get_by_role("button", name="Send my message", exact=True).click()
    karim.goto("/desk/?view=unassigned")
    karim.locator("[data-case]", has_text="For the desk's script").locator("a").first.click()
    karim.locator("label[for=compose-note]").click()
    karim.locator("form[action*='/note'] textarea").fill("From the neighbour.")
    karim.locator("form[action*='/note'] summary").click()
    karim.set_input_files("form[action*='/note'] [name=files]", photo)
    karim.locator("form[action*='/note'] button").last.click()
    expect(karim.locator("[data-entry].note ul.files")).to_contain_text("خانه.jpg")
    expect(karim).to_have_url(re.compile(r"done=noted&view=unassigned#compose$"))
