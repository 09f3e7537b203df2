"""Throttling: guessing gets slow, and nobody can use that to lock somebody out."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from intake.accounts import sign_in, throttle
from intake.accounts.models import DeviceMark, ThrottleBucket
from intake.accounts.sign_in import Attempt
from intake.errors import Busy
from tests.support.people import PASSWORD, House, admitted, enrolled

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def guessed(house: House, username: str = "mira", mark: str = "") -> bool:
    """Whether a guess was let through to be tried at all."""
    try:
        assert sign_in.sign_in(house, Attempt(username, "a guess", "000000", mark)) is None
    except Busy:
        return False
    return True


def flood(house: House, username: str = "mira") -> int:
    return sum(guessed(house, username) for _ in range(30))


def test_after_a_few_free_tries_guessing_has_to_wait(house: House, clock: time_machine.Traveller) -> None:
    enrolled(house, "mira")
    assert flood(house) == throttle.FREE_TRIES


def test_an_unknown_name_is_throttled_alike(house: House, clock: time_machine.Traveller) -> None:
    assert flood(house, "nobody") == throttle.FREE_TRIES


def test_one_name_does_not_slow_another(house: House, clock: time_machine.Traveller) -> None:
    flood(house, "nobody")
    assert guessed(house, "somebody")


@pytest.mark.slow
def test_a_stranger_who_guesses_does_not_lock_out_a_known_browser(
    house: House, clock: time_machine.Traveller
) -> None:
    mira = enrolled(house, "mira")
    clock.shift(timedelta(minutes=2))
    mark = admitted(house, mira).mark
    for _ in range(20):
        flood(house)
        clock.shift(timedelta(minutes=1))
        assert not guessed(house) or not guessed(house)
    admitted(house, mira, mark=mark)


def test_a_known_browser_that_guesses_is_slowed_too(house: House, clock: time_machine.Traveller) -> None:
    mark = admitted(house, enrolled(house, "mira")).mark
    assert sum(guessed(house, mark=mark) for _ in range(30)) == throttle.FREE_TRIES


def test_a_mark_counts_for_the_person_who_signed_in_and_no_other(
    house: House, clock: time_machine.Traveller
) -> None:
    mark = admitted(house, enrolled(house, "mira")).mark
    flood(house, "noor")
    assert not guessed(house, "noor", mark)
    assert not guessed(house, "noor", "a mark that was made up")


@pytest.mark.slow
def test_the_wait_doubles_and_never_passes_five_minutes(house: House, clock: time_machine.Traveller) -> None:
    waits = []
    for _ in range(throttle.FREE_TRIES):
        assert guessed(house)
    for _ in range(14):
        began = datetime.now(UTC)
        while not guessed(house):
            clock.shift(timedelta(seconds=1))
        waits.append(round((datetime.now(UTC) - began).total_seconds()))
    assert waits[:4] == [1, 2, 4, 8]
    assert 290 < max(waits) <= throttle.LONGEST_WAIT.total_seconds()


@pytest.mark.slow
def test_a_stranger_lets_nobody_wait_longer_than_five_minutes(house: House, clock: time_machine.Traveller) -> None:
    """There is no lock: once the guessing stops, whoever waited is let through, whatever was tried before."""
    mira = enrolled(house, "mira")
    for _ in range(50):
        flood(house)
        clock.shift(timedelta(seconds=90))
    clock.shift(throttle.LONGEST_WAIT)
    admitted(house, mira)


def test_refused_tries_count_for_nothing(house: House, clock: time_machine.Traveller) -> None:
    flood(house)
    for _ in range(200):
        guessed(house)
    clock.shift(timedelta(seconds=1))
    assert guessed(house)


def test_signing_in_empties_the_bucket(house: House, clock: time_machine.Traveller) -> None:
    mira = enrolled(house, "mira")
    for _ in range(throttle.FREE_TRIES - 1):
        assert guessed(house)
    admitted(house, mira)
    assert flood(house) == throttle.FREE_TRIES


@pytest.mark.slow
def test_a_sustained_attack_on_one_name_gets_few_guesses_a_day(
    house: House, clock: time_machine.Traveller
) -> None:
    passed = 0
    for _ in range(24 * 6):
        passed += guessed(house)
        clock.shift(timedelta(minutes=10))
    assert passed <= 24 * 6
    for _ in range(60):
        passed += guessed(house)
    assert passed < 200


def test_what_is_long_empty_or_unused_is_swept(house: House, clock: time_machine.Traveller) -> None:
    admitted(house, enrolled(house, "mira"))
    guessed(house, "nobody")
    clock.shift(throttle.MARK_LIVES + timedelta(days=1))
    with house.stores.changing() as work:
        throttle.sweep(work)
    with house.stores.reading() as work:
        for table in (ThrottleBucket, DeviceMark):
            assert work.ephemeral.scalar(select(func.count()).select_from(table)) == 0


def test_the_password_was_right_and_still_the_answer_is_to_wait(
    house: House, clock: time_machine.Traveller
) -> None:
    mira = enrolled(house, "mira")
    flood(house)
    with pytest.raises(Busy):
        sign_in.sign_in(house, Attempt("mira", PASSWORD, mira.code()))
