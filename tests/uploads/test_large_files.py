"""A large file through the real server: memory stays flat, nothing of it is written in clear, a cut costs it alone."""

import time
from pathlib import Path

import pytest

from tests.uploads.conftest import Site
from tests.uploads.lines import (
    CONTACT,
    NAME,
    NEEDLE,
    Line,
    content,
    form_with,
    length_of,
    memory_mb,
    uploaded,
    workers,
    written_by,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

MB = 1024 * 1024


def test_a_file_of_100_mb_costs_a_worker_less_than_20_mb(site: Site) -> None:
    processes, written = workers(site.served), dict[int, int]()
    while len(written) < 2 or min(written.values()) < MB:  # until each worker has kept a file before
        uploaded(site.served, MB)[0].answer()
        written = {process: written_by(process) for process in processes}
    before = {process: memory_mb(process) for process in processes}
    answer = uploaded(site.served, 100 * MB)[0].answer()
    assert f"{NAME}</bdi>: arrived" in answer
    grown = {process: memory_mb(process) - most for process, most in before.items()}
    assert max(grown.values()) < 20, grown
    assert sum(path.stat().st_size for path in site.stored()) > 104 * MB


def test_a_file_that_is_one_byte_too_large_is_refused_and_nothing_of_it_stays(site: Site) -> None:
    line, _ = uploaded(site.served, 100 * MB + 1)
    answer = line.answer()
    assert "receipt-code" in answer
    assert f"{NAME}</bdi>: not taken: it is larger than 100\u00a0MB" in answer
    assert site.stored() == []


def test_a_line_that_is_cut_at_80_percent_costs_the_file_alone(site: Site) -> None:
    line, fields = uploaded(site.served, 20 * MB, share=0.8)
    line.cut()
    deadline = time.monotonic() + 30
    while [path for path in site.stored() if path.name.startswith(".")]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert site.stored() == [], "nothing of half a file stays"
    browser = site.served.browser()
    again = browser.post(CONTACT, fields)
    code = again.page.text_of("receipt-code")
    assert browser.come_back(code).status == 200, "the text was safe before the file began"
    length = length_of(fields, NAME, 3 * MB)
    whole = Line(site.served, CONTACT, length)
    for block in form_with(fields, NAME, 3 * MB):
        whole.send(block)
    assert f"{NAME}</bdi>: arrived" in whole.answer()
    assert len(site.stored()) == 1


def test_nothing_of_a_file_is_left_readable(site: Site) -> None:
    uploaded(site.served, 5 * MB)[0].answer()
    assert NEEDLE in next(content(MB))
    for path in [path for path in site.folder.rglob("*") if path.is_file()]:
        data = path.read_bytes()
        assert NEEDLE[:24] not in data, path
        for encoding in ("utf-8", "utf-16-le"):
            assert NAME.encode(encoding) not in data, path


def test_the_store_has_no_time_finer_than_a_day(site: Site) -> None:
    uploaded(site.served, MB)[0].answer()
    paths = [*site.stored(), *[path for path in (site.instance.folder / "blobs").rglob("*") if path.is_dir()]]
    assert len(paths) == 2
    assert {Path(path).stat().st_mtime % (24 * 3600) for path in paths} == {0}
