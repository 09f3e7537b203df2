"""The page with the code, met again: reloaded, gone back from, bookmarked. A page that helps, and one case."""

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, expect

from intake.cases.models import Case
from tests.journeys.tab import Tab
from tests.support.instance import Instance
from tests.support.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LETTER: Final = "I press every button twice."
SEND: Final = "main form .button.main"


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def tab(request: pytest.FixtureRequest, remembering: Browser, served: Served) -> Iterator[Tab]:
    """Somebody who was at the start page, wrote, and has the page with the code before them."""
    context = remembering.new_context(base_url=f"http://127.0.0.1:{served.port}", java_script_enabled=request.param)
    tab = Tab(context.new_page())
    tab.page.goto("/en/")
    tab.page.goto("/en/contact")
    tab.page.fill("[name=message]", LETTER)
    tab.page.locator(SEND).click()
    expect(tab.page.locator("#receipt-code")).to_be_visible()
    yield tab
    context.close()


@pytest.fixture(autouse=True)
def _one_case(tab: Tab, instance: Instance) -> Iterator[None]:
    """Whatever is done with that page, no case comes of it."""
    before = _cases(instance)
    yield
    assert _cases(instance) == before


def _cases(instance: Instance) -> int:
    with instance.stores.reading() as work:
        return int(work.main.query(Case).count())


def _code(tab: Tab) -> str:
    return tab.page.locator("#receipt-code").inner_text()


def _use(tab: Tab, code: str) -> None:
    """Read the conversation once, in another tab."""
    other = tab.page.context.new_page()
    other.goto("/en/return")
    other.fill("[name=code]", code)
    other.locator(SEND).click()
    other.wait_for_url("**/en/thread")
    other.close()


def test_reloaded_it_is_the_same_page(tab: Tab) -> None:
    code = _code(tab)
    for _ in range(2):
        tab.reload()
        assert _code(tab) == code


def test_reloaded_after_its_code_was_used_it_says_what_to_do_and_shows_no_code(tab: Tab) -> None:
    code = _code(tab)
    _use(tab, code)
    words = tab.reload()
    assert code.split()[0] not in words
    assert "nothing was sent twice" in words
    assert "Come back with a code" in words


def test_back_is_an_empty_form_which_sends_nothing_by_itself(tab: Tab) -> None:
    words = tab.step(-1)
    assert LETTER not in words
    expect(tab.page.locator("[name=message]")).to_have_value("")
    tab.page.locator(SEND).click()
    expect(tab.page.locator("[name=message]")).to_have_attribute("aria-invalid", "true")


def test_forward_again_asks_before_anything_is_sent_and_then_shows_the_same_code(tab: Tab) -> None:
    code = _code(tab)
    tab.step(-1)
    words = tab.step(1)
    assert code.split()[0] not in words
    assert LETTER not in words
    tab.reload()
    assert _code(tab) == code


def test_after_leaving_it_shows_nothing_unless_somebody_agrees_to_send_again(tab: Tab, elsewhere: str) -> None:
    code = _code(tab)
    tab.page.locator("#leave").click()
    tab.page.wait_for_url(f"{elsewhere}/**")
    for by in (-1, 1, -1):
        words = tab.step(by)
        assert code.split()[0] not in words
        assert LETTER not in words


def test_its_address_opened_anew_is_an_empty_form(tab: Tab) -> None:
    code = _code(tab)
    address = tab.page.url
    tab.page.goto("about:blank")
    tab.page.goto(address)
    words = tab.words()
    assert code.split()[0] not in words
    assert LETTER not in words
    expect(tab.page.locator("[name=message]")).to_have_value("")
    expect(tab.page.locator("h1")).to_be_visible()
