"""A code from the telephone to the end: handed out, replaced, changed and burnt, in a browser that runs no script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ANSWER = "We are glad that you called."


@pytest.fixture
def caller(chromium: Browser, served: Served) -> Iterator[Page]:
    """Somebody who called, with a phone on which no script runs."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740},
                                   base_url=f"http://127.0.0.1:{served.port}")
    yield context.new_page()
    context.close()


def _come_back(page: Page, code: str) -> None:
    page.goto("/fa/return")
    page.fill("[name=code]", code)
    page.locator("main form .button.main").click()


def _written_down(page: Page) -> str:
    """Write the new code down, and say so."""
    code = page.locator("#receipt-code").inner_text()
    page.locator("main form .button.main").click()
    page.wait_for_url("**/fa/thread*")
    return code


def test_a_code_is_handed_out_replaced_changed_and_burnt_without_javascript(caller: Page, karim: Page) -> None:
    karim.goto("/desk/")
    karim.locator("nav.side a.button").click()
    karim.fill("[name=message]", "He called from a neighbour's telephone.")
    karim.select_option("[name=told_in]", "fa")
    karim.locator("[name=hand_out]").check()
    karim.locator("main form .button.main").click()
    handed_out = karim.locator("#receipt-code").inner_text()
    karim.locator("main a.button.main").click()
    karim.locator("form[action*='/reply'] textarea").fill(ANSWER)
    karim.locator("form[action*='/reply'] button").last.click()

    _come_back(caller, handed_out)
    assert ANSWER not in caller.locator("main").inner_text()
    first = _written_down(caller)
    expect(caller.locator("main")).to_contain_text(ANSWER)
    caller.locator("main a[href$='/thread/code']").click()
    caller.locator("main form .button.main").click()
    second = _written_down(caller)
    expect(caller.locator("main")).to_contain_text(ANSWER)
    assert len({handed_out, first, second}) == 3

    caller.locator("main a[href$='/thread/end']").click()
    caller.locator("main form .button.danger").click()
    caller.wait_for_url("**/fa/thread/ended")
    assert caller.context.cookies() == []
    for code in (handed_out, first, second):
        _come_back(caller, code)
        assert caller.url.endswith("/fa/return")
    karim.reload()
    expect(karim.locator("main")).to_contain_text("They burnt their code on")
    expect(karim.locator("form[action*='/reply']")).to_have_count(0)
