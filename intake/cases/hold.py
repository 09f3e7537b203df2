"""Legal holds: while one stands, nobody erases the case, neither at once nor by the clock. A lead sets and lifts it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select

from intake import clock
from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.audit.kinds import Act
from intake.audit.trail import Signs, record
from intake.cases.erase import find, is_held
from intake.cases.models import Erasure, LegalHold
from intake.cases.states import HoldReason, LiftReason
from intake.db import Work
from intake.errors import Stale


@dataclass(frozen=True, slots=True)
class Hold:
    """That a case is held: why, and since when."""

    reason: HoldReason
    day: date


def current(work: Work, case_id: int) -> Hold | None:
    """The hold on a case, if there is one."""
    row = work.main.execute(
        select(LegalHold.reason, LegalHold.day).where(LegalHold.case_id == case_id)
    ).one_or_none()
    return Hold(*row) if row else None


def set_hold(work: Work, actor: Actor, signer: Signs, reference: str, reason: HoldReason) -> None:
    """Hold a case. An erasure that was asked for and not yet begun is taken back; a second hold changes nothing."""
    row = find(work, actor, reference, Permission.CASE_HOLD)
    if is_held(work, row.id):
        return
    work.main.add(LegalHold(case_id=row.id, reason=reason, staff_id=actor.id, day=clock.today()))
    row.version += 1
    record(work.main, Act.CASE_HELD, actor=actor, signer=signer, case=reference, team=row.team_id, reason=reason.value)
    asked = work.main.get(Erasure, row.id)
    if asked is not None:
        work.main.delete(asked)
        record(work.main, Act.CASE_ERASURE_WITHDRAWN, actor=actor, signer=signer, case=reference, team=row.team_id)


def lift(work: Work, actor: Actor, signer: Signs, reference: str, version: int, reason: LiftReason) -> None:
    """End the hold on a case. Where there is none, nothing happens.

    Raises `Stale` when the case changed since the lead looked at it: the hold may be another by now.
    """
    row = find(work, actor, reference, Permission.CASE_HOLD)
    if not is_held(work, row.id):
        return
    if row.version != version:
        raise Stale(f"{reference} was changed meanwhile")
    work.main.execute(delete(LegalHold).where(LegalHold.case_id == row.id))
    row.version += 1
    record(work.main, Act.CASE_HOLD_LIFTED, actor=actor, signer=signer, case=reference, team=row.team_id,
           reason=reason.value)
