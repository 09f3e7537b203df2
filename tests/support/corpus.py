"""The texts and hostile strings that people wrote, from `../shared/data` beside the checkout, where that exists."""

import json
from collections.abc import Iterator
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Final

import pytest

DATA: Final = Path(__file__).parents[3] / "shared/data"
PRESENT: Final = DATA.is_dir()
ABSENT: Final = "realdata: there is no ../shared/data beside this checkout; the tests that need it were left out"
HOSTILE: Final = ("naughty_strings", "payloads_xss", "payloads_sql_injection")
LANGUAGES: Final = {"fa": "fa", "ar": "ar", "fr": "fr", "de": "de", "sq": "sq"}
"""The languages of the texts beside English, and the language of the form that somebody who writes so would use."""


def narratives(number: int) -> list[str]:
    """English narratives of consumers."""
    return list(islice(_texts(DATA / "text/en_cfpb_complaints.jsonl"), number))


def texts(language: str, number: int) -> list[str]:
    """Texts in a language, taken in turn from every source there is, each once."""
    sources = [_texts(file) for file in sorted((DATA / "text").glob(f"{language}_*.jsonl"))]
    mixed = (text for text in chain.from_iterable(zip_longest(*sources)) if text and text.strip())
    return list(islice(dict.fromkeys(mixed), number))


def hostile(name: str) -> list[str]:
    """Every string of a hostile set, each once."""
    return list(dict.fromkeys(_texts(DATA / f"hostile/{name}.jsonl")))


def every_hostile_set() -> tuple[str, ...]:
    """The names of all hostile sets."""
    return tuple(sorted(file.stem for file in (DATA / "hostile").glob("*.jsonl")))


def leave_out_what_needs_texts(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what needs the texts where there are none."""
    if PRESENT:
        return
    needing = [item for item in items if item.get_closest_marker("realdata")]
    items[:] = [item for item in items if item not in needing]
    config.hook.pytest_deselected(items=needing)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so, in one line."""
    if not PRESENT:
        terminalreporter.write_line(ABSENT)


def _texts(file: Path) -> Iterator[str]:
    # Only LF ends a line of the file: some strings hold other line ends.
    for line in file.read_bytes().decode().split("\n"):
        if line:
            yield json.loads(line)["text"]
