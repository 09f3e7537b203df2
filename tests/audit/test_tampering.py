"""Whoever holds the whole database, triggers or not, changes nothing in the log that the verifier does not name."""

import json
from hashlib import sha256

import pytest
from sqlalchemy import text

from intake.audit import merkle
from intake.audit.kinds import Act
from intake.audit.trail import SIGNED_AS, canonical, record
from intake.audit.verify import Kind
from intake.vault.sign import Signer
from tests.audit.logbook import ANA, BEN, LOG_SIGNER, Logbook, Person

INTRUDER = Signer(sha256(b"somebody else").digest())


def kinds_at(log: Logbook, seq: int) -> set[Kind]:
    """What is wrong at this event. No other event may be blamed."""
    report = log.check()
    assert {problem.seq for problem in report.problems} <= {seq}, report.problems
    return {problem.kind for problem in report.problems}


def body_of(log: Logbook, seq: int) -> str:
    with log.stores.main.connect() as connection:
        return str(connection.scalar(text("SELECT body FROM audit_event WHERE seq = :seq"), {"seq": seq}))


def test_a_log_that_nobody_touched_is_whole(log: Logbook) -> None:
    log.fill(60)
    log.record(Act.ACCESS_REFUSED, BEN, endpoint="desk.show_case", permission="case:read")
    report = log.check()
    assert report.ok
    assert (report.size, report.problems, report.untold) == (65, (), 0)


def test_an_edited_body_is_named(log: Logbook) -> None:
    log.fill(20)
    edited = body_of(log, 9).replace('"entries":4', '"entries":5')
    log.as_superuser("UPDATE audit_event SET body = :body WHERE seq = 9", body=edited)
    assert kinds_at(log, 9) == {Kind.SIGNATURE, Kind.TREE}


def test_a_body_written_another_way_is_named(log: Logbook) -> None:
    log.fill(20)
    loose = json.dumps(json.loads(body_of(log, 9)))
    log.as_superuser("UPDATE audit_event SET body = :body WHERE seq = 9", body=loose)
    assert kinds_at(log, 9) == {Kind.FORM, Kind.SIGNATURE, Kind.TREE}


@pytest.mark.parametrize("body", ["", "[]", "null", "{}", '{"v":1}', "[" * 5000, '{"v":NaN}', "\ud7ff"])
def test_a_body_that_is_none_is_named(log: Logbook, body: str) -> None:
    log.fill(20)
    log.as_superuser("UPDATE audit_event SET body = :body WHERE seq = 9", body=body)
    assert kinds_at(log, 9) == {Kind.FORM, Kind.SIGNATURE, Kind.TREE}


def test_an_event_taken_out_is_named(log: Logbook) -> None:
    log.fill(20)
    log.as_superuser("DELETE FROM audit_event WHERE seq = 9")
    assert kinds_at(log, 10) == {Kind.GAP}
    assert "event 9 is missing" in log.check().problems[0].sentence


def test_a_cut_tail_is_named_while_the_head_remembers(log: Logbook) -> None:
    log.fill(20)
    log.as_superuser("DELETE FROM audit_event WHERE seq > 20")
    assert kinds_at(log, 20) == {Kind.HEAD}


def test_a_beginning_that_was_cut_off_is_named(log: Logbook) -> None:
    log.fill(20)
    log.as_superuser("DELETE FROM audit_event WHERE seq <= 4")
    assert Kind.GAP in {problem.kind for problem in log.check().problems}


def test_two_events_that_changed_places_are_named(log: Logbook) -> None:
    log.fill(20)
    log.as_superuser(
        "UPDATE audit_event SET seq = 999 WHERE seq = 9",
        "UPDATE audit_event SET seq = 9 WHERE seq = 12",
        "UPDATE audit_event SET seq = 12 WHERE seq = 999",
    )
    problems = {(problem.seq, problem.kind) for problem in log.check().problems}
    assert {(9, Kind.ORDER), (12, Kind.ORDER), (9, Kind.TREE), (9, Kind.PREVIOUS)} <= problems


