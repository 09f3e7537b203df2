"""The main job in a real browser: somebody writes, a caseworker answers, and the answer is read."""

import gzip
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Response, Route, expect

from tests.support.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PERSIAN = "برادرم از بهار نتوانسته به ما زنگ بزند.\nاز گوشی همسایه می‌نویسم."
ANSWER = "Thank you for writing.\nTake the time you need."


@pytest.fixture
def someone(chromium: Browser, served: Served) -> Iterator[Page]:
    """Somebody with a phone on which no script runs."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740},
                                   base_url=f"http://127.0.0.1:{served.port}")
    yield context.new_page()
    context.close()


def _write(page: Page, message: str, language: str) -> str:
    page.goto(f"/{language}/contact")
    page.fill("[name=message]", message)
    page.locator("main form button").first.click()
    return page.locator("#receipt-code").inner_text()


def _come_back(page: Page, code: str, language: str) -> None:
    page.goto(f"/{language}/return")
    page.fill("[name=code]", code)
    page.locator("main form button").first.click()


def test_the_whole_public_journey_works_without_javascript(someone: Page, karim: Page) -> None:
    code = _write(someone, PERSIAN, "fa")
    assert someone.locator("html").get_attribute("dir") == "rtl"

    karim.goto("/desk/?view=unassigned")
    karim.locator("[data-case]", has_text="برادرم").locator("a").first.click()
    expect(karim.locator("[data-enquiry]")).to_contain_text("از گوشی همسایه می‌نویسم.")
    karim.locator("form[action*='/reply'] textarea").fill(ANSWER)
    karim.locator("form[action*='/reply'] button").last.click()
    expect(karim.locator("[data-entry]", has_text="Take the time you need.")).to_be_visible()

    persian_digits = code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    _come_back(someone, persian_digits.replace(" ", "-"), "fa")
    expect(someone.locator("main")).to_contain_text("Take the time you need.")
    assert "برادرم" not in someone.locator("main").inner_text(), "the thread must not show the first enquiry"
    someone.fill("[name=message]", "ممنونم")
    someone.locator("main form[action$='/thread'] button").first.click()
    expect(someone.locator("main")).to_contain_text("ممنونم")

    karim.reload()
    expect(karim.locator("[data-entry]", has_text="ممنونم")).to_be_visible()


def test_the_link_at_the_top_leaves_without_javascript(someone: Page, served: Served, elsewhere: str) -> None:
    code = _write(someone, "I may be watched.", "en")
    _come_back(someone, code, "en")
    assert someone.context.cookies()
    someone.locator("#leave").click()
    someone.wait_for_url(f"{elsewhere}/**")
    assert [cookie["name"] for cookie in someone.context.cookies(f"http://127.0.0.1:{served.port}")] == []
    someone.goto("/en/thread")
    assert "/en/return" in someone.url


@pytest.mark.parametrize("blocked", [{"image", "font", "script"}, {"image", "font", "script", "stylesheet"}],
                         ids=["images, fonts and scripts", "style sheets, too"])
def test_somebody_whose_browser_loads_little_writes_comes_back_and_leaves(
    chromium: Browser, served: Served, elsewhere: str, blocked: set[str]
) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, base_url=f"http://127.0.0.1:{served.port}")
    asked: list[str] = []

    def pass_on(route: Route) -> None:
        asked.append(route.request.resource_type)
        route.abort() if asked[-1] in blocked else route.continue_()

    context.route("**/*", pass_on)
    page = context.new_page()
    page.goto("/fa/")
    page.locator("main a.tile").first.click()
    page.fill("[name=message]", "این صفحه را به‌سختی می‌بینم.")
    page.locator("main form .button.main").click()
    code = page.locator("#receipt-code").inner_text()
    _come_back(page, code, "fa")
    page.fill("[name=message]", "ممنونم")
    page.locator("main form[action$='/thread'] button").first.click()
    expect(page.locator("#newest")).to_contain_text("ممنونم")
    page.locator("#leave").click()
    page.wait_for_url(f"{elsewhere}/**")
    assert {"script", "stylesheet"} <= set(asked), "the control: what is blocked was asked for"
    context.close()


def test_three_times_shift_leaves_and_the_back_button_does_not_show_the_page(
    chromium: Browser, served: Served, elsewhere: str
) -> None:
    context = chromium.new_context(base_url=f"http://127.0.0.1:{served.port}")
    page = context.new_page()
    page.goto("/en/")
    page.goto("/en/contact")
    page.fill("[name=message]", "Somebody comes in.")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(f"{elsewhere}/**")
    page.go_back()
    assert "/contact" not in page.url
    context.close()


def test_a_first_visit_is_light_and_asks_nobody_else(chromium: Browser, served: Served) -> None:
    context = chromium.new_context(base_url=f"http://127.0.0.1:{served.port}")
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/en/contact", wait_until="networkidle")
    asked = [answer.url for answer in answers]
    assert 2 <= len(asked) <= 4
    assert 2_000 < sum(len(gzip.compress(answer.body())) for answer in answers) < 30_000
    assert {url.split("/")[2] for url in asked} == {f"127.0.0.1:{served.port}"}
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    context.close()


def test_nothing_that_the_desk_shows_breaks_its_own_policy(karim: Page) -> None:
    complaints: list[str] = []
    karim.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    for path in ("/desk/", "/desk/?view=open", "/account/security", "/desk/team"):
        karim.goto(path)
        assert karim.title()
    assert complaints == []


def test_a_message_and_a_note_are_written_in_panes_that_tell_themselves_apart(someone: Page, karim: Page) -> None:
    _write(someone, "A question about panes.", "en")
    karim.goto("/desk/?view=unassigned")
    karim.locator("[data-case]", has_text="about panes").locator("a").first.click()
    message, note = (karim.locator(f"form[action*='/{act}'] textarea") for act in ("reply", "note"))
    message.fill("Half a sentence")
    karim.get_by_text("Internal note").first.click()
    expect(note).to_be_visible()
    expect(message).to_be_hidden()
    note.fill("Only for us.")
    karim.locator("form[action*='/note'] button").last.click()
    expect(karim.locator("[data-entry]", has_text="Only for us.")).to_contain_text("only staff see this")
