"""Changing the language in a real browser, with and without scripts; and that Enter never does it by accident."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.support.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LETTER = "He does not answer.\nSince May."


@pytest.mark.parametrize("scripts", [True, False])
def test_what_was_typed_stands_in_the_page_of_another_language(
    chromium: Browser, served: Served, scripts: bool
) -> None:
    context = chromium.new_context(base_url=f"http://127.0.0.1:{served.port}", java_script_enabled=scripts)
    page = context.new_page()
    page.goto("/en/contact?for=2")
    page.fill("[name=message]", LETTER)
    page.get_by_text("My sister or brother", exact=True).click()
    page.get_by_role("button", name="فارسی").press("Enter")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("[name=message]")).to_have_value(LETTER)
    expect(page.locator("[name=relation]:checked")).to_have_value("sibling")
    page.get_by_role("button", name="Shqip").click()
    expect(page).to_have_url(re.compile("/sq/contact$"))
    expect(page.locator("[name=message]")).to_have_value(LETTER)
    assert context.cookies() == []
    context.close()


def test_enter_in_a_field_sends_the_form_and_changes_no_language(chromium: Browser, served: Served) -> None:
    context = chromium.new_context(base_url=f"http://127.0.0.1:{served.port}")
    page = context.new_page()
    page.goto("/en/return")
    page.fill("[name=code]", "1234")
    page.press("[name=code]", "Enter")
    expect(page).to_have_url(re.compile("/en/return$"))
    expect(page.locator("#error-summary, [role=alert]").first).to_be_visible()
    context.close()


def test_the_unseen_button_is_no_stop_for_the_keyboard(chromium: Browser, served: Served) -> None:
    context = chromium.new_context(base_url=f"http://127.0.0.1:{served.port}")
    page = context.new_page()
    page.goto("/en/contact")
    page.locator("#leave").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "English"
    context.close()
