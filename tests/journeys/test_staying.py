"""A conversation tells that it is about to close, and stays open as often as somebody wants it to."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CLOSING = "This conversation closes in two minutes."


def opened(page: Page) -> None:
    """Write, take the code, and open the conversation with it."""
    page.goto("/en/contact")
    page.fill("[name=message]", "I read slowly.")
    page.locator("main form .button.main").click()
    code = page.locator("#receipt-code").inner_text()
    page.goto("/en/return")
    page.fill("[name=code]", code)
    page.locator("main form .button.main").click()
    page.wait_for_url("**/en/thread")


@pytest.fixture
def reader(chromium: Browser, served: Served) -> Iterator[Page]:
    """Somebody in their conversation, in a browser whose clock the test moves."""
    context = chromium.new_context(base_url=f"http://127.0.0.1:{served.port}", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.clock.install()
    opened(page)
    yield page
    context.close()


def test_two_minutes_before_it_says_so_and_stays_open_more_than_ten_times(reader: Page) -> None:
    closing = reader.locator("#closing")
    reader.fill("[name=message]", "Not sent yet.")
    for _ in range(11):
        reader.clock.fast_forward("11:55")
        expect(closing).to_be_hidden()
        reader.clock.fast_forward("00:06")
        expect(closing).to_be_in_viewport(ratio=1)
        expect(closing.locator("[role=status]")).to_have_text(CLOSING)
        with reader.expect_response("**/en/thread") as answer:
            closing.locator("button").click()
        assert answer.value.status == 200
        expect(closing).to_be_hidden()
        reader.mouse.wheel(0, 10_000)
    assert reader.input_value("[name=message]") == "Not sent yet."


def test_a_page_with_a_new_code_stays_open_until_it_was_written_down(reader: Page) -> None:
    reader.locator("main a[href$='/thread/code']").click()
    reader.locator("main form .button.main").click()
    code, closing = reader.locator("#receipt-code").inner_text(), reader.locator("#closing")
    reader.clock.fast_forward("13:01")
    expect(closing).to_be_visible()
    with reader.expect_response("**/en/thread") as answer:
        closing.locator("button").click()
    assert answer.value.status == 200
    assert reader.locator("#receipt-code").inner_text() == code
    expect(closing).to_be_hidden()


def test_pressed_too_late_it_says_that_the_code_is_needed_and_keeps_what_was_written(reader: Page) -> None:
    closing = reader.locator("#closing")
    reader.fill("[name=message]", "Not sent yet.")
    reader.clock.fast_forward("13:01")
    elsewhere = reader.context.new_page()
    elsewhere.goto("/en/thread")
    elsewhere.get_by_role("button", name="Close the conversation").click()
    elsewhere.wait_for_url("**/en/")
    closing.locator("button").click()
    expect(closing.locator("[role=status]")).to_contain_text("Please enter your code to open it again.")
    expect(closing.locator("button")).to_be_visible()
    assert reader.input_value("[name=message]") == "Not sent yet."


def test_without_a_network_it_says_so_too_and_can_be_pressed_again(reader: Page) -> None:
    closing = reader.locator("#closing")
    reader.clock.fast_forward("13:01")
    reader.context.set_offline(True)
    closing.locator("button").click()
    expect(closing.locator("[role=status]")).to_contain_text("Please enter your code")
    reader.context.set_offline(False)
    closing.locator("button").click()
    expect(closing).to_be_hidden()


def test_the_desk_says_so_too_and_stays_open_by_a_request_that_opens_no_case(karim: Page) -> None:
    karim.clock.install()
    karim.goto("/desk/team")
    closing = karim.locator("#closing")
    asked: list[str] = []
    karim.on("request", lambda request: asked.append(urlsplit(request.url).path))
    for _ in range(11):
        karim.clock.fast_forward("26:55")
        expect(closing).to_be_hidden()
        karim.clock.fast_forward("00:06")
        expect(closing).to_be_in_viewport(ratio=1)
        expect(closing.locator("[role=status]")).to_have_text("You are signed out in two minutes.")
        with karim.expect_response("**/account/stay") as answer:
            closing.locator("button").click()
        assert answer.value.status == 204
        expect(closing).to_be_hidden()
    assert {path for path in asked if not path.startswith("/static/")} == {"/account/stay"}


def test_who_answers_too_late_is_told_what_happens_to_what_they_typed(karim: Page) -> None:
    karim.clock.install()
    karim.goto("/desk/team")
    karim.clock.fast_forward("27:01")
    karim.route("**/account/stay", lambda route: route.abort())
    karim.locator("#closing button").click()
    expect(karim.locator("#closing [role=status]")).to_contain_text("What you typed stays here.")


def test_without_scripts_the_page_says_beforehand_how_long_it_stays_open(chromium: Browser, served: Served) -> None:
    context = chromium.new_context(base_url=f"http://127.0.0.1:{served.port}", java_script_enabled=False)
    page = context.new_page()
    opened(page)
    expect(page.locator("#closing")).to_be_hidden()
    expect(page.locator("main")).to_contain_text("after 15 minutes without activity")
    context.close()
