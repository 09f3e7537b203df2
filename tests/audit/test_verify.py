"""The verifier on its own: an export without a database, memory that stays flat, no other room of the house."""

import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from intake.audit import consult, history, merkle, trail, verify
from intake.audit.history import Filters, StoredEvent
from intake.audit.kinds import Act
from tests.audit.logbook import ADA, LOG_SIGNER, Logbook

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def exported(log: Logbook) -> list[str]:
    with log.stores.changing() as work:
        export = consult.begin_export(work.main, Filters(), actor=ADA, signer=ADA.signer)
    with log.stores.reading() as work:
        return list(consult.export_lines(work.main, export))


@on_sqlite
def test_an_export_of_the_whole_log_verifies_without_a_database(log: Logbook) -> None:
    log.fill(30)
    lines = exported(log)
    report = verify.verify(verify.read_export(lines), LOG_SIGNER.public_key)
    assert report.ok
    assert report.size == len(lines) == 34


@on_sqlite
def test_an_export_with_a_line_taken_out_does_not(log: Logbook) -> None:
    log.fill(30)
    lines = exported(log)
    report = verify.verify(verify.read_export(lines[:7] + lines[8:]), LOG_SIGNER.public_key)
    assert [problem.kind for problem in report.problems] == [verify.Kind.GAP]


@on_sqlite
def test_an_export_with_lines_in_another_order_does_not(log: Logbook) -> None:
    log.fill(30)
    lines = exported(log)
    lines[6], lines[7] = lines[7], lines[6]
    report = verify.verify(verify.read_export(lines), LOG_SIGNER.public_key)
    assert verify.Kind.ORDER in {problem.kind for problem in report.problems}


@on_sqlite
def test_the_log_of_another_installation_does_not_pass_for_ours(log: Logbook) -> None:
    report = verify.verify(verify.read_export(exported(log)), ADA.signer.public_key)
    assert verify.Kind.SIGNER in {problem.kind for problem in report.problems}


def test_an_empty_log_is_whole_and_says_so() -> None:
    report = verify.verify([], LOG_SIGNER.public_key)
    assert (report.ok, report.size, report.root) == (True, 0, merkle.EMPTY_ROOT)


def rows_without_end(log: Logbook, count: int) -> Iterator[StoredEvent]:
    """The same row under every number: wrong in every way, which is the dearest case to tell."""
    with log.stores.reading() as work:
        row = next(iter(history.all_rows(work.main)))
    for seq in range(1, count + 1):
        yield replace(row, seq=seq)


@pytest.mark.slow
@on_sqlite
def test_memory_does_not_grow_with_the_log(log: Logbook) -> None:
    verify.verify(rows_without_end(log, 200), LOG_SIGNER.public_key)
    tracemalloc.start()
    try:
        verify.verify(rows_without_end(log, 4000), LOG_SIGNER.public_key)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 400_000


def test_the_verifier_loads_no_other_room() -> None:
    code = ("import sys, intake.audit.verify; print([name for name in sys.modules if name.startswith('intake')],"
            " 'sqlalchemy' in sys.modules)")
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "['intake', 'intake.audit', 'intake.audit.note', 'intake.audit.verify'] False"


def test_verifier_and_writer_agree_on_what_is_signed_and_said() -> None:
    assert verify.SIGNED_AS == trail.SIGNED_AS
    draft = trail.Draft(Act.CASE_OPENED, datetime(2026, 3, 1, tzinfo=UTC), "lead")
    assert verify._parse(trail._body(1, draft, bytes(32))) is not None
