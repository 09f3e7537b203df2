"""A whole conversation in a real browser, and what is left of it there: one cookie while it is open, then nothing."""

import re
from typing import Final
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.browser import KEPT, NOTHING
from tests.support.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEUTRAL: Final = re.compile(r"/?|/en/(contact(\?for=[\w-]{16})?|return|thread|privacy)?|/exit(/on)?"
                            r"|/static/[a-z0-9/.]+")
"""What an address may say: which page, and nothing of who reads it or why."""
LETTER: Final = "Nobody may find this sentence."


class Watched:
    """A browser whose every request, complaint and address is written down."""

    def __init__(self, context: BrowserContext) -> None:
        self.context, self.page = context, context.new_page()
        self.asked: list[str] = []
        self.said: list[str] = []
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("console", lambda message: self.said.append(message.text))

    @property
    def complaints(self) -> list[str]:
        """What the console said, but that sharing is not known here (a phone knows it), that nothing is there, and that
        it cleared what it was told to: the page may be gone before that is said.
        """
        known = ("Unrecognized feature: 'web-share'", "the server responded with a status of 404",
                 '/exit/on\': Cleared data types: "cache", "storage".')
        return [each for each in self.said if not any(part in each for part in known)]

    def leaves_nothing(self, cookies: int = 0) -> None:
        """The browser keeps so many cookies of this site, and nothing else."""
        assert self.page.evaluate(KEPT) == NOTHING
        assert len(self.context.cookies()) == cookies, self.page.url


def _write(watched: Watched, page: Page) -> str:
    """From the start page to the receipt; gives the code."""
    page.goto("/en/")
    watched.leaves_nothing()
    page.locator("main a[href*='/contact']").first.click()
    page.fill("[name=message]", LETTER)
    watched.leaves_nothing()
    page.locator("main button.main").click()
    code = page.locator("#receipt-code").inner_text()
    watched.leaves_nothing()
    return code


def test_a_conversation_leaves_one_cookie_while_it_is_open_and_nothing_after(
    chromium: Browser, served: Served, elsewhere: str
) -> None:
    home = f"http://127.0.0.1:{served.port}"
    context = chromium.new_context(base_url=home)
    watched = Watched(context)
    page = watched.page
    code = _write(watched, page)
    page.goto("/en/return")
    page.fill("[name=code]", code)
    page.locator("main button.main").click()
    expect(page.locator("[name=message]")).to_be_visible()
    watched.leaves_nothing(cookies=1)
    [cookie] = context.cookies()
    assert (cookie["name"], cookie["expires"], cookie["httpOnly"], cookie["sameSite"]) == ("s", -1, True, "Strict")
    page.fill("[name=message]", "He came home.")
    page.locator("main button.main").click()
    expect(page.locator("#newest")).to_contain_text("He came home.")
    watched.leaves_nothing(cookies=1)
    page.locator("#leave").click()
    page.wait_for_url(f"{elsewhere}/**")
    assert context.cookies() == []
    page.goto("/en/privacy")
    watched.leaves_nothing()
    hosts = {f"{urlsplit(url).scheme}://{urlsplit(url).netloc}" for url in watched.asked}
    assert hosts == {home, elsewhere}, "nobody else was asked for anything"
    telling = [url for url in watched.asked
               if "".join(code.split()) in url or code.split()[0] in url or "Nobody" in unquote(url)
               or not NEUTRAL.fullmatch(url.removeprefix(home).removeprefix(elsewhere))]
    assert telling == []
    assert watched.complaints == [], "no rule of the page was broken, and each was understood"
    context.close()


@pytest.mark.parametrize("path", ["/en/", "/en/contact", "/en/return", "/en/privacy", "/sign-in", "/nothing"])
def test_no_page_asks_anybody_else_or_breaks_a_rule_of_its_own(chromium: Browser, served: Served, path: str) -> None:
    home = f"http://127.0.0.1:{served.port}"
    watched = Watched(chromium.new_context(base_url=home))
    watched.page.goto(path)
    watched.page.wait_for_load_state("networkidle")
    watched.leaves_nothing()
    assert all(url.startswith(home + "/") for url in watched.asked)
    assert watched.complaints == []
    watched.context.close()
