"""A log of a whole organisation's years still answers at once (`make soak`)."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from intake.audit import history, trail
from intake.audit.history import Filters
from intake.audit.kinds import Act
from tests.audit.logbook import ADA, ANA, BEN, LOG_SIGNER, Logbook

EVENTS, BATCH, FIRST_DAY = 200_000, 2_000, date(2024, 1, 1)


class FastSigner:
    """Signs nothing: this test is about reading, and 200,000 signatures would take most of its time."""

    public_key = LOG_SIGNER.public_key

    def sign(self, _message: bytes) -> bytes:
        return bytes(64)


@pytest.fixture
def long_log(log: Logbook) -> Logbook:
    """200,000 events over two years and one enormous day, by two people, on 5,000 cases."""
    for start in range(0, EVENTS, BATCH):
        day = FIRST_DAY + timedelta(days=min(start // 200, 600))
        at = datetime(day.year, day.month, day.day, tzinfo=UTC)
        drafts = [
            trail.Draft(Act.CASE_NOTED if n % 1000 == 0 else Act.CASE_OPENED, at, "caseworker",
                        actor=(ANA if n % 50 else BEN).id, case=f"K{n % 5000}", facts={"entries": n})
            for n in range(start, start + BATCH)
        ]
        with log.stores.changing() as work:
            trail.append(work.main, FastSigner(), drafts)
    if log.stores.main.dialect.name == "postgresql":
        with log.stores.main.begin() as connection:
            connection.execute(text("ANALYZE audit_event"))
    return log


def milliseconds(question: Callable[[], Any]) -> float:
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        question()
        taken.append(time.perf_counter() - start)
    return min(taken) * 1000


@pytest.mark.soak
def test_every_page_of_200_000_events_is_quick(long_log: Logbook) -> None:
    questions: dict[str, tuple[Filters, int | None]] = {
        "the newest": (Filters(), None),
        "deep inside a busy day": (Filters(), EVENTS - 60_000),
        "the oldest": (Filters(), 200),
        "a person": (Filters(person=ANA.id), None),
        "a person who did little": (Filters(person=ADA.id), None),
        "a person's rare act": (Filters(person=BEN.id, act=Act.CASE_NOTED), None),
        "an act that never was": (Filters(person=ANA.id, act=Act.DEMO_MADE), None),
        "a case": (Filters(case="K77"), None),
        "a case, a person and an act": (Filters(case="K77", person=ANA.id, act=Act.CASE_OPENED), None),
        "an early week": (Filters(day_from=FIRST_DAY, day_to=FIRST_DAY + timedelta(days=7)), None),
        "a person in an early week, further down": (Filters(person=ANA.id, day_to=FIRST_DAY + timedelta(days=7)), 900),
    }
    with long_log.stores.reading() as work:
        taken = {
            name: milliseconds(lambda asked=asked: history.page(work.main, *asked))  # type: ignore[misc]
            for name, asked in questions.items()
        }
        taken["who opened a case"] = milliseconds(lambda: history.openers(work.main, "K77"))
        taken["the past of a case"] = milliseconds(lambda: history.of_case(work.main, "K77"))
    assert max(taken.values()) < 50, {name: round(value, 1) for name, value in taken.items()}
