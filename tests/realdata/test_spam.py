"""The rules measured on what others really wrote: spam that came through forms, and letters that are none.

The figures stand in `docs/abuse.md`; a rule that is changed is measured here first.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.judging.judge import judge
from tests.support.corpus import DATA

pytestmark = pytest.mark.realdata

LEAST_OF_SPAM = 0.7
MOST_OF_LETTERS = 0.01
LETTERS = sorted(DATA.glob("text/*.jsonl"))


def rows(file: Path) -> Iterator[dict[str, str]]:
    """Every row of a file."""
    for line in file.read_bytes().decode().split("\n"):
        if line:
            yield json.loads(line)


def share(texts: list[str]) -> float:
    """How many of these would be set aside, of one."""
    return sum(judge((text,)).suspicious for text in texts) / len(texts)


def told_apart() -> dict[str, tuple[int, float]]:
    """Each set by name: how many texts, and the share that would be set aside. For the table in the documents."""
    found = {}
    for file in [*sorted(DATA.glob("spam/*.jsonl")), *LETTERS]:
        by_label: dict[str, list[str]] = {}
        for row in rows(file):
            by_label.setdefault(row.get("label", ""), []).append(row["text"])
        for label, texts in by_label.items():
            found[f"{file.stem} {label}".strip()] = len(texts), share(texts)
    return found


@pytest.mark.parametrize("name", ["contact_form_messages", "comment_spam"])
def test_most_spam_is_set_aside(name: str) -> None:
    texts = [row["text"] for row in rows(DATA / f"spam/{name}.jsonl") if row["label"] == "spam"]
    assert len(texts) > 10
    assert share(texts) >= LEAST_OF_SPAM


@pytest.mark.parametrize("file", LETTERS, ids=lambda file: file.stem)
def test_hardly_a_letter_is_set_aside_in_any_language(file: Path) -> None:
    texts = [row["text"] for row in rows(file)]
    aside = [text for text in texts if judge((text,)).suspicious]
    assert len(aside) <= MOST_OF_LETTERS * len(texts), aside