def test_an_event_signed_by_a_key_that_nobody_knows_is_named(log: Logbook) -> None:
    log.fill(20)
    forged = INTRUDER.sign(SIGNED_AS + body_of(log, 9).encode())
    log.as_superuser("UPDATE audit_event SET signer = :signer, signature = :signature WHERE seq = 9",
                     signer=INTRUDER.public_key, signature=forged)
    assert kinds_at(log, 9) == {Kind.SIGNER, Kind.TREE}


def test_an_event_signed_by_a_colleague_is_named(log: Logbook) -> None:
    with log.stores.changing() as work:
        seq = record(work.main, Act.CASE_OPENED, actor=ANA, signer=BEN.signer, case="K7-1", entries=1)
    assert kinds_at(log, seq) == {Kind.SIGNER}


def test_an_event_signed_by_the_server_in_a_persons_name_is_named(log: Logbook) -> None:
    with log.stores.changing() as work:
        seq = record(work.main, Act.CASE_OPENED, actor=ANA, signer=LOG_SIGNER, case="K7-1", entries=1)
    assert kinds_at(log, seq) == {Kind.SIGNER}


def test_an_event_of_somebody_who_never_enrolled_is_named(log: Logbook) -> None:
    seq = log.record(Act.STAFF_SIGNED_OUT, Person(999))
    assert kinds_at(log, seq) == {Kind.SIGNER}


def test_an_event_filed_under_another_person_case_or_day_is_named(log: Logbook) -> None:
    log.fill(20)
    log.as_superuser("UPDATE audit_event SET actor_id = 72, case_reference = 'K7-9', day = '2020-01-01' WHERE seq = 9")
    assert kinds_at(log, 9) == {Kind.COLUMNS}
    sentence = log.check().problems[0].sentence
    assert all(word in sentence for word in ("actor", "case", "day"))


def test_a_changed_root_is_named(log: Logbook) -> None:
    log.fill(20)
    log.as_superuser("UPDATE audit_event SET root = :root WHERE seq = 9", root=bytes(32))
    problems = {(problem.seq, problem.kind) for problem in log.check().problems}
    assert problems == {(9, Kind.TREE), (10, Kind.PREVIOUS)}


@pytest.mark.parametrize("change", [
    "UPDATE audit_head SET size = size - 1", "UPDATE audit_head SET root = :root",
    "UPDATE audit_head SET frontier = :root", "DELETE FROM audit_head",
])
def test_a_changed_head_is_named(log: Logbook, change: str) -> None:
    log.fill(20)
    log.as_superuser(change, **({"root": bytes(32)} if ":root" in change else {}))
    assert kinds_at(log, 24) == {Kind.HEAD}


def test_an_event_put_in_at_the_end_is_named_though_everything_unsigned_fits(log: Logbook) -> None:
    """The intruder writes columns, tree and head as they should be, and lacks only a key that the log knows."""
    log.fill(20)
    forge(log, INTRUDER, {"act": "case:opened", "actor": ANA.id, "role": "caseworker", "subject": None,
                          "facts": {"entries": 1}})
    assert kinds_at(log, 25) == {Kind.SIGNER}


def test_an_enrolment_put_in_by_an_intruder_gives_no_key(log: Logbook) -> None:
    forge(log, INTRUDER, {"act": "staff:enrolled", "actor": None, "role": "system", "subject": ANA.id,
                          "facts": {"signing_key": INTRUDER.public_key.hex(), "public_key": "00"}})
    assert kinds_at(log, 5) == {Kind.SIGNER}
    log.record(Act.STAFF_SIGNED_OUT, ANA)
    assert kinds_at(log, 5) == {Kind.SIGNER}
    forge(log, INTRUDER, {"act": "staff:signed_in", "actor": ANA.id, "role": "caseworker", "subject": None,
                          "facts": {"factor": "totp"}})
    assert {problem.seq for problem in log.check().problems} == {5, 7}


