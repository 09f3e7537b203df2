"""Several processes write one log, and it stays one log. `tests/soak` has them write more."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from intake.audit import history
from tests.audit.logbook import Logbook
from tests.audit.many_writers import write_together
from tests.support.databases import Urls

PROCESSES, EACH = 4, 250


@pytest.mark.slow
def test_four_processes_write_a_thousand_events_without_a_gap_or_a_fork(urls: Urls, log: Logbook) -> None:
    write_together(urls, PROCESSES, EACH)
    report = log.check()
    assert (report.ok, report.size) == (True, 4 + PROCESSES * EACH)
    with log.stores.main.connect() as connection:
        written = connection.execute(text(
            "SELECT case_reference, count(*) FROM audit_event WHERE case_reference IS NOT NULL GROUP BY case_reference"
        ))
        assert {row[0]: row[1] for row in written} == {f"K7-{place}": EACH for place in range(PROCESSES)}


def test_checking_does_not_mind_that_others_write_meanwhile(log: Logbook, monkeypatch: pytest.MonkeyPatch) -> None:
    log.fill(40)
    read_head = history.head

    def read_head_and_let_others_write(session: Session) -> history.LogHead:
        head = read_head(session)
        log.fill(5)
        return head

    monkeypatch.setattr(history, "head", read_head_and_let_others_write)
    report = log.check()
    assert (report.ok, report.size) == (True, 44)
