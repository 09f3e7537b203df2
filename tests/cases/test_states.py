"""How a case may move."""

from datetime import date
from itertools import product

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from intake.cases.states import REASONS, SET_ASIDE, TRANSITIONS, Outcome, Status, after_message, check_move
from intake.errors import WrongState
from intake.judging.judge import CLEAN, Sign
from tests.cases.conftest import Families


@pytest.mark.parametrize("old,new", list(product(Status, Status)))
def test_the_database_refuses_the_moves_that_the_code_refuses(families: Families, old: Status, new: Status) -> None:
    first = Status.QUARANTINED if old in SET_ASIDE else Status.NEW
    reference = families.office.case(judged=CLEAN.seen_with(Sign.TRAP) if first is Status.QUARANTINED else CLEAN)
    if old is not first:
        with families.office.stores.changing() as work:
            _set(work.main, reference, old)
    allowed = new in TRANSITIONS[old] or new is old
    try:
        with families.office.stores.changing() as work:
            _set(work.main, reference, new)
        moved = True
    except DBAPIError:
        moved = False
    assert moved == allowed


def _set(session, reference: str, status: Status) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    outcome, day = ("helped", date(2026, 3, 1)) if status is Status.CLOSED else (None, None)
    aside = date(2026, 3, 1) if status in SET_ASIDE else None
    session.execute(
        text('UPDATE "case" SET status = :status, outcome = :outcome, closed_day = :day, quarantined_day = :aside '
             "WHERE reference = :reference"),
        {"status": status.value, "outcome": outcome, "day": day, "aside": aside, "reference": reference})


def test_closing_wants_an_outcome_and_nothing_else_has_one() -> None:
    done, goes_on = REASONS[Status.CLOSED][0], REASONS[Status.OPEN][0]
    check_move(Status.OPEN, Status.CLOSED, done, Outcome.HELPED)
    with pytest.raises(WrongState):
        check_move(Status.OPEN, Status.CLOSED, done, None)
    with pytest.raises(WrongState):
        check_move(Status.WAITING, Status.OPEN, goes_on, Outcome.HELPED)


def test_a_move_has_a_reason_that_fits_it() -> None:
    with pytest.raises(WrongState):
        check_move(Status.OPEN, Status.WAITING, REASONS[Status.CLOSED][0], None)


@pytest.mark.parametrize("rest", ["closed_day = '2026-03-01'", "outcome = 'helped'"])
def test_the_database_refuses_a_closed_case_without_an_outcome_or_a_day(families: Families, rest: str) -> None:
    reference = families.office.case()
    with pytest.raises(DBAPIError), families.office.stores.changing() as work:
        work.main.execute(text(f"UPDATE \"case\" SET status = 'closed', {rest} WHERE reference = :r"),
                          {"r": reference})


def test_a_message_opens_a_waiting_or_closed_case_but_not_spam() -> None:
    assert after_message(Status.WAITING, None) is Status.OPEN
    assert after_message(Status.CLOSED, Outcome.HELPED) is Status.OPEN
    assert after_message(Status.CLOSED, Outcome.SPAM) is Status.CLOSED
    assert after_message(Status.NEW, None) is Status.NEW
