"""What an event looks like, and that it stands or falls with its act."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, text

from intake.access.policy import Actor
from intake.access.roles import Role
from intake.audit import merkle
from intake.audit.kinds import Act
from intake.audit.models import AuditEvent, AuditHead
from intake.audit.trail import SIGNED_AS, begin_log, record
from intake.db import Stores
from intake.errors import Unrecorded
from intake.vault import sign
from tests.audit.logbook import ADA, ANA, BEN, LOG_SIGNER, Logbook


def stored(log: Logbook, seq: int) -> Any:
    with log.stores.reading() as work:
        return work.main.execute(select(AuditEvent.__table__).where(AuditEvent.seq == seq)).one()


@time_machine.travel(datetime(2026, 3, 1, 14, 5, 6, tzinfo=UTC), tick=False)
def test_the_body_is_canonical_and_names_the_root_before_it(log: Logbook) -> None:
    seq = log.record(Act.CASE_MOVED, ANA, case="K7-1", team=5, old="open", new="closed", reason=None, outcome="spam")
    row, before = stored(log, seq), stored(log, seq - 1)
    assert row.body == (
        '{"act":"case:moved","actor":71,"at":"2026-03-01T14:05:06Z","case":"K7-1",'
        '"facts":{"new":"closed","old":"open","outcome":"spam","reason":null},'
        f'"prev":"{before.root.hex()}","role":"caseworker","seq":5,"subject":null,"team":5,"v":1}}'
    )


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@time_machine.travel(datetime(2026, 3, 1, 14, 5, 6, tzinfo=UTC), tick=False)
def test_the_format_never_changes(stores: Stores) -> None:
    """A fixed answer: if this fails, logs that exist no longer verify. Give the new form a version of its own."""
    log = Logbook(stores)
    seq = log.record(Act.CASE_OPENED, ANA, case="K7-1", team=5, entries=4)
    row = stored(log, seq)
    assert sha256(row.body.encode()).hexdigest() == "6186da2af06274d41a558bdeea8cdc5576a7f9abec765480014e6de4be8bfd19"
    assert row.signature.hex() == (
        "d4ec44623dbf2a8ef13af03c6cf1482aa13d57fa2fbdfc158f39ad4d47215c25"
        "0e3407c4cad4aee55df28a40d0d0a6fcb964a7cc6c9bce5f449dbb3876c92303"
    )
    assert row.root.hex() == "3381109b54e9f466def23fc4911b52311200de519f179c9c1a61b76f338a03c9"


def test_an_event_is_signed_by_its_actor_and_for_this_log_only(log: Logbook) -> None:
    row = stored(log, log.record(Act.STAFF_SIGNED_OUT, ANA))
    assert row.signer == ANA.signer.public_key
    assert sign.verify(row.signer, row.signature, SIGNED_AS + row.body.encode())
    assert not sign.verify(row.signer, row.signature, row.body.encode())


def test_the_root_kept_with_an_event_is_that_of_the_tree_up_to_it(log: Logbook) -> None:
    log.fill(30)
    edge = merkle.Frontier()
    for seq in range(1, 35):
        row = stored(log, seq)
        edge = merkle.append(seq - 1, edge, merkle.leaf_hash(row.body.encode(), row.signature))
        assert row.root == merkle.root(edge)
    with log.stores.reading() as work:
        head = work.main.scalars(select(AuditHead)).one()
        assert (head.size, head.root, head.frontier) == (34, merkle.root(edge), merkle.pack(edge))


def test_the_first_event_says_which_key_signs_where_no_person_does(log: Logbook) -> None:
    told = json.loads(stored(log, 1).body)
    assert told["act"] == "system:initialised"
    assert told["facts"] == {"log_key": LOG_SIGNER.public_key.hex()}
    assert told["prev"] == sha256(b"").hexdigest()
    assert (told["actor"], told["role"]) == (None, "system")


def test_an_actor_of_the_rules_is_an_actor_of_the_log(log: Logbook) -> None:
    actor = Actor(ANA.id, "ana", "Ana", Role.LEAD)
    with log.stores.changing() as work:
        seq = record(work.main, Act.CASE_TAKEN, actor=actor, signer=ANA.signer, case="K7-1", old=None)
    told = json.loads(stored(log, seq).body)
    assert (told["actor"], told["role"]) == (71, "lead")


def test_the_columns_for_filters_repeat_the_body(log: Logbook) -> None:
    row = stored(log, log.record(Act.CASE_ASSIGNED, ANA, case="K7-1", team=5, subject=72, old=None))
    assert (row.actor_id, row.subject_id, row.team_id, row.case_reference) == (71, 72, 5, "K7-1")
    assert (row.act, row.day.isoformat()) == ("case:assigned", json.loads(row.body)["at"][:10])


def test_an_event_goes_when_its_act_is_rolled_back(log: Logbook) -> None:
    with log.failing() as work:
        record(work.main, Act.STAFF_SIGNED_OUT, actor=ANA, signer=ANA.signer)
    assert log.check().size == 4
    log.record(Act.STAFF_SIGNED_OUT, ANA)
    assert log.check().ok


def test_several_events_of_one_transaction_follow_each_other(log: Logbook) -> None:
    with log.stores.changing() as work:
        numbers = [
            record(work.main, Act.STAFF_SESSIONS_ENDED, actor=ANA, signer=ANA.signer, count=count) for count in range(3)
        ]
    assert numbers == [5, 6, 7]
    assert log.check().ok


@pytest.mark.parametrize("broken", [
    "ALTER TABLE audit_event RENAME TO audit_event_elsewhere", "DELETE FROM audit_head", "DROP TABLE audit_head",
])
def test_what_cannot_be_written_is_unrecorded(log: Logbook, broken: str) -> None:
    with log.stores.main.begin() as connection:
        connection.execute(text(broken))
    with pytest.raises(Unrecorded):
        log.record(Act.CASE_OPENED, ANA, case="K7-1", entries=1)


def test_a_log_that_was_never_begun_takes_no_event(stores: Stores) -> None:
    with pytest.raises(Unrecorded, match="intake init"), stores.changing() as work:
        record(work.main, Act.STAFF_SIGNED_OUT, actor=ANA, signer=ANA.signer)


def test_a_log_begins_once(log: Logbook) -> None:
    with pytest.raises(Exception, match=r"(?i)unique"), log.stores.changing() as work:
        begin_log(work.main, LOG_SIGNER)
    assert log.check().ok


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_session_that_only_looks_writes_no_event_over_somebody_elses(log: Logbook) -> None:
    """SQLite refuses the upgrade of an old snapshot; what a page had read by then is not shown."""
    with log.stores.reading() as work:
        work.main.execute(select(AuditHead)).one()
        log.record(Act.STAFF_SIGNED_OUT, BEN)
        with pytest.raises(Unrecorded):
            record(work.main, Act.STAFF_SIGNED_OUT, actor=ANA, signer=ANA.signer)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_wrong_facts_are_a_mistake_of_the_programmer(log: Logbook) -> None:
    with pytest.raises(ValueError, match="carries"):
        log.record(Act.CASE_OPENED, ANA, case="K7-1", title="secret")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nobody_enrols_with_their_own_word(log: Logbook) -> None:
    with pytest.raises(ValueError, match="names no actor"):
        log.record(Act.STAFF_ENROLLED, ADA, subject=73, signing_key="00", public_key="00")
