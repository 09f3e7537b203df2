"""A browser's tab whose history a test goes through as people do, in a browser that keeps the pages that were left.

Playwright's `go_back` never ends where such a page comes back, so the browser is asked over its own protocol. While an
answer is awaited it tells nothing of the page that stands there, but it takes a picture.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Error, Page

KEPT: Final = "BackForwardCacheRestore"
_ALL_WORDS: Final = """document.readyState === 'complete' ? document.documentElement.outerHTML
  + [...document.querySelectorAll('textarea, input')].map((each) => each.value).join('\\n') : ''"""


@dataclass
class Tab:
    """A tab, and how each of its pages came: anew, or `KEPT`, whole from the browser's memory."""

    page: Page
    came: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.protocol = self.page.context.new_cdp_session(self.page)
        self.protocol.on("Page.frameNavigated", lambda event: self.came.append(event["type"]))
        self.protocol.send("Page.enable")

    @property
    def history(self) -> list[str]:
        """The addresses that Back and Forward lead to, oldest first."""
        return [each["url"] for each in self._told()["entries"]]

    def can_step(self, by: int) -> bool:
        """Whether there is a page so many steps back (-1) or forward (1), the empty one of a new tab left out."""
        told = self._told()
        return bool(0 < told["currentIndex"] + by < len(told["entries"]))

    def step(self, by: int) -> str:
        """Go back (-1) or forward (1), and tell all words of the page that comes."""
        told = self._told()
        return self._after("Page.navigateToHistoryEntry", {"entryId": told["entries"][told["currentIndex"] + by]["id"]})

    def reload(self) -> str:
        """Have the page again, what was sent for it included, and tell all its words."""
        return self._after("Page.reload", {})

    def words(self) -> str:
        """Everything that the page says once it is there, typed words among them."""
        for _ in range(500):
            if found := self.evaluate(_ALL_WORDS):
                return str(found)
            self.page.wait_for_timeout(20)
        raise AssertionError("the page never came to its end")

    def evaluate(self, expression: str) -> Any:
        """What an expression comes to in the page, whether scripts of its own run or not; None while there is none."""
        return self.protocol.send("Runtime.evaluate", {"expression": expression})["result"].get("value")

    def picture(self) -> str:
        """What is to be seen."""
        for _ in range(100):
            with suppress(Error):  # on a busy machine there may be none yet
                return str(self.protocol.send("Page.captureScreenshot")["data"])
            self.page.wait_for_timeout(100)
        raise AssertionError("the browser shows nothing, not even an empty page")

    def _after(self, method: str, given: dict[str, Any]) -> str:
        seen = len(self.came)
        self.protocol.send(method, given)
        for _ in range(500):
            if len(self.came) > seen:
                return self.words()
            self.page.wait_for_timeout(20)
        raise AssertionError(f"no page came after {method}")

    def _told(self) -> Any:
        return self.protocol.send("Page.getNavigationHistory")
