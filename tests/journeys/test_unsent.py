"""From a half-written message to the other pages of the conversation and back, with and without scripts."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.support.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LETTER = "He came at night.\nSince May."


@pytest.mark.parametrize("scripts", [True, False])
def test_a_half_written_message_survives_every_page_of_the_conversation(
    chromium: Browser, served: Served, scripts: bool
) -> None:
    code = served.browser().send("The enquiry.", "en").page.text_of("receipt-code")
    context = chromium.new_context(base_url=f"http://127.0.0.1:{served.port}", java_script_enabled=scripts)
    page = context.new_page()
    page.goto("/en/return")
    page.fill("[name=code]", code)
    page.locator("main form .button.main").click()
    page.fill("[name=message]", LETTER)
    for path, leads_back in (("contact", "Leave it as it is"), ("end", "Leave it as it is"), ("ask", "Send")):
        page.locator(f"main [formaction$='/thread/{path}']").click()
        expect(page).to_have_url(re.compile(f"/en/thread/{path}$"))
        expect(page.locator("[name=unsent]")).to_have_value(LETTER)
        if path == "ask":
            page.locator("[name=wish][value=copy]").check()
        page.get_by_role("button", name=leads_back).click()
        expect(page.locator("textarea[name=message]")).to_have_value(LETTER)
    assert [cookie["name"] for cookie in context.cookies()] == ["s"]
    assert page.evaluate("[localStorage.length, sessionStorage.length, history.state]") == [0, 0, None]
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#newest")).to_contain_text("He came at night.")
    context.close()
