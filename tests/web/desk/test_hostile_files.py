"""Files that were made to do harm, and names that were, on their whole way: through the form, and over the desk.

A fixed part of them here; `make soak` takes them all, and holds what they end as against `docs/files.md`.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import pytest
from markupsafe import escape

from intake.attachments.names import as_kept
from intake.web.download import POLICY
from intake.web.filters import visible
from intake.web.uploads import FILES_AT_ONCE
from tests.attachments.real_files import HOSTILE, judged
from tests.support import corpus
from tests.web.desk.conftest import Desk
from tests.web.public.test_files import CONTACT, told_whole
from tests.web.visitor import Visitor

pytestmark = [
    pytest.mark.realdata, pytest.mark.slow, pytest.mark.timeout(900),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),  # all is sealed before a store sees it
]

DOCUMENT: Final = Path(__file__).parents[3] / "docs/files.md"
LONGEST_SECONDS: Final = 20.0
NAMES: Final = "payloads_upload_file_names"
KEPT: Final = "kept as it is"
SAFE_NAME: Final = r"attachment; filename=\"[A-Za-z0-9._ -]+\"; filename\*=UTF-8''[\w.%~-]+"
PICTURE_TYPES: Final = {"image/jpeg", "image/png"}
SOME: Final = 13
"""One of so many files or names is taken by `make test`."""


@pytest.fixture
def given_settings() -> dict[str, object]:
    """Nobody writes too fast, and no disk is too full."""
    return {"minimum_seconds": 0, "free_disk_mb": 0}


def sent(desk: Desk, files: list[tuple[str, bytes]]) -> tuple[list[str], list[str]]:
    """An enquiry with these files: what its sender is told of each, and where the desk's page of the case leads."""
    visitor, before = Visitor(desk.app), set(desk.references())
    page = visitor.upload(CONTACT, visitor.fill(message="Please look at these."), files)
    assert page.has("receipt-code")
    told = [line.partition(": arrived · ")[2] for line in told_whole(page)]
    assert all(told), told_whole(page)
    reference, = set(desk.references()) - before
    links = desk.karim.open(reference).links
    return told, list(dict.fromkeys(link for link in links if re.search(r"/files/\d+$", link)))


def saved(desk: Desk, link: str) -> tuple[bytes, str]:
    """The file itself and the header that names it; always as something to be saved, never to be shown."""
    form = desk.karim.get(link).form(f"{link}/save")
    answer = desk.karim.browser.post(f"{link}/save", data=form, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["Content-Type"] == "application/octet-stream"
    return answer.data, answer.headers["Content-Disposition"]


def shown(desk: Desk, link: str) -> str:
    """What the desk sees of a file: a picture that was drawn here, words, or nothing."""
    html = desk.karim.get(link).html
    if "/picture" in html:
        answer = desk.karim.browser.get(f"{link}/picture")
        assert answer.headers["Content-Type"] in PICTURE_TYPES
        return "a picture"
    return "words" if '<div class="panel measure words"' in html else "nothing"


@contextmanager
def no_longer_than(seconds: float, what: object) -> Iterator[None]:
    """The block ends within so many seconds."""
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < seconds, what


def what_becomes_of(desk: Desk, files: list[Path]) -> Counter[tuple[str, str, str]]:
    """How many of the files end alike: of which kind, what their sender is told, what the desk sees."""
    ended: Counter[tuple[str, str, str]] = Counter()
    for first in range(0, len(files), FILES_AT_ONCE):
        part = files[first:first + FILES_AT_ONCE]
        with no_longer_than(LONGEST_SECONDS * len(part), part):
            told, links = sent(desk, [(file.name, file.read_bytes()) for file in part])
        for file, words, link in zip(part, told, links, strict=True):
            kind, data = judged(file)
            with no_longer_than(LONGEST_SECONDS, file):
                seen = shown(desk, link)
            content, _ = saved(desk, link)
            assert content == data or not words.startswith(KEPT), file.name
            ended[(kind, words.partition(":")[0], seen)] += 1
    return ended


def keep_their_names(desk: Desk, names: list[str]) -> None:
    """Each name stands in the case as text and nothing else, and names the file that is saved."""
    for first in range(0, len(names), FILES_AT_ONCE):
        part = names[first:first + FILES_AT_ONCE]
        _, links = sent(desk, [(name, f"file {number}".encode()) for number, name in enumerate(part)])
        for number, (name, link) in enumerate(zip(part, links, strict=True)):
            heading = f'<h1><bdi dir="ltr">{escape(visible(as_kept(name)))}</bdi></h1>'
            assert heading in desk.karim.get(link).html, name
            content, disposition = saved(desk, link)
            assert content == f"file {number}".encode()
            assert re.fullmatch(SAFE_NAME, disposition), name
            assert not re.search(r"[\x00-\x1f\x7f/\\]", unquote(disposition)), name


def rows(ended: Counter[tuple[str, str, str]]) -> list[str]:
    """The rows of the document's table."""
    return [f"| {kind} | {told} | {seen} | {number} |" for (kind, told, seen), number in sorted(ended.items())]


def test_some_hostile_files_harm_nobody_on_their_way_to_the_desk(desk: Desk) -> None:
    what_becomes_of(desk, sorted(HOSTILE.iterdir())[::SOME])


def test_some_hostile_names_are_only_names(desk: Desk) -> None:
    keep_their_names(desk, corpus.hostile(NAMES)[::SOME])


@pytest.mark.soak
def test_every_hostile_file_ends_as_it_is_documented(
    desk: Desk, record_property: Callable[[str, object], None]
) -> None:
    files = sorted(HOSTILE.iterdir())
    begun = time.monotonic()
    ended = what_becomes_of(desk, files)
    record_property("hostile files", f"{sum(ended.values())} in {time.monotonic() - begun:.0f} s")
    written = DOCUMENT.read_text().splitlines()
    assert [row for row in rows(ended) if row not in written] == []


@pytest.mark.soak
def test_every_hostile_name_is_only_a_name(desk: Desk) -> None:
    keep_their_names(desk, corpus.hostile(NAMES))
