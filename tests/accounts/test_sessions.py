"""Sessions: two kinds, two ends, and rows that open nothing by themselves."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from intake.accounts import sessions
from intake.accounts.models import SessionKind, SessionRow
from intake.accounts.sessions import STAFF, THREAD, Session
from intake.vault.secrets import new_run_secret
from tests.support.people import House

SECRET = bytes(range(32))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def begun(house: House, kind: SessionKind = STAFF, subject: int = 7) -> str:
    with house.stores.changing() as work:
        return sessions.start(work, kind, subject, SECRET, house.run_secret, house.settings)


def found(house: House, token: str, kind: SessionKind = STAFF) -> Session | None:
    with house.stores.reading() as work:
        return sessions.look_up(work, token, house.run_secret, kind, house.settings)


def test_a_token_finds_its_session_and_the_secret_in_it(house: House) -> None:
    session = found(house, begun(house))
    assert session is not None
    assert (session.kind, session.subject_id, session.secret) == (STAFF, 7, SECRET)


def test_every_session_has_form_tokens_of_its_own(house: House) -> None:
    first, second = found(house, begun(house)), found(house, begun(house))
    assert first is not None
    assert second is not None
    assert first.csrf_key != second.csrf_key
    assert SECRET not in (first.csrf_key, second.csrf_key)


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "é" * 43, "A" * 42 + "=", "\ud800" * 43, "A" * 4000])
def test_a_token_that_is_none_finds_nothing(house: House, token: str) -> None:
    begun(house)
    assert found(house, token) is None


@pytest.mark.parametrize("kind, other", [(STAFF, THREAD), (THREAD, STAFF)])
def test_a_session_of_one_kind_is_never_one_of_the_other(
    house: House, kind: SessionKind, other: SessionKind
) -> None:
    token = begun(house, kind)
    assert found(house, token, kind) is not None
    assert found(house, token, other) is None


def test_a_row_whose_kind_was_changed_in_the_database_opens_nothing(house: House) -> None:
    token = begun(house, THREAD)
    with house.stores.changing() as work:
        work.ephemeral.execute(update(SessionRow).values(kind=STAFF))
    assert found(house, token, STAFF) is None


def test_a_row_given_to_another_person_or_made_to_live_longer_opens_nothing(house: House) -> None:
    for change in ({"subject_id": 8}, {"expires_at": NOON + timedelta(days=9999)}):
        token = begun(house)
        with house.stores.changing() as work:
            work.ephemeral.execute(update(SessionRow).values(**change))
        assert found(house, token) is None


def test_a_session_is_noise_after_a_restart_of_the_server(house: House) -> None:
    """I5: the row and the cookie fail once the run secret changed."""
    token = begun(house)
    restarted = dataclasses.replace(house, run_secret=new_run_secret())
    assert found(restarted, token) is None


def test_the_row_holds_neither_the_secret_nor_the_token(house: House) -> None:
    token = begun(house)
    with house.stores.reading() as work:
        row = work.ephemeral.scalars(select(SessionRow)).one()
    raw = sessions._raw(token)
    assert raw is not None
    assert SECRET not in row.wrapped
    assert raw not in row.sid + row.wrapped


def test_the_secret_and_the_form_key_are_not_in_the_text_of_a_session(house: House) -> None:
    session = found(house, begun(house))
    assert session is not None
    assert repr(SECRET)[2:20] not in repr(session)
    assert "csrf_key" not in repr(session)


@pytest.mark.parametrize("kind", [STAFF, THREAD])
def test_an_unused_session_ends_after_its_idle_minutes(house: House, kind: SessionKind) -> None:
    minutes = house.settings.idle_minutes if kind is STAFF else house.settings.thread_minutes
    with time_machine.travel(NOON, tick=False) as traveller:
        token = begun(house, kind)
        traveller.shift(timedelta(minutes=minutes, seconds=-1))
        assert found(house, token, kind) is not None
        traveller.shift(timedelta(seconds=1))
        assert found(house, token, kind) is None


@pytest.mark.parametrize("kind", [STAFF, THREAD])
def test_a_session_in_use_ends_at_its_absolute_end(house: House, kind: SessionKind) -> None:
    lives = timedelta(hours=house.settings.session_hours) if kind is STAFF else timedelta(
        minutes=12 * house.settings.thread_minutes)
    with time_machine.travel(NOON, tick=False) as traveller:
        token = begun(house, kind)
        while datetime.now(UTC) < NOON + lives:
            session = found(house, token, kind)
            assert session is not None
            with house.stores.changing() as work:
                sessions.touch(work, session)
            traveller.shift(timedelta(minutes=5))
        assert found(house, token, kind) is None


def test_the_last_use_is_written_at_most_once_a_minute(house: House) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        token = begun(house)
        session = found(house, token)
        assert session is not None
        due = [session.touch_due]
        traveller.shift(timedelta(seconds=60))
        due.append(session.touch_due)
        with house.stores.changing() as work:
            sessions.touch(work, session)
        touched = found(house, token)
        assert touched is not None
        assert [*due, touched.touch_due] == [False, True, False]


def test_ending_all_but_one_leaves_that_one_and_other_people_alone(house: House) -> None:
    kept, gone, others = begun(house), begun(house), begun(house, subject=8)
    session = found(house, kept)
    assert session is not None
    with house.stores.changing() as work:
        assert sessions.end_all(work, STAFF, 7, but=session.sid) == 1
    assert found(house, kept) is not None
    assert found(house, gone) is None
    assert found(house, others) is not None


def test_nobody_ends_the_session_of_somebody_else(house: House) -> None:
    session = found(house, begun(house, subject=8))
    assert session is not None
    with house.stores.changing() as work:
        assert not sessions.end_own(work, STAFF, 7, session.sid)


def test_whose_session_it_was_is_known_for_an_hour_after_its_end(house: House) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        token = begun(house)
        for minutes, owner in ((house.settings.idle_minutes + 59, 7), (2, None)):
            traveller.shift(timedelta(minutes=minutes))
            with house.stores.changing() as work:
                sessions.sweep(work, house.settings)
            with house.stores.reading() as work:
                assert sessions.owner_of(work, token) == owner


def test_a_thread_has_no_owner_among_the_staff(house: House) -> None:
    with house.stores.reading() as work:
        assert sessions.owner_of(work, begun(house, THREAD)) is None
