"""The log in number: four processes with a thousand events each, and a million events verified."""

import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import islice

import pytest

from intake import clock
from intake.audit import history
from intake.audit.history import StoredEvent
from intake.audit.kinds import Act
from intake.audit.trail import Draft, append
from intake.audit.verify import Head, is_signed, verify
from intake.db import Stores
from tests.audit.logbook import ANA, LOG_SIGNER, Logbook
from tests.audit.many_writers import write_together
from tests.support.databases import Urls

pytestmark = [pytest.mark.soak, pytest.mark.timeout(7200)]

EVENTS, AT_ONCE = 1_000_000, 5_000


@pytest.fixture
def log(stores: Stores) -> Logbook:
    """A begun log."""
    return Logbook(stores)


def test_four_processes_write_four_thousand_events_without_a_gap_or_a_fork(
    urls: Urls, log: Logbook, record_property: Callable[[str, object], None]
) -> None:
    (seconds,) = write_together(urls, 4, 1_000)
    report = log.check()
    assert (report.ok, report.size) == (True, 4_004)
    record_property("events a second", f"{4_000 / seconds:.0f}")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_million_events_are_verified(log: Logbook, record_property: Callable[[str, object], None]) -> None:
    """Made through the log's own `append`, each with its own signature, thousands to a transaction."""
    fill(log, EVENTS)
    figures = measure(log)
    for name, figure in figures.items():
        record_property(name, figure)


def fill(log: Logbook, events: int) -> None:
    """Add signed events, many to a transaction."""
    for first in range(0, events, AT_ONCE):
        drafts = [Draft(Act.CASE_OPENED, clock.now(), ANA.role, ANA.id, f"K7-{number % 997}", 1, None,
                        {"entries": number}) for number in range(first, min(first + AT_ONCE, events))]
        with log.stores.changing() as work:
            append(work.main, ANA.signer, drafts)


def measure(log: Logbook) -> dict[str, str]:
    """Verify the log, and tell the time against one SHA-256 over the same bytes; reading and signatures apart."""
    took = {"reading": 0.0, "signatures": 0.0, "sha": 0.0}
    with log.stores.reading() as work:
        head = history.head(work.main)
        began = time.perf_counter()
        report = verify(_timed(history.all_rows(work.main), took), LOG_SIGNER.public_key,
                        Head(head.size, head.root, head.frontier))
        verifying = time.perf_counter() - began - took["reading"]
    assert report.ok
    assert report.size == head.size
    with log.stores.reading() as work:
        _compare(history.all_rows(work.main), took)
    rest = verifying - took["signatures"]
    return {
        "events": f"{head.size:,}",
        "verified, without reading": f"{verifying:.1f} s",
        "of it signatures": f"{took['signatures']:.1f} s",
        "the rest against one SHA-256 of the same bytes": f"{rest / took['sha']:.1f} times ({rest:.1f} s)",
        "reading": f"{took['reading']:.1f} s",
    }


def _timed(rows: Iterator[StoredEvent], took: dict[str, float]) -> Iterator[StoredEvent]:
    while True:
        began = time.perf_counter()
        part = list(islice(rows, AT_ONCE))
        took["reading"] += time.perf_counter() - began
        if not part:
            return
        yield from part


def _compare(rows: Iterator[StoredEvent], took: dict[str, float]) -> None:
    plain = sha256()
    while part := list(islice(rows, AT_ONCE)):
        began = time.perf_counter()
        assert all(map(is_signed, part))
        took["signatures"] += time.perf_counter() - began
        written = [row.body.encode() + row.signature for row in part]
        began = time.perf_counter()
        for each in written:
            plain.update(each)
        took["sha"] += time.perf_counter() - began
