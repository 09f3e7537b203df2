"""An erased case stays closed to whoever holds an old backup, a member's keys and the receipt (DESIGN 2, promise 6)."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from intake import db
from intake.access.permissions import Permission
from intake.accounts.models import SessionKind, SessionRow
from intake.audit import pending
from intake.audit.check import check_log
from intake.audit.models import AuditEvent
from intake.cases import case_page, erase, lists, receipt, seen, upkeep
from intake.cases.lists import Filters, View
from intake.cases.models import Case, Erased, Erasure, Item, ReceiptRow, SeenMark, SentForm, Shard
from intake.cases.states import ErasureReason
from intake.clock import now, today
from intake.db import Stores, open_engine
from intake.errors import NotAllowed, NotFound, Stale
from intake.questionnaires.safe_contact import Channel, SafeContact, Safety, Way
from intake.vault.sign import Signer
from tests.cases.conftest import Families
from tests.cases.holdings import copy_of_main, opened_by_everything
from tests.cases.office import NO_MAIL
from tests.support.databases import PostgresDatabases, SqliteDatabases, Urls

KILLED_BETWEEN = """
import os, signal, sys
from sqlalchemy import event
from intake.cases import erase
from intake.db import Stores, open_engine
from intake.vault.sign import Signer
stores = Stores(*map(open_engine, sys.argv[1:4]))
event.listen(stores.main, "commit", lambda _: os.kill(os.getpid(), signal.SIGKILL))
with stores.changing() as work:
    erase.carry_out(work, Signer(bytes(32)), int(sys.argv[4]))
