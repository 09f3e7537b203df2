"""Kill -9 of every process of the server, again and again, while people write (DESIGN 2, promise 11).

Each of them presses the button once more, with the page they have, until a receipt is shown. Whatever was shown opens
its thread afterwards, and every text stands at the desk exactly once.
"""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.realdata.reading import enquiry_of
from tests.support.databases import PostgresDatabases, Urls
from tests.support.in_turn import first_of
from tests.support.instance import Instance, set_up
from tests.support.lines import Lines
from tests.support.postgres import running_postgres
from tests.support.served import Answer, Browser, Served, start

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

KILLS, THREADS = 3, 8


class Site:
    """An instance whose server is killed and started anew."""

    def __init__(self, instance: Instance, folder: Path) -> None:
        self.instance = instance
        self.folder = folder
        self.up = threading.Event()
        self.served: Served
        self.start()

    def start(self) -> None:
        """Start the server."""
        self.served = start(self.instance.environment(), self.folder / "server.log")
        self.up.set()

    def kill(self) -> None:
        """Kill it, whatever it does, and start it again after a moment."""
        self.up.clear()
        self.served.kill()
        time.sleep(0.2)
        self.start()

    def ask(self, browser: Browser | None, path: str, fields: dict[str, str] | None) -> tuple[Browser, Answer]:
        """An answer, however often the server has to be asked for it."""
        while True:
            self.up.wait()
            browser = browser or self.served.browser()
            try:
                return browser, browser.get(path) if fields is None else browser.post(path, fields)
            except (OSError, HTTPException):
                browser.close()
                browser = None
                time.sleep(0.02)


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """A served instance on durable databases."""
    if request.param == "sqlite":
        yield from _site(tmp_path, Urls(*(f"sqlite:///{tmp_path / 'instance' / name}.db"
                                          for name in ("main", "shards", "ephemeral"))))
        return
    with running_postgres(durable=True) as server, PostgresDatabases(server, Lines()).empty(tmp_path) as urls:
        yield from _site(tmp_path, urls)


def _site(folder: Path, urls: Urls) -> Iterator[Site]:
    site = Site(set_up(folder / "instance", urls), folder)
    yield site
    site.served.stop()
    site.instance.stores.dispose()


@first_of("letters", [60, 400])
def test_every_receipt_that_was_shown_opens_its_case_after_the_server_was_killed(site: Site, letters: int) -> None:
    receipts: dict[int, str] = {}
    with ThreadPoolExecutor(THREADS) as pool:
        writers = [pool.submit(_write, site, number, receipts) for number in range(letters)]
        for kill in range(1, KILLS + 1):
            while len(receipts) < kill * letters // (KILLS + 1):
                time.sleep(0.001)
            site.kill()
        for writer in writers:
            writer.result()
    assert len(receipts) == len(set(receipts.values())) == letters
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda receipt: _the_code_opens_its_thread(site.served.browser(), *receipt), receipts.items()))
    pages = _at_the_desk(site)
    assert Counter(map(enquiry_of, pages)) == Counter(map(_letter, range(letters)))
    for page in pages:
        assert _answer(enquiry_of(page)) in page


def _letter(number: int) -> str:
    return f"Letter {number:03}: she has not come home."


def _answer(letter: str) -> str:
    return f"And once more, to what I wrote before in {letter[:10]}."


def _write(site: Site, number: int, receipts: dict[int, str]) -> None:
    browser, page = site.ask(None, "/en/contact", None)
    fields = page.page.form("/en/contact") | {"message": _letter(number)}
    while True:
        browser, answer = site.ask(browser, "/en/contact", fields)
        if answer.status == 200:
            break
        assert answer.status in {429, 503}, answer.text
        assert answer.page.form("/en/contact")["message"] == _letter(number)
    receipts[number] = answer.page.text_of("receipt-code")
    browser.close()


def _the_code_opens_its_thread(browser: Browser, number: int, code: str) -> None:
    thread = browser.come_back(code)
    assert thread.status == 200, number
    form = thread.page.form("/en/thread") | {"message": _answer(_letter(number))}
    assert browser.post("/en/thread", form).status == 303
    browser.close()


def _at_the_desk(site: Site) -> list[str]:
    browser, pages, address = site.served.browser(), [], "/desk/?view=open"
    browser.sign_in(site.instance.caseworker)
    while address:
        listed = browser.get(address)
        found = re.findall(r'data-case="([^"]+)"', listed.text)
        pages += [browser.get(f"/desk/cases/{reference}").text for reference in found]
        address = next((link for link in listed.page.links if "after=" in link), "")
    return pages
