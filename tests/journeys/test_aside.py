"""From a half-written form to the help page and back, in a real browser, with and without scripts."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.test_in_steps import ODD
from tests.support.in_turn import first_of
from tests.support.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LETTER = "He does not answer.\nSince May."


@pytest.mark.parametrize("scripts", [True, False])
def test_help_and_the_pages_at_the_foot_cost_nothing_of_what_was_written(
    chromium: Browser, served: Served, scripts: bool
) -> None:
    context = chromium.new_context(base_url=f"http://127.0.0.1:{served.port}", java_script_enabled=scripts)
    page = context.new_page()
    page.goto("/en/contact?for=2")
    page.fill("[name=message]", LETTER)
    page.get_by_text("My sister or brother", exact=True).click()
    page.get_by_role("button", name="If you are in danger now").click()
    expect(page).to_have_url(re.compile("/en/help$"))
    expect(page.locator("h1")).to_have_text("If you are in danger now")
    page.locator(".foot").get_by_role("button", name="Using a shared device").press("Enter")
    expect(page).to_have_url(re.compile("/en/safety$"))
    page.locator("#kept").get_by_role("button", name="Back to what I was writing").click()
    expect(page).to_have_url(re.compile("/en/contact$"))
    expect(page.locator("[name=message]")).to_have_value(LETTER)
    expect(page.locator("[name=relation]:checked")).to_have_value("sibling")
    assert len(context.pages) == 1
    assert context.cookies() == []
    page.locator("main form .button.main").click()
    expect(page.locator("#receipt-code")).to_be_visible()
    context.close()


@first_of("scripts", [False, True])
def test_every_text_goes_aside_and_comes_back_as_it_was_typed(chromium: Browser, served: Served, scripts: bool) -> None:
    context = chromium.new_context(base_url=f"http://127.0.0.1:{served.port}", java_script_enabled=scripts)
    page = context.new_page()
    for text in ODD:
        page.goto("/en/contact")
        page.fill("[name=message]", text)
        typed = page.input_value("[name=message]")
        page.locator("button.urgent").click()
        page.locator("#kept .button").click()
        expect(page.locator("[name=message]")).to_be_visible()
        assert page.input_value("[name=message]") == typed
    context.close()


def test_enter_in_a_field_sends_and_leads_nowhere_else(chromium: Browser, served: Served) -> None:
    context = chromium.new_context(base_url=f"http://127.0.0.1:{served.port}", java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/contact")
    page.fill("[name=message]", LETTER)
    page.locator("[name=called]").press("Enter")
    expect(page.locator("#receipt-code")).to_be_visible()
    context.close()
