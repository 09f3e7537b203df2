"""Somebody left, and somebody else presses Back: in a browser that keeps pages for that, as people's browsers do."""

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.tab import KEPT, Tab
from tests.support.in_turn import in_turn
from tests.support.line import Line
from tests.support.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LETTER: Final = "Somebody comes in while I write."
WROTE: Final = "What I told you yesterday."
BOTH_WAYS: Final = (-1, -1, 1, 1) * 2


@pytest.fixture(scope="module")
def codes(served: Served) -> dict[str, str]:
    """The code of a conversation in each of two languages."""
    found = {}
    for language in ("en", "fa"):
        somebody = served.browser()
        found[language] = somebody.send("The enquiry.", language).page.text_of("receipt-code")
        path = f"/{language}/thread"
        somebody.come_back(found[language], language)
        assert somebody.post(path, somebody.fill(path, message=WROTE)).status == 303
    return found


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs any."""
    return bool(request.param)


@pytest.fixture
def tab(scripts: bool, remembering: Browser, line: Line) -> Iterator[Tab]:
    """A tab at the English start page."""
    context = remembering.new_context(base_url=line.url, java_script_enabled=scripts)
    page = context.new_page()
    page.goto("/en/")
    yield Tab(page)
    context.close()


def write(page: Page, language: str = "en") -> None:
    """Have a letter in the form that was not sent."""
    page.goto(f"/{language}/contact")
    page.fill("[name=message]", LETTER)


def converse(page: Page, code: str, language: str = "en") -> None:
    """Have a conversation open, with a letter in it that was not sent."""
    page.goto(f"/{language}/return")
    page.fill("[name=code]", code)
    page.locator("main form .button.main").click()
    page.wait_for_url(f"**/{language}/thread")
    assert WROTE in page.locator("main").inner_text()
    page.fill("[name=message]", LETTER)


def says_nothing(words: str) -> bool:
    """Whether nothing of what was written can be read."""
    return LETTER not in words and WROTE not in words


def nothing_comes_back(tab: Tab) -> None:
    """Go back and forward, and find nothing that was written."""
    for by in BOTH_WAYS:
        if tab.can_step(by):
            assert says_nothing(tab.step(by)), tab.history


@in_turn("where, language, width", ["form", "conversation"], ["en", "fa"], [1280, 320])
def test_nobody_finds_what_was_written_by_going_back_and_forward(
    tab: Tab, codes: dict[str, str], elsewhere: str, where: str, language: str, width: int
) -> None:
    tab.page.set_viewport_size({"width": width, "height": 740})
    write(tab.page, language) if where == "form" else converse(tab.page, codes[language], language)
    tab.page.locator("#leave").click()
    tab.page.wait_for_url(f"{elsewhere}/**")
    assert not any("/exit" in address for address in tab.history)
    nothing_comes_back(tab)


def test_a_form_from_which_somebody_looked_aside_before_does_not_come_back_either(tab: Tab, elsewhere: str) -> None:
    write(tab.page)
    tab.page.locator(".foot [formaction$='/privacy']").click()
    tab.page.wait_for_url("**/privacy")
    tab.page.locator("#leave").click()
    tab.page.wait_for_url(f"{elsewhere}/**")
    nothing_comes_back(tab)


@pytest.mark.parametrize("where", ["form", "conversation"])
def test_what_went_along_to_other_pages_and_back_shows_nothing_unless_without_scripts_somebody_agrees(
    tab: Tab, codes: dict[str, str], elsewhere: str, scripts: bool, where: str
) -> None:
    write(tab.page) if where == "form" else converse(tab.page, codes["en"])
    tab.page.locator(".urgent").click()
    tab.page.locator("#kept .button").click()
    tab.page.locator(".languages [lang=fa]").click()
    tab.page.wait_for_url("**/fa/**")
    tab.page.locator(".foot [formaction$='/safety']").click()
    tab.page.wait_for_url("**/fa/safety")
    tab.page.locator("#leave").click()
    tab.page.wait_for_url(f"{elsewhere}/**")
    passed = len([address for address in tab.history if address.endswith(("/help", "/fa/contact", "/fa/thread"))])
    assert passed == 2
    nothing_comes_back(tab)
    while scripts and tab.can_step(-1):
        tab.step(-1)
        assert says_nothing(tab.reload()), "there is nothing left to agree to"


def test_a_form_that_came_back_with_errors_shows_nothing_unless_somebody_agrees_to_send_it_again(
    tab: Tab, elsewhere: str
) -> None:
    tab.page.goto("/en/contact")
    tab.page.fill("[name=called]", LETTER)
    tab.page.locator("main form .button.main").click()
    tab.page.locator("[aria-invalid=true]").first.wait_for()
    assert LETTER in tab.words()
    tab.page.locator("#leave").click()
    tab.page.wait_for_url(f"{elsewhere}/**")
    nothing_comes_back(tab)


@pytest.mark.parametrize("where", ["form", "conversation"])
def test_once_the_blank_page_is_there_nothing_comes_back_even_if_the_line_stalls(
    tab: Tab, codes: dict[str, str], line: Line, where: str
) -> None:
    tab.page.goto("about:blank")
    blank = tab.picture()
    write(tab.page) if where == "form" else converse(tab.page, codes["en"])
    line.stalled.add("/exit/on")
    tab.page.locator("#leave").click(no_wait_after=True)
    while "/exit/on" not in line.asked:
        tab.page.wait_for_timeout(20)
    assert tab.picture() == blank
    for _ in range(2):
        assert says_nothing(tab.step(-1)), tab.history


def test_the_browser_of_these_tests_does_keep_pages(tab: Tab, elsewhere: str) -> None:
    write(tab.page)
    tab.page.goto(elsewhere)
    assert LETTER in tab.step(-1)
    assert tab.came[-1] == KEPT
