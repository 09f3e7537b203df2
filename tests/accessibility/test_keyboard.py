"""The Tab key, on every page, there and back: it meets every control in order, seen and marked, and nothing holds it.

"Seen" is WCAG's: the bar at the top that always offers the way out, and the desk's, never cover all of it (2.4.11).
"""

from pathlib import Path
from typing import Any, cast

import pytest

from tests.accessibility.conftest import OTHERS, Galleries
from tests.accessibility.gallery import Shown
from tests.accessibility.window import Window

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WATCH = Path(__file__).with_name("tabbing.js").read_text("utf-8")
SETTLED = "new Promise((settled) => requestAnimationFrame(() => requestAnimationFrame(settled)))"
"""What a page puts the focus on by itself, it does with its first picture: later would be in the middle of the walk."""
SIZES = [(320, 480), (1280, 600)]


def _troubles(window: Window, shown: Shown, size: tuple[int, int], spoilt: str = "") -> list[str]:
    """What goes wrong on the way through a page, and back."""
    page = window.show(shown, size[0], height=size[1])
    page.evaluate(spoilt)
    page.evaluate(SETTLED)
    page.evaluate("document.querySelectorAll('details:not(.menu)').forEach((each) => { each.open = true; })")
    page.evaluate(WATCH)
    troubles = []
    for key, backwards in (("Tab", False), ("Shift+Tab", True)):
        for _ in range(cast(int, page.evaluate("(back) => tabbing.begin(back)", backwards)) + 1):
            page.keyboard.press(key)
        walk: dict[str, Any] = page.evaluate("tabbing.end()")
        troubles += [f"{key}: {each}" for each in _told(walk)]
    return troubles


def _told(walk: dict[str, Any]) -> list[str]:
    met = [each for each in walk["met"] if not each.get("scroller")]
    stops = [each["at"] for each in met if each["at"] >= 0]
    expected = walk["expected"]
    missed = [what for at, what in enumerate(expected) if at not in stops]
    firsts = list(dict.fromkeys(stops))
    return [
        *(f"never met: {each}" for each in missed),
        *(f"met, and no control: {each['what']}" for each in met if each["at"] < 0 and each["what"] != "the page"),
        *([f"out of order: {[expected[at] for at in firsts]}"] if firsts != sorted(firsts) else []),
        *(f"covered: {each['what']}" for each in met if each.get("covered")),
        *(f"not marked: {each['what']}" for each in met if each.get("unmarked")),
    ]


def test_the_keyboard_goes_through_every_kind_of_page_from_right_to_left(galleries: Galleries, window: Window) -> None:
    troubles = {shown.name: found for shown in galleries("fa").one_of_each_kind()
                if (found := _troubles(window, shown, SIZES[0]))}
    assert troubles == {}


@pytest.mark.soak
@pytest.mark.parametrize("language, size", [("en", SIZES[1]), ("fa", SIZES[0])])
def test_the_keyboard_goes_through_every_page(
    galleries: Galleries, window: Window, language: str, size: tuple[int, int]
) -> None:
    troubles = {shown.name: found for shown in galleries(language).pages.values()
                if (found := _troubles(window, shown, size))}
    assert troubles == {}


@pytest.mark.soak
@pytest.mark.parametrize("language", OTHERS)
def test_the_keyboard_goes_through_every_kind_of_page_in_the_other_languages(
    galleries: Galleries, window: Window, language: str
) -> None:
    troubles = {shown.name: found for shown in galleries(language).one_of_each_kind()
                for size in SIZES if (found := _troubles(window, shown, size))}
    assert troubles == {}


@pytest.mark.parametrize("spoilt, told", [
    ("document.querySelector('#leave').style.outline = 'none'", "not marked"),
    ("document.querySelector('[name=message]').addEventListener('keydown', (event) => event.preventDefault())",
     "never met"),
    ("document.querySelector('.bar').style.cssText = 'position: fixed; inset: 0; z-index: 99'", "covered"),
    ("document.querySelector('[name=message]').tabIndex = 5", "out of order"),
])
def test_a_page_that_was_spoilt_is_found(galleries: Galleries, window: Window, spoilt: str, told: str) -> None:
    found = _troubles(window, galleries("en").pages["public.show_contact as nobody"], SIZES[0], spoilt)
    assert any(told in each for each in found), found
