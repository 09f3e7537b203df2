"""Every word that a page says goes through gettext, from the first day."""

import re
from pathlib import Path

import pytest

from intake.paths import TEMPLATES

FILES = sorted(TEMPLATES.rglob("*.html"))
_CLASSES = re.compile(r"\{% block page_class %\}.*?\{% endblock %\}")
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.S)
_TAGS = re.compile(r"<[^<>]*>", re.S)
_SAID = re.compile(r"\s(?:title|alt|placeholder|aria-label|aria-description)=\"([^\"]*)\"")
_WORD = re.compile(r"(?<![-\w])[^\W\d_]{2,}")  # an id's ending, "-hint", is no word


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_no_word_stands_bare_in_a_template(file: Path) -> None:
    markup = _JINJA.sub("", _CLASSES.sub("", file.read_text()))
    said = [*_SAID.findall(markup), *_TAGS.sub(" ", re.sub(r"&[a-z]+;", " ", markup)).split("\n")]
    assert [text for text in said if _WORD.search(text)] == []
