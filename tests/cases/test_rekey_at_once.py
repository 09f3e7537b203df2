"""New keys for a case while others read it, write to it and move it: each meets it before or after, nothing is lost."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial

import pytest
from sqlalchemy import text

from intake.access.permissions import Permission
from intake.accounts import rotate
from intake.audit.check import check_log
from intake.cases import against_log, confide
from intake.cases.reading import open_case
from intake.cases.upkeep import rewrap_cases
from intake.cases.workspace import At, Desk
from intake.db import Stores
from intake.errors import Stale
from intake.vault.sign import Signer
from tests.cases.circle import Circle

pytestmark = pytest.mark.slow

ROUNDS = 12


def nothing_is_lost(circle: Circle, reference: str, texts: set[str]) -> None:
    """Everybody reads every text, and the log agrees with the stores."""
    for person in (circle.lena, circle.karim, circle.mira):
        assert set(circle.texts(person, reference)) == texts
    with circle.office.stores.reading() as work:
        assert list(against_log.differences(work.main)) == []
    with circle.office.stores.reading() as work:
        assert check_log(work.main, Signer(circle.office.secrets.log_seed).public_key).problems == ()


def until_it_waits(stores: Stores, other: Future[None]) -> None:
    """Give the other one time to run into the row that is held; on SQLite it waits for the whole store."""
    for _ in range(100):
        time.sleep(0.02)
        if stores.main.dialect.name == "postgresql":
            with stores.main.connect() as connection:
                if connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                    return
    assert stores.main.dialect.name == "sqlite"
    assert not other.done()


def while_it_gets_new_keys(circle: Circle, reference: str, deed: Callable[[Desk], None], other: Callable[[], None]
                           ) -> None:
    """Do one thing, and begin another before the first is committed."""
    lena = circle.now(circle.lena)
    with ThreadPoolExecutor(1) as pool:
        with circle.office.stores.changing() as work:
            deed(circle.office.desk(work, lena))
            waiting = pool.submit(other)
            until_it_waits(circle.office.stores, waiting)
        waiting.result(30)


def test_who_waited_for_new_keys_writes_under_the_new_ones(circle: Circle) -> None:
    reference = circle.office.case("Before.")
    at, everybody = circle.office.at(reference), [each.actor.id for each in (circle.lena, circle.karim, circle.mira)]
    while_it_gets_new_keys(
        circle, reference,
        lambda desk: confide.restrict(desk, circle.office.trust, at, everybody),
        lambda: circle.act(circle.karim, reference, lambda desk, at: desk.note(at, "Meanwhile.")))
    nothing_is_lost(circle, reference, {"Before.", "Meanwhile."})


def test_who_waited_for_new_keys_reads_the_case_as_it_became(circle: Circle) -> None:
    """Named before and after: the seal that stood beside the row when the wait began is an old one by its end."""
    reference = circle.office.case("Read on.")
    people = (circle.lena, circle.karim, circle.mira)
    circle.restrict(reference, *people)
    at, read = circle.office.at(reference), []
    while_it_gets_new_keys(
        circle, reference,
        lambda desk: confide.restrict(desk, circle.office.trust, at, [each.actor.id for each in people]),
        lambda: read.extend(circle.texts(circle.karim, reference)))
    assert read == ["Read on."]


def test_who_is_locked_out_while_they_wait_is_refused(circle: Circle) -> None:
    reference, refused = circle.office.case(), []
    at, karim = circle.office.at(reference), circle.now(circle.karim)

    def try_to_open() -> None:
        with circle.office.stores.changing() as work:
            try:
                open_case(work, karim.actor, karim.keyring, reference, Permission.CASE_READ)
            except Exception as error:
                refused.append(type(error).__name__)

    while_it_gets_new_keys(
        circle, reference, lambda desk: confide.lock_out(desk, circle.office.trust, at, karim.actor.id), try_to_open)
    assert refused == ["NotAllowed"]


def test_a_case_that_is_moved_to_new_team_keys_meanwhile_keeps_its_new_seed(circle: Circle) -> None:
    reference = circle.office.case("Moved and closed anew.")
    circle.share(reference, circle.omid)
    fourth = circle.office.person("Nima")
    lena = circle.now(circle.lena)
    with circle.office.stores.changing() as work:
        circle.office.admit(work, fourth, lena.keyring.team(circle.team))
    with circle.office.stores.changing() as work:
        rotate.remove(work, circle.now(circle.lena).actor, circle.now(circle.lena).keyring, circle.team,
                      fourth.actor.id)
    at, mira = circle.office.at(reference), circle.now(circle.mira)

    def move() -> None:
        rewrap_cases(circle.office.stores, mira.actor, mira.keyring)

    while_it_gets_new_keys(
        circle, reference,
        lambda desk: confide.revoke(desk, circle.office.trust, at, circle.omid.actor.id), move)
    nothing_is_lost(circle, reference, {"Moved and closed anew."})


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_two_writers_around_new_keys_lose_nothing(circle: Circle) -> None:
    """One writes notes, one reads, one changes who reads, all as fast as they can."""
    reference = circle.office.case("Before.")
    everybody, trust = [each.actor.id for each in (circle.lena, circle.karim, circle.mira)], circle.office.trust

    def write() -> None:
        for number in range(ROUNDS):
            circle.act(circle.karim, reference, partial(Desk.note, text=f"Note {number}."))

    def read() -> None:
        for _ in range(ROUNDS):
            assert "Before." in circle.texts(circle.mira, reference)

    def turn(desk: Desk, at: At) -> None:
        if circle.row(desk.work, reference).restricted:
            confide.open_to_team(desk, trust, at)
        else:
            confide.restrict(desk, trust, at, everybody)

    def change() -> None:
        for _ in range(2 * ROUNDS):
            with suppress(Stale):
                circle.act(circle.lena, reference, turn)

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(deed) for deed in (write, read, change)]:
            done.result(120)
    nothing_is_lost(circle, reference, {"Before.", *(f"Note {number}." for number in range(ROUNDS))})
