"""On a bad line, from the front page to the receipt: somebody with three minutes does not spend them waiting."""

from time import monotonic

import pytest
from playwright.sync_api import Browser

from tests.support.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
"""What browsers call slow 3G: 400 kbit a second both ways, 400 ms to and fro for each request."""


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_way_to_the_receipt_waits_less_than_a_minute_on_slow_3g(
    chromium: Browser, served: Served, language: str
) -> None:
    context = chromium.new_context(base_url=f"http://127.0.0.1:{served.port}", viewport={"width": 360, "height": 740})
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_3G)
    began = monotonic()
    page.goto(f"/{language}/")
    page.locator("main a.tile").first.click()
    page.wait_for_url("**/contact?for=*")
    page.fill("[name=message]", "One hand, a borrowed phone.")
    page.locator("main form .button.main").click()
    page.locator("#receipt-code").wait_for()
    waited = monotonic() - began
    assert waited < 60
    context.close()
