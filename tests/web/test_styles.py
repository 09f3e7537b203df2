"""The style sheets keep their promises: both directions, nothing fetched, small enough for a bad line."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "intake/web/static"
SHEETS = sorted(STATIC.glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_DECLARATION = re.compile(r"[{;]\s*([a-z-]+)\s*:\s*([^;{}]+)")
_PHYSICAL = re.compile(
    r"(margin|padding|border|scroll-margin|scroll-padding|inset)-(left|right|top|bottom)(-.*)?"
    r"|left|right|top|bottom|width|height|(min|max)-(width|height)|border-(top|bottom)-(left|right)-radius"
    r"|overflow-(left|right)"
)
_SIDES = re.compile(r"\b(left|right)\b")
_USED = re.compile(r"var\((--[a-z-]+)")
_GIVEN = re.compile(r"(--[a-z-]+)\s*:")
_COLOURS = re.compile(r"(color|background|border(-[a-z-]+)?|outline(-offset)?|forced-color-adjust|--[a-z-]+)")
_SCHEME = re.compile(r"@media[^{]*(color-scheme|forced-colors|prefers-contrast)[^{]*")


def declarations(sheet: Path) -> list[tuple[str, str]]:
    return _DECLARATION.findall(_COMMENT.sub("", sheet.read_text()))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_only_logical_properties_are_used(sheet: Path) -> None:
    found = [(name, value) for name, value in declarations(sheet) if _PHYSICAL.fullmatch(name) or _SIDES.search(value)]
    assert found == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_style_sheet_fetches_nothing(sheet: Path) -> None:
    text = _COMMENT.sub("", sheet.read_text())
    assert "@import" not in text
    assert "url(" not in text


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_colour_and_size_that_is_used_has_a_name_that_exists(sheet: Path) -> None:
    given = set(_GIVEN.findall((STATIC / "base.css").read_text()))
    assert set(_USED.findall(sheet.read_text())) - given == set()


def test_what_a_first_visit_loads_beside_the_page_is_small() -> None:
    assert len(gzip.compress((STATIC / "base.css").read_bytes(), 9)) < 8 * 1024
    assert len(gzip.compress((STATIC / "exit.js").read_bytes(), 9)) < 1024
    assert len((STATIC / "icon.svg").read_bytes()) < 1024


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_page_carries_no_style_or_script_of_its_own(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"<[^>]*\sstyle=|<style|<script(?![^>]*\ssrc=)|<[^>]*\son[a-z]+=|javascript:", text)


def test_what_is_not_to_be_read_aloud_is_still_seen_in_older_browsers() -> None:
    """They drop a `content` with words for those who listen, so a plain one stands before it."""
    for file in SHEETS:
        for rule in re.findall(r"\{([^{}]*)\}", file.read_text()):
            contents = re.findall(r"content: (\"[^\"]*\")( / \"\")?", rule)
            for at, (words, unread) in enumerate(contents):
                assert not unread or contents[at - 1] == (words, ""), f"{file.name}: {rule}"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_scheme_of_colours_changes_colours_and_lines_alone(sheet: Path) -> None:
    text = _COMMENT.sub("", sheet.read_text())
    blocks = [_block(text, found.end()) for found in _SCHEME.finditer(text)]
    changed = [name for block in blocks for name, _ in _DECLARATION.findall(block)]
    assert [name for name in changed if not _COLOURS.fullmatch(name)] == []
    assert changed or sheet.name not in {"base.css", "desk.css"}


def _block(text: str, start: int) -> str:
    """What stands between the brace at this place and its counterpart."""
    depth = 0
    for place, mark in enumerate(text[start:], start):
        depth += {"{": 1, "}": -1}.get(mark, 0)
        if depth == 0:
            return text[start:place]
    raise AssertionError("a brace is never closed")
