"""What there is none of, so that nobody is shut out or misled by it. Whoever needs one brings its other half with it.

Nothing is dragged and no single letter is a shortcut (WCAG 2.5.7, 2.1.4), nothing slides and no chart stands without
its table, nothing is saved unasked or says so, and nobody's full name is asked for.
"""

import re
from pathlib import Path

import pytest

from intake.paths import STATIC, TEMPLATES
from intake.questionnaires.definition import Kind
from intake.questionnaires.kept import shipped

PAGES = sorted(TEMPLATES.rglob("*.html"))
SCRIPTS = sorted(STATIC.glob("*.js"))
DRAGGED = re.compile(r"draggable|\bdrag(?:start|over|end|enter)?\b|\bondrop\b|[\"']drop[\"']|touchmove|pointermove")
SHORTCUT = re.compile(r"accesskey|aria-keyshortcuts", re.IGNORECASE)
SLIDING = re.compile(r"type=\"range\"|RangeInput|IntegerRangeField|<meter\b|role=\"slider\"")
CHART = re.compile(r"<canvas|<figure|<img\b|<video|<audio|role=\"img\"(?!\s*aria-label)")
KEEPING = re.compile(
    r"\b(?:localStorage|sessionStorage|indexedDB|sendBeacon|XMLHttpRequest|serviceWorker|setInterval)\b")
CLAIMED = re.compile(r"auto-?sav|saved automatically|draft (?:was |is |has been )?saved|we saved", re.IGNORECASE)
KEYS = {"exit.js": {"Shift"}}
"""Which script listens to which keys. Shift types nothing."""


@pytest.mark.parametrize("file", [*PAGES, *SCRIPTS], ids=lambda file: file.name)
def test_nothing_is_dragged_or_called_by_a_single_letter(file: Path) -> None:
    text = file.read_text("utf-8")
    assert not DRAGGED.search(text)
    assert not SHORTCUT.search(text)


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_a_script_listens_to_no_key_but_the_one_that_is_named_here(file: Path) -> None:
    text, name = file.read_text("utf-8"), file.name
    assert set(re.findall(r"\.(?:key|code)\s*[!=]==?\s*\"(\w+)\"", text)) == KEYS.get(name, set())
    assert bool(re.search(r"key(?:down|up|press)", text)) == (name in KEYS)


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_no_page_slides_draws_a_chart_or_claims_to_have_saved(file: Path) -> None:
    text = file.read_text("utf-8")
    assert not SLIDING.search(text)
    assert not CHART.search(text)
    assert not CLAIMED.search(text)


def test_no_script_keeps_anything_or_sends_it_unasked() -> None:
    for file in SCRIPTS:
        text = file.read_text("utf-8")
        assert not KEEPING.search(text), file.name
        asking = re.findall(r"fetch\(([^)]*)", text)
        assert all("method" not in call and "body" not in call for call in asking), file.name


def test_a_form_asks_with_words_and_numbers_alone_and_for_nobody_s_full_name() -> None:
    assert {kind.value for kind in Kind} == {
        "long_text", "short_text", "single_choice", "multiple_choice", "yes_no", "approximate_date", "country",
        "language", "person", "contact_way"}
    for form in shipped():
        names = {each.name for each in form.questions}
        assert not names & {"name", "first_name", "last_name", "surname", "full_name", "title", "birth"}, form.form
