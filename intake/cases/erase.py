"""Erasing a case: its shard first, then its rows. What it held opens for nobody from then on, in old backups neither.

Three steps, each a transaction of its own and each safe to repeat: asked for (an event, and a row that outlives the
case), carried out (shard, then rows), complete (its blobs are gone, the shard is out of the files of its store, and the
log says so). The job process finishes what a crash left between them. No step needs a key; the log keeps the reference
and nothing else.
"""

import logging

from sqlalchemy import delete, exists, select, update

from intake import clock
from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.accounts import sessions
from intake.accounts.models import SessionKind
from intake.audit.kinds import Act
from intake.audit.trail import Signs, record
from intake.cases import finding, remind, scrub
from intake.cases.attachment import Attachment
from intake.cases.finding import Hold
from intake.cases.models import (
    CardSeal,
    Case,
    CaseGrant,
    Erased,
    Erasure,
    Item,
    LegalHold,
    LockOut,
    ReceiptRow,
    SeenMark,
    SentForm,
    Shard,
)
from intake.cases.states import ErasureReason
from intake.db import Stores, Work
from intake.errors import NotFound, Stale, WrongState
from intake.notices.reminders import Reminders

_AT_ONCE = 500
_log = logging.getLogger(__name__)


def find(work: Work, actor: Actor, reference: str, permission: Permission) -> Case:
    """The row of a case, locked, for a lead who may do `permission` to it. Opens nothing.

    Raises `NotFound` where there is none or its shard is gone, `NotAllowed` out of scope; the web shows one page.
    """
    row = finding.find(work, actor, reference, permission, Hold.TO_CHANGE).row
    if work.shards.scalar(select(Shard.day).where(Shard.case_id == row.id)) is None:
        raise NotFound("the case was erased")
    return row


def is_held(work: Work, case_id: int) -> bool:
    """Whether a legal hold keeps the case."""
    return bool(work.main.scalar(select(exists().where(LegalHold.case_id == case_id))))


def request(work: Work, actor: Actor, signer: Signs, reference: str, version: int, reason: ErasureReason) -> int:
    """Ask for a case to be erased now; gives its row id for `carry_out`. A lead's act, and an event of its own.

    Raises `Stale` when the case changed since the lead looked at it, `WrongState` while a legal hold keeps it.
    """
    row = find(work, actor, reference, Permission.CASE_ERASE)
    if row.version != version:
        raise Stale(f"{reference} was changed meanwhile")
    if is_held(work, row.id):
        raise WrongState("a held case is not erased")
    record(work.main, Act.CASE_ERASURE_REQUESTED, actor=actor, signer=signer, case=row.reference, team=row.team_id,
           reason=reason.value)
    work.main.merge(Erasure(case_id=row.id, reference=row.reference, team_id=row.team_id, reason=reason,
                            closed_day=None, entries=None))
    return row.id


def carry_out(work: Work, signer: Signs, case_id: int) -> bool:
    """Destroy the shard and delete the rows of a case whose erasure was asked for. Nothing of it can be taken back.

    The door commits the shards first. False, and the request is dropped, where a legal hold keeps the case.
    """
    asked = work.main.get(Erasure, case_id, with_for_update=True)
    if asked is None or asked.entries is not None:
        return False
    work.main.execute(select(Case.id).where(Case.id == case_id).with_for_update())
    if is_held(work, case_id):
        drop(work, signer, asked)
        return False
    work.shards.execute(delete(Shard).where(Shard.case_id == case_id))
    if work.shards.get(Erased, case_id) is None:
        work.shards.add(Erased(case_id=case_id, day=clock.today()))
    asked.entries = _delete_rows(work, case_id) or 0
    return True


def drop(work: Work, signer: Signs, asked: Erasure) -> None:
    """Forget a request that may not be carried out any more; the log says so."""
    record(work.main, Act.CASE_ERASURE_LAPSED, actor=None, signer=signer, case=asked.reference, team=asked.team_id)
    work.main.delete(asked)


def reapply(work: Work) -> int:
    """Erase again whatever the shard store knows as erased and the main store still holds; gives how many cases.

    For a main store that was put back from an old backup. Call it in `changing()`; the caller writes the event.
    """
    work.shards.execute(delete(Shard).where(Shard.case_id.in_(select(Erased.case_id))))
    again, last = 0, 0
    while ids := _erased_after(work, last):
        last = ids[-1]
        for case_id in work.main.scalars(select(Case.id).where(Case.id.in_(ids))).all():
            entries = _delete_rows(work, case_id)
            again += entries is not None
            work.main.execute(update(Erasure).where(Erasure.case_id == case_id, Erasure.entries.is_(None))
                              .values(entries=entries or 0))
    return again


def finish(stores: Stores, signer: Signs, waiting: Reminders) -> int:
    """Carry out what was asked for and left undone, and complete what was carried out; gives how many are complete.

    For the job process, which holds the log key. What a legal hold keeps is dropped; what is confirmed ahead waits,
    unless its shard is gone already. A case whose files are not removed yet (`discard.py`) is not complete, and none is
    before the mail is gone that is `waiting` for its person.
    """
    for case_id in _undone(stores):
        with stores.changing() as work:
            carry_out(work, signer, case_id)
    with stores.reading() as work:
        gone = list(work.main.scalars(select(Erasure.case_id).where(
            Erasure.entries.is_not(None), ~exists().where(Attachment.case_id == Erasure.case_id))))
    remind.clear(stores, waiting)
    if not gone:
        return 0
    if not scrub.scrub(stores.shards):
        _log.warning("the shard store was busy: %d erasures are completed later", len(gone))
        return 0
    with stores.changing() as work:
        return _complete(work, signer, gone)


def _complete(work: Work, signer: Signs, case_ids: list[int]) -> int:
    done = work.main.scalars(select(Erasure).where(Erasure.case_id.in_(case_ids)).with_for_update()).all()
    for each in done:
        record(work.main, Act.CASE_ERASED, actor=None, signer=signer, case=each.reference, team=each.team_id,
               reason=each.reason.value, entries=each.entries)
        work.main.delete(each)
    return len(done)


def _undone(stores: Stores) -> list[int]:
    with stores.reading() as work:
        asked = work.main.execute(select(Erasure.case_id, Erasure.closed_day).where(Erasure.entries.is_(None))).all()
        ids = [row.case_id for row in asked]
        begun = set(work.shards.scalars(select(Erased.case_id).where(Erased.case_id.in_(ids))))
    return [row.case_id for row in asked if row.closed_day is None or row.case_id in begun]


def _erased_after(work: Work, last: int) -> list[int]:
    return list(work.shards.scalars(
        select(Erased.case_id).where(Erased.case_id > last).order_by(Erased.case_id).limit(_AT_ONCE)
    ))


def _delete_rows(work: Work, case_id: int) -> int | None:
    """Delete all that the main and the ephemeral store hold of a case; how many entries went, None for no case."""
    entries = work.main.scalars(delete(Item).where(Item.case_id == case_id).returning(Item.id)).all()
    for table in (ReceiptRow, SentForm, LegalHold, CaseGrant, CardSeal, LockOut):
        work.main.execute(delete(table).where(table.case_id == case_id))
    case = work.main.scalar(delete(Case).where(Case.id == case_id).returning(Case.id))
    work.ephemeral.execute(delete(SeenMark).where(SeenMark.case_id == case_id))
    sessions.end_all(work, SessionKind.THREAD, case_id)
    return len(entries) if case is not None else None