def test_an_edited_enrolment_is_named_once_and_not_with_every_event_of_that_person(log: Logbook) -> None:
    log.fill(20)
    edited = body_of(log, 2).replace(ANA.signer.public_key.hex(), INTRUDER.public_key.hex())
    log.as_superuser("UPDATE audit_event SET body = :body WHERE seq = 2", body=edited)
    assert kinds_at(log, 2) == {Kind.SIGNATURE, Kind.TREE}


def test_a_log_begun_anew_with_another_key_is_named(log: Logbook) -> None:
    log.as_superuser("DELETE FROM audit_event", "UPDATE audit_head SET size = 0, frontier = :nothing, root = :root",
                     nothing=b"", root=merkle.EMPTY_ROOT)
    forge(log, INTRUDER, {"act": "system:initialised", "actor": None, "role": "system", "subject": None,
                          "facts": {"log_key": INTRUDER.public_key.hex()}})
    assert kinds_at(log, 1) == {Kind.SIGNER}


def test_a_log_that_names_another_key_than_signs_it_is_named(log: Logbook) -> None:
    log.as_superuser("DELETE FROM audit_event", "UPDATE audit_head SET size = 0, frontier = :nothing, root = :root",
                     nothing=b"", root=merkle.EMPTY_ROOT)
    forge(log, LOG_SIGNER, {"act": "system:initialised", "actor": None, "role": "system", "subject": None,
                            "facts": {"log_key": INTRUDER.public_key.hex()}})
    assert kinds_at(log, 1) == {Kind.SIGNER}


def test_a_person_who_enrols_again_signs_with_the_new_key_alone(log: Logbook) -> None:
    new = Signer(sha256(b"a new seed").digest())
    log.record(Act.STAFF_ENROLLED, subject=ANA.id, signing_key=new.public_key.hex(), public_key="00")
    seq = log.record(Act.STAFF_SIGNED_OUT, ANA)
    assert kinds_at(log, seq) == {Kind.SIGNER}


def test_no_more_than_a_hundred_problems_are_told_and_the_rest_are_counted(log: Logbook) -> None:
    log.fill(200)
    log.as_superuser("UPDATE audit_event SET day = '2020-01-01'")
    report = log.check()
    assert (len(report.problems), report.untold) == (100, 104)
    assert not report.ok


def forge(log: Logbook, signer: Signer, told: dict[str, object]) -> None:
    """Append an event by hand, as somebody who read the source could."""
    with log.stores.main.connect() as connection:
        head = connection.execute(text("SELECT size, root, frontier FROM audit_head")).one()
    size, previous, frontier = int(head.size), bytes(head.root), bytes(head.frontier)
    body = canonical(told | {  # type: ignore[arg-type]
        "v": 1, "seq": size + 1, "at": "2026-03-01T14:05:06Z", "case": None, "team": None, "prev": previous.hex(),
    })
    signature = signer.sign(SIGNED_AS + body.encode())
    edge = merkle.append(size, merkle.unpack(frontier), merkle.leaf_hash(body.encode(), signature))
    log.as_superuser(
        "INSERT INTO audit_event (seq, body, signer, signature, root, actor_id, subject_id, act, day)"
        " VALUES (:seq, :body, :signer, :signature, :root, :actor, :subject, :act, '2026-03-01')",
        seq=size + 1, body=body, signer=signer.public_key, signature=signature, root=merkle.root(edge),
        actor=told["actor"], subject=told["subject"], act=told["act"],
    )
    with log.stores.main.begin() as connection:
        connection.execute(text("UPDATE audit_head SET size = :size, root = :root, frontier = :frontier"),
                           {"size": size + 1, "root": merkle.root(edge), "frontier": merkle.pack(edge)})
