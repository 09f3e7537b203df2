"""A real browser's window that shows pages of the gallery: each with its own answer's headers, so its CSP holds.

The pages were answered before; only what they load (style sheets, scripts, the icon) is fetched here, from the same
application's files.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, cast

import axe_playwright_python
from playwright.sync_api import Browser, Page, Route

from intake.paths import STATIC
from tests.accessibility.gallery import Shown

HOST: Final = "http://127.0.0.1:1"
TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
Scheme = Literal["light", "dark", "forced"]
_KINDS: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_ASK: Final = """async ([tags, rules, preload]) => {
  const found = await axe.run(document, {
    runOnly: rules.length ? {type: 'rule', values: rules} : {type: 'tag', values: tags},
    resultTypes: ['violations'], preload,
    rules: rules.length ? {} : {'target-size': {enabled: true}, 'label-content-name-mismatch': {enabled: true}},
  });
  return {tried: found.passes.length, violations: found.violations.map((each) => ({
    rule: each.id, impact: each.impact,
    places: each.nodes.map((node) => node.target.join(' ') + ' | ' + node.html.slice(0, 160) + ' | '
      + node.failureSummary.split('\\n').slice(1, 3).join(' ').trim()),
  }))};
}"""


_UNFOLD: Final = """() => {
  document.querySelectorAll('details:not(.menu)').forEach((each) => { each.open = true; });
  document.styleSheets[0].insertRule('.choice + .reveal, .composer .pane { display: grid !important }');
}"""


@cache
def _axe() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


@dataclass
class Window:
    """One tab, and the page of the gallery that it shows."""

    page: Page
    shown: Shown | None = None

    @classmethod
    @contextmanager
    def opened(cls, chromium: Browser) -> Iterator["Window"]:
        """A window for the length of a block."""
        context = chromium.new_context(base_url=HOST)
        window = cls(context.new_page())
        context.route("**/*", window._answer)
        yield window
        context.close()

    def show(self, shown: Shown, width: int = 1280, scheme: Scheme = "light", height: int = 800) -> Page:
        """Open a page of the gallery at a width and in a scheme of colours."""
        self.shown = shown
        self.resize(width, height)
        self.dress(scheme)
        self.page.goto(f"/{shown.language}/shown")
        return self.page

    def resize(self, width: int, height: int = 800) -> None:
        """Give the page another width."""
        self.page.set_viewport_size({"width": width, "height": height})

    def dress(self, scheme: Scheme) -> None:
        """Choose light, dark, or the few colours that the system forces on every page."""
        self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce",
                                forced_colors="active" if scheme == "forced" else "none")

    def unfold(self) -> None:
        """Open all that can be opened: what is folded away would be looked at by nobody."""
        self.page.evaluate(_UNFOLD)

    def violations(self, *, rotated: bool = False, only: Sequence[str] = ()) -> list[str]:
        """What axe-core finds wrong with the page as it stands, one line for each place; by these rules, or by all.

        `rotated` also looks for style sheets that hold a page in one orientation, which takes as long as all the rest.
        """
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(_axe())
        found = cast(dict[str, Any], self.page.evaluate(_ASK, [list(TAGS), list(only), rotated]))
        return [f"{each['rule']}: {place}" for each in found["violations"] for place in each["places"]]

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        if path.startswith("/static/"):
            file = STATIC / path.rpartition("/")[2]
            route.fulfill(body=file.read_bytes(), content_type=_KINDS[file.suffix])
        elif path.endswith("/shown") and self.shown is not None:
            headers = {name: value for name, value in self.shown.headers.items()
                       if name.lower() not in {"content-length", "set-cookie"}}
            route.fulfill(status=self.shown.status, headers=headers, body=self.shown.html)
        elif path == "/exit/on":
            route.fulfill(status=204)  # where the blank page goes by itself; it is looked at instead
        else:
            route.abort()
