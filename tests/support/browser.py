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


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """A running browser; each test opens a context of its own in it."""
    found = next((path for path in map(shutil.which, _NAMES) if path), None)
    if found is None:
        raise RuntimeError("Chromium is missing: run `make test`, which installs it, or install it yourself")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=Path(found), args=list(_QUIET))
        try:
            yield browser
        finally:
            browser.close()