"""
ROOT = Path(__file__).parents[2]


def log_signer(families: Families) -> Signer:
    """Who signs what no person did."""
    return Signer(families.office.secrets.log_seed)


def requested(families: Families, reference: str, reason: ErasureReason = ErasureReason.ASKED_FOR) -> int:
    """The lead asks for the case to be erased; gives its row."""
    lead, at = families.lead, families.office.at(reference)
    with families.office.stores.changing() as work:
        return erase.request(work, lead.actor, lead.keyring.signer, reference, at.version, reason)


def erased(families: Families, reference: str) -> int:
    """The case is asked for and carried out."""
    case_id = requested(families, reference)
    with families.office.stores.changing() as work:
        assert erase.carry_out(work, log_signer(families), case_id)
    return case_id


def told(families: Families, reference: str) -> list[tuple[str, bool]]:
    """The acts about erasing this case in the log, and whether a person signed each."""
    with families.office.stores.reading() as work:
        rows = work.main.execute(select(AuditEvent.act, AuditEvent.actor_id).where(
            AuditEvent.case_reference == reference, AuditEvent.act.like("case:eras%")).order_by(AuditEvent.seq)).all()
    return [(row.act, row.actor_id is not None) for row in rows]


def worked_on(families: Families) -> tuple[str, str]:
    """A case with a note and an answer, that somebody has seen; gives its reference and its code."""
    _, code = families.office.send("She has not called since Sunday.", called="Mira", contact=SafeContact(
        may=True, ways={Channel.PHONE: Way(Safety.SAFE, "0151 23456789")}))
    [reference] = families.office.references()
    for deed in ("note", "reply"):
        with families.office.stores.changing() as work:
            desk, at = families.office.desk(work, families.worker), families.office.at(reference)
            desk.note(at, "The neighbour knows.") if deed == "note" else desk.reply(at, "We are here.", then_wait=True)
    return reference, code


@pytest.mark.parametrize("adopted", [False, True])
def test_an_erased_case_stays_closed_to_an_old_backup_a_live_members_keys_and_the_receipt(
    families: Families, database: SqliteDatabases | PostgresDatabases, urls: Urls, tmp_path: Path, adopted: bool
) -> None:
    reference, code = worked_on(families)
    families.office.open(code)
    if adopted:
        with families.office.stores.reading() as work:
            ids = list(work.main.scalars(select(Case.id)))
        upkeep.adopt_cases(families.office.stores, families.worker.keyring, ids)
    everything = {"summary", "thread seed", "visits", "item 0", "item 1", "item 2"}
    with families.office.stores.reading() as work:
        assert opened_by_everything(families, work, code) == everything, "the control: the same keys do open it"
    with copy_of_main(database, urls, families.office.stores, tmp_path) as old_main:
        erased(families, reference)
        old = Stores(old_main, families.office.stores.shards, families.office.stores.ephemeral)
        with old.reading() as work:
            assert work.main.scalars(select(Case.reference)).all() == [reference], "the control: the old copy holds it"
            assert opened_by_everything(families, work, code) == set()
        _opens_nowhere(families, old, reference, code)
        with old.changing() as work:
            assert erase.reapply(work) == 1
        with old.reading() as work:
            assert _rows_left(work.main) == 0
        with old.changing() as work:
            assert erase.reapply(work) == 0


def test_erasing_takes_every_row_and_leaves_the_log_whole(families: Families) -> None:
    reference, code = worked_on(families)
    keys = receipt.stretch_code(code, families.office.secrets.pepper)
    with families.office.stores.changing() as work:
        [case_id] = work.main.scalars(select(Case.id))
        seen.mark(work, families.worker.actor.id, case_id, 1)
        moment = now().replace(tzinfo=None)
        work.ephemeral.add(SessionRow(sid=b"t" * 32, kind=SessionKind.THREAD, subject_id=case_id, wrapped=b"w",
                                      created_at=moment, seen_at=moment, expires_at=moment))
    other = families.office.case("Another case, which stays.")
    erased(families, reference)
    with families.office.stores.changing() as work:
        assert pending.append_all(work.main, log_signer(families), before=today().replace(year=2999)) > 0
    assert erase.finish(families.office.stores, log_signer(families), NO_MAIL) == 1
    with families.office.stores.reading() as work:
        assert work.main.scalars(select(Case.reference)).all() == [other]
        assert _rows_left(work.main) == 4, "the other case's rows"
        assert {work.ephemeral.scalar(select(func.count()).select_from(each)) for each in (SeenMark, SessionRow)} == {0}
        assert work.shards.scalars(select(Erased.case_id)).all() == [case_id]
        assert receipt.find_thread(work, keys) is None
    with Session(families.office.stores.main) as session:
        assert check_log(session, log_signer(families).public_key).ok
    assert told(families, reference) == [("case:erasure_requested", True), ("case:erased", False)]


def test_complete_says_why_and_how_many_entries_went(families: Families) -> None:
    reference, _ = worked_on(families)
    erased(families, reference)
    erase.finish(families.office.stores, log_signer(families), NO_MAIL)
    with families.office.stores.reading() as work:
        body = work.main.scalar(select(AuditEvent.body).where(AuditEvent.act == "case:erased"))
        assert work.main.scalars(select(Erasure.case_id)).all() == []
    assert body is not None
    assert '"facts":{"entries":3,"reason":"asked_for"}' in body


@pytest.mark.slow
def test_a_crash_between_shard_and_rows_is_finished_by_the_job(families: Families, urls: Urls) -> None:
    reference, code = worked_on(families)
    case_id, stores = requested(families, reference), families.office.stores
    killed = subprocess.run([sys.executable, "-c", KILLED_BETWEEN, urls.main, urls.shards, urls.ephemeral,
                             str(case_id)], cwd=ROOT, check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    with stores.reading() as work:
        assert work.main.get(Case, case_id) is not None, "the control: it was killed before the rows went"
        assert work.shards.scalars(select(Shard.case_id)).all() == []
    _opens_nowhere(families, stores, reference, code)
    assert erase.finish(stores, log_signer(families), NO_MAIL) == 1
    with stores.reading() as work:
        assert _rows_left(work.main) == 0
    assert told(families, reference) == [("case:erasure_requested", True), ("case:erased", False)]
    assert erase.finish(stores, log_signer(families), NO_MAIL) == 0


def test_a_request_that_was_never_carried_out_is_carried_out_by_the_job(families: Families) -> None:
    reference, _ = worked_on(families)
    requested(families, reference)
    assert erase.finish(families.office.stores, log_signer(families), NO_MAIL) == 1
    assert families.office.references() == []


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_file_of_the_shard_store_holds_an_erased_shard(families: Families, instance_dir: Path) -> None:
    references = [families.office.case(f"Text {number}") for number in range(40)]
    with families.office.stores.reading() as work:
        shards = {row.case_id: row.shard for row in work.shards.execute(select(Shard.case_id, Shard.shard))}
    gone = [shards.pop(erased(families, reference)) for reference in references[::2]]
    assert _found(instance_dir, gone) == len(gone), "the control: the write-ahead log holds them until it is emptied"
    assert erase.finish(families.office.stores, log_signer(families), NO_MAIL) == len(gone)
    assert _found(instance_dir, gone) == 0
    assert _found(instance_dir, list(shards.values())) == len(shards), "the control: what stays is found"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_no_table_of_the_shard_store_holds_an_erased_shard_on_postgresql(
    families: Families, postgres_databases: PostgresDatabases
) -> None:
    references = [families.office.case(f"Text {number}") for number in range(40)]
    stores, tables = families.office.stores, postgres_databases.server.data / "base"
    with stores.reading() as work:
        shards = {row.case_id: row.shard for row in work.shards.execute(select(Shard.case_id, Shard.shard))}
    _checkpoint(stores.shards)
    gone = [shards.pop(erased(families, reference)) for reference in references[::2]]
    assert _found(tables, gone) == len(gone), "the control: deleting alone leaves them"
    assert erase.finish(stores, log_signer(families), NO_MAIL) == len(gone)
    _checkpoint(stores.shards)
    assert _found(tables, gone) == 0
    assert _found(tables, list(shards.values())) == len(shards), "the control: what stays is found"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_erasure_is_complete_only_once_the_shard_store_could_be_cleaned(
    families: Families, urls: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, _ = worked_on(families)
    erased(families, reference)
    stores = families.office.stores
    with monkeypatch.context() as context:
        context.setattr(db, "PATIENCE_MS", 50)
        impatient = Stores(stores.main, open_engine(urls.shards), stores.ephemeral)
        with stores.shards.connect() as reader:
            reader.exec_driver_sql("SELECT count(*) FROM shard").all()
            assert erase.finish(impatient, log_signer(families), NO_MAIL) == 0
        impatient.shards.dispose()
    assert told(families, reference) == [("case:erasure_requested", True)]
    assert erase.finish(stores, log_signer(families), NO_MAIL) == 1


def test_erasing_is_for_leads_of_the_cases_own_team(families: Families) -> None:
    reference = families.office.case()
    for person in (families.worker, families.stranger):
        with families.office.stores.changing() as work, pytest.raises(NotAllowed):
            erase.find(work, person.actor, reference, Permission.CASE_ERASE)
    with families.office.stores.changing() as work, pytest.raises(NotFound):
        erase.find(work, families.lead.actor, "AAA-AAA", Permission.CASE_ERASE)


def test_a_case_that_changed_since_the_page_was_shown_is_not_erased(families: Families) -> None:
    reference, lead = families.office.case(), families.lead
    with families.office.stores.changing() as work, pytest.raises(Stale):
        erase.request(work, lead.actor, lead.keyring.signer, reference, 7, ErasureReason.ASKED_FOR)
    assert told(families, reference) == []


def _opens_nowhere(families: Families, stores: Stores, reference: str, code: str) -> None:
    """No page, list or code gives anything of the case."""
    person = families.worker
    with stores.changing() as work, pytest.raises(NotFound):
        case_page.show(work, person.actor, person.keyring, reference)
    with stores.changing() as work:
        assert lists.show(work, person.actor, person.keyring, View.OPEN, Filters()).rows == ()
        assert receipt.find_thread(work, receipt.stretch_code(code, families.office.secrets.pepper)) is None


def _rows_left(main: Session) -> int:
    tables = (Case, Item, ReceiptRow, SentForm)
    return sum(main.scalar(select(func.count()).select_from(each)) or 0 for each in tables)


def _found(folder: Path, shards: list[bytes]) -> int:
    held = b"\0".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    return sum(shard in held for shard in shards)


def _checkpoint(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CHECKPOINT")
