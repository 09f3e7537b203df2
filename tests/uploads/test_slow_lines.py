"""People on slow lines, and whoever pretends to be: a file that stops coming is given up, and others are served."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.uploads.conftest import Site
from tests.uploads.lines import CONTACT, Line, fields_of, form_with, length_of

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

MB = 1024 * 1024
STALLED = 40


@pytest.fixture
def command() -> tuple[str, ...]:
    """A server that waits two seconds for a piece."""
    return "-m", "tests.uploads.impatient"


def begun(site: Site, message: str, size: int = 5 * MB, sent: int = 2) -> Line:
    """An upload of which only so many blocks were sent."""
    fields = fields_of(site.served, message)
    line = Line(site.served, CONTACT, length_of(fields, "film.mp4", size))
    for _, block in zip(range(sent), form_with(fields, "film.mp4", size), strict=False):
        line.send(block)
    return line


def test_a_file_that_stops_coming_is_given_up_and_the_text_was_kept(site: Site) -> None:
    line, began = begun(site, "The line went dead."), time.monotonic()
    answer = line.answer()
    assert time.monotonic() - began < 20
    assert "receipt-code" in answer
    assert "film.mp4</bdi>: did not arrive whole" in answer
    assert site.stored() == []


def test_a_slow_file_that_keeps_coming_arrives(site: Site) -> None:
    fields = fields_of(site.served, "Slow, but here.")
    size = MB // 2
    line = Line(site.served, CONTACT, length_of(fields, "film.mp4", size))
    for block in form_with(fields, "film.mp4", size):
        for start in range(0, len(block), 50_000):
            line.send(block[start:start + 50_000])
            time.sleep(0.7)
    assert "film.mp4</bdi>: arrived" in line.answer()


def test_many_stalled_uploads_keep_nobody_else_from_writing(site: Site) -> None:
    browser = site.served.browser()
    lines = [begun(site, f"Stalled {number}.") for number in range(STALLED)]
    began = time.monotonic()
    answer = browser.send("Somebody with a small phone.")
    assert answer.status == 200
    assert "receipt-code" in answer.text
    assert time.monotonic() - began < 60
    with ThreadPoolExecutor(STALLED) as pool:
        answers = list(pool.map(lambda line: line.answer(), lines))
    assert sum("receipt-code" in each for each in answers) == STALLED, "each text was kept, whatever became of the file"
    assert site.stored() == []

