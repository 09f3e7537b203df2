"""What axe-core finds on every page, with all that is folded away opened: nothing.

It finds about half of what people stumble over; `docs/accessibility-script.md` is for the rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from intake.settings import LANGUAGES
from tests.accessibility.conftest import Galleries
from tests.accessibility.gallery import Shown
from tests.accessibility.window import Scheme, Window

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = (320, 1280)
IN_COLOUR = ("color-contrast", "link-in-text-block", "target-size")
RULES: dict[Scheme, tuple[str, ...]] = {"light": (), "dark": IN_COLOUR, "forced": IN_COLOUR}
"""All rules in one scheme, and in the others those whose answer colours and lines can change: a scheme changes nothing
else, as `tests/web/test_styles.py` shows.
"""


@dataclass(frozen=True)
class Look:
    """How a page is looked at: by these rules of axe-core, or by all."""

    width: int
    scheme: Scheme
    rules: tuple[str, ...] = ()
    rotated: bool = False


def _found(pages: Iterable[Shown], window: Window, *looks: Look) -> dict[str, list[str]]:
    """The violations of each page that has some, under its name and what it was looked at in."""
    found = {}
    for shown in pages:
        window.show(shown)
        window.unfold()
        for look in looks:
            window.resize(look.width)
            window.dress(look.scheme)
            if violations := window.violations(rotated=look.rotated, only=look.rules):
                found[f"{shown}, {look.width} pixels, {look.scheme}"] = violations
    return found


@pytest.mark.parametrize("language, look", [("fa", Look(320, "light")), ("en", Look(1280, "dark"))],
                         ids=["fa", "en"])
def test_no_page_in_its_fullest_state_has_a_violation(
    galleries: Galleries, window: Window, language: str, look: Look
) -> None:
    assert _found(galleries(language).one_of_each_kind(), window, look) == {}


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_page_that_goes_on_by_itself_has_no_violation(galleries: Galleries, window: Window, language: str) -> None:
    gallery = galleries(language)
    assert gallery.passing
    for shown in gallery.passing.values():
        window.show(shown)
        assert window.violations() == []


@pytest.mark.soak
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_in_any_language_width_or_scheme_has_a_violation(
    galleries: Galleries, window: Window, language: str
) -> None:
    looks = [Look(width, scheme, rules) for width in WIDTHS for scheme, rules in RULES.items()]
    assert _found(galleries(language).pages.values(), window, *looks) == {}


@pytest.mark.soak
def test_no_style_sheet_of_any_page_holds_it_in_one_orientation(galleries: Galleries, window: Window) -> None:
    assert _found(galleries("en").pages.values(), window, Look(1280, "light", rotated=True)) == {}


def test_forced_colours_leave_what_people_from_outside_meet_without_a_violation(
    galleries: Galleries, window: Window
) -> None:
    pages = galleries("en").pages
    names = ("public.show_home as nobody", "the form with every error", "the receipt", "the conversation",
             "desk.show_case as lead")
    assert _found([pages[name] for name in names], window, Look(320, "forced")) == {}


@pytest.mark.parametrize("width, scheme", [(320, "light"), (1280, "dark")])
def test_the_menu_of_the_staff_has_no_violation_when_it_is_open(
    galleries: Galleries, window: Window, width: int, scheme: Scheme
) -> None:
    window.show(galleries("en").pages["desk.show_case as lead"], width, scheme).locator(".menu > summary").click()
    assert window.violations() == []


@pytest.mark.parametrize("spoilt, rule", [
    ("document.querySelector('main').insertAdjacentHTML('beforeend', '<input name=x>')", "label"),
    ("document.querySelector('main').style.color = '#888888'", "color-contrast"),
    ("document.documentElement.removeAttribute('lang')", "html-has-lang"),
    ("document.title = ''", "document-title"),
    ("document.querySelector('main').insertAdjacentHTML('beforeend', '<p><button>a</button><button>b</button></p>');"
     "document.querySelectorAll('main p > button').forEach((each) => {"
     " each.style.cssText = 'inline-size: 9px; block-size: 9px; padding: 0; min-block-size: 0' })", "target-size"),
])
def test_a_page_that_was_spoilt_is_found(galleries: Galleries, window: Window, spoilt: str, rule: str) -> None:
    page = window.show(galleries("en").pages["public.show_contact as nobody"])
    page.evaluate(spoilt)
    assert {each.partition(":")[0] for each in window.violations()} == {rule}
