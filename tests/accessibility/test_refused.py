"""A page that was refused says so where it is read first: in its title, in a summary with focus, beside the field."""

import re
from collections import defaultdict

import pytest

from tests.accessibility.conftest import EVERY_LANGUAGE, Galleries
from tests.accessibility.gallery import Shown
from tests.accessibility.outline import Outline
from tests.accessibility.window import Window

SAID = re.compile(r'<p class="error"[^>]*>.*?<span><span class="unseen">(.*?)</span>(.*?)</span></p>', re.DOTALL)
LISTED = re.compile(r'<li><a href="#([^"]+)">(.*?)</a></li>', re.DOTALL)
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
NO_TAGS = re.compile(r"<[^>]+>|\s+\(.*?\)$")


def refused(shown: Shown) -> bool:
    return 'aria-invalid="true"' in shown.html or 'id="error-summary"' in shown.html


def summary_of(shown: Shown) -> str:
    return shown.html.partition('id="error-summary"')[2].partition("</section>")[0]


def test_a_page_that_was_refused_says_so_in_its_title(galleries: Galleries) -> None:
    for shown in filter(refused, galleries("en").pages.values()):
        assert Outline(shown.html).title.startswith("Error: ") or "style guide" in shown.name, shown.name


@EVERY_LANGUAGE
def test_in_public_the_summary_comes_first_takes_the_focus_and_has_the_words_of_the_field(
    public_galleries: Galleries, language: str
) -> None:
    seen = 0
    for shown in filter(refused, public_galleries(language).from_outside()):
        beside = SAID.findall(shown.html)
        outline = Outline(shown.html)
        [summary] = [given for _, given in outline.elements if given.get("id") == "error-summary"]
        assert summary["role"] == "alert", shown.name
        assert {"autofocus", "tabindex"} <= summary.keys(), shown.name
        before, _, _ = shown.html.partition('id="error-summary"')
        assert "<h1" not in before.partition("<main")[2], shown.name
        listed = LISTED.findall(summary_of(shown))
        assert {words for _, words in listed} <= {words for _, words in beside}, shown.name
        assert {target for target, _ in listed} <= set(outline.ids), shown.name
        assert all(outline.title.startswith(prefix) for prefix, _ in beside), shown.name
        seen += bool(listed)
    assert seen >= 10


@EVERY_LANGUAGE
def test_titles_tell_the_pages_apart(public_galleries: Galleries, language: str) -> None:
    """All but the five forms: which entrance was taken, no title may tell."""
    titles = defaultdict(set)
    for shown in public_galleries(language).from_outside():
        outline, heading = Outline(shown.html), NO_TAGS.sub("", HEADING.findall(shown.html)[0]).strip()
        one_of_the_forms = "message" in outline.ids and "contact-may-ways" in outline.ids
        if not refused(shown):
            titles[outline.title].add("a form" if one_of_the_forms else heading)
    assert len(titles) > 30
    assert {title: several for title, several in titles.items() if len(several) > 1} == {}


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_focus_is_on_the_summary_when_the_page_opens(galleries: Galleries, window: Window, language: str) -> None:
    for name in ("the way back with a code that opens nothing", "the form with every error",
                 "the page of safe contact, with errors", "the conversation without a message"):
        page = window.show(galleries(language).pages[name])
        assert page.evaluate("document.activeElement.id") == "error-summary", name
        assert page.locator("#error-summary").bounding_box() is not None, name
