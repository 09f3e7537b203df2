"""What there is none of, so that nobody is shut out or misled by it. Whoever needs one brings its other half with it.

Nothing is dragged and no single letter is a shortcut (WCAG 2.5.7, 2.1.4), nothing slides and no chart stands without
its table, nothing is saved unasked or says so, and nobody's full name is asked for.
"""

import re
from pathlib import Path

from intake.paths import STATIC, TEMPLATES
from intake.questionnaires.definition import Kind
from intake.questionnaires.kept import shipped

PAGES = sorted(TEMPLATES.rglob("*.html"))
SCRIPTS = sorted(STATIC.glob("*.js"))
DRAGGED = re.compile(r"draggable|\bdrag(?:start|over|end|enter)?\b|\bondrop\b|[\"']drop[\"']|touchmove|pointermove")
SHORTCUT = re.compile(r"accesskey|aria-keyshortcuts", re.IGNORECASE)
SLIDING = re.compile(r"type=\"range\"|RangeInput|IntegerRangeField|<meter\b|role=\"slider\"")
CHART = re.compile(r"<canvas|<figure|<video|<audio|role=\"img\"(?!\s*aria-label)")
KEEPING = re.compile(r"\b(?:localStorage|sessionStorage|indexedDB|sendBeacon|serviceWorker|setInterval)\b")
WATCHING = re.compile(r"[\"'](?:input|blur|focusout|visibilitychange|pagehide|beforeunload)[\"']|\bon(?:input|blur)\b")
CLAIMED = re.compile(r"auto-?sav|saved automatically|draft (?:was |is |has been )?saved|we saved", re.IGNORECASE)
KEYS = {"exit.js": {"Shift"}, "leaf.js": {"ArrowLeft", "ArrowRight"}}
"""Which script listens to which keys. None of them types anything."""


def holding(pattern: re.Pattern[str], files: list[Path]) -> list[tuple[str, str]]:
    """Which of these files hold it, and where."""
    hits = [(file, pattern.search(file.read_text("utf-8"))) for file in files]
    return [(file.name, hit[0]) for file, hit in hits if hit]


def test_nothing_is_dragged_or_called_by_a_single_letter() -> None:
    assert holding(DRAGGED, [*PAGES, *SCRIPTS]) == []
    assert holding(SHORTCUT, [*PAGES, *SCRIPTS]) == []


def test_a_script_listens_to_no_key_but_those_that_are_named_here() -> None:
    for file in SCRIPTS:
        text, named = file.read_text("utf-8"), KEYS.get(file.name, set())
        assert set(re.findall(r"\.(?:key|code)\s*[!=]==?\s*\"(\w+)\"", text)) == named, file.name
        assert bool(re.search(r"key(?:down|up|press)", text)) == bool(named), file.name


def test_no_page_slides_draws_a_chart_or_claims_to_have_saved() -> None:
    assert holding(SLIDING, PAGES) == []
    assert holding(CHART, PAGES) == []
    assert holding(CLAIMED, PAGES) == []


def test_no_script_keeps_anything_or_sends_it_unasked() -> None:
    assert holding(KEEPING, SCRIPTS) == []
    assert holding(WATCHING, SCRIPTS) == []
    for file in SCRIPTS:
        text = file.read_text("utf-8")
        asking = re.findall(r"fetch\(([^)]*)", text)
        assert all("method" not in call and "body" not in call for call in asking), file.name


def test_a_form_asks_with_words_and_numbers_alone_and_for_nobody_s_full_name() -> None:
    assert {kind.value for kind in Kind} == {
        "long_text", "short_text", "single_choice", "multiple_choice", "yes_no", "approximate_date", "country",
        "language", "person", "contact_way"}
    for form in shipped():
        names = {each.name for each in form.questions}
        assert not names & {"name", "first_name", "last_name", "surname", "full_name", "title", "birth"}, form.form
