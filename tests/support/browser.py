"""A real Chromium for tests that need one, from the system's packages. Talks to this machine only."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
_QUIET: Final = (
    "--no-sandbox",  # as root there is none; the pages are our own
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


KEPT: Final = """async () => ({
  local: Object.keys(localStorage), session: Object.keys(sessionStorage), cookie: document.cookie,
  databases: (await indexedDB.databases()).map((each) => each.name), caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length, state: history.state, name: window.name,
})"""
"""Asks a page for all that it keeps in the browser, cookies that no script reads excepted."""
NOTHING: Final = {"local": [], "session": [], "cookie": "", "databases": [], "caches": [], "workers": 0, "state": None,
                  "name": ""}
_FORGETS: Final = "--disable-back-forward-cache"  # Playwright's own wish; nobody's browser is started with it


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """A running browser; each test opens a context of its own in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_found(), args=list(_QUIET))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def running_with_memory(beside: Browser) -> Iterator[Browser]:
    """One more browser, which keeps pages whole to show them when somebody goes back, as everybody's browser does.

    `page.go_back` never ends there where such a page comes back; tests go through the history by CDP.
    """
    browser = beside.browser_type.launch(executable_path=_found(), args=list(_QUIET), ignore_default_args=[_FORGETS])
    try:
        yield browser
    finally:
        browser.close()


def _found() -> Path:
    found = next((path for path in map(shutil.which, _NAMES) if path), None)
    if found is None:
        raise RuntimeError("Chromium is missing: run `make test`, which installs it, or install it yourself")
    return Path(found)
