"""Finding one case for somebody who may do something to it: the row, and what they were given by name. Opens nothing.

Whoever reads holds the row against being changed, whoever changes it holds it against everybody, from the first query
on: a case whose keys are changed meanwhile is met as it was or as it became, never halfway (PostgreSQL; on SQLite one
unit of work waits for the other).
"""

from dataclasses import dataclass, field
from enum import Enum, auto

from sqlalchemy import Row, Select, and_, select

from intake.access import policy
from intake.access.permissions import Permission
from intake.access.policy import Actor, Reach, Standing
from intake.cases import scope
from intake.cases.models import Case, CaseGrant, LockOut
from intake.db import Work
from intake.errors import NotAllowed, NotFound

_Row = Row[Case, CaseGrant | None, int | None, bool]


class Hold(Enum):
    """How the row is held: against changes, for changing it, or for changing it unless somebody else is at it."""

    TO_READ = auto()
    TO_CHANGE = auto()
    IF_FREE = auto()


@dataclass(frozen=True, slots=True)
class Found:
    """A case that somebody may come to. `sealed`: its seed, sealed to them by name; None where they come as its team.

    `wants_new_keys`: it was given by name to somebody who may not read it any more, or newer recovery cards were made.
    """

    row: Case
    reach: Reach
    sealed: bytes | None = field(repr=False)
    wants_new_keys: bool


def find(work: Work, actor: Actor, reference: str, permission: Permission, hold: Hold = Hold.TO_READ) -> Found:
    """The case with this reference, for an actor who may do `permission` to it.

    Raises `NotFound` where there is none and `NotAllowed` out of scope: the web shows one page for both. Whoever is
    about to be refused is looked up twice, in all cases alike: when the row was waited for, what stands beside it may
    be older than the row.
    """
    wanted = _query(actor, reference, hold)
    found = _fitting(actor, permission, work.main.execute(wanted).one_or_none())
    if found is None:
        row = work.main.execute(wanted).one_or_none()
        if row is None:
            raise NotFound("no such case")
        found = _fitting(actor, permission, row)
    if found is None:
        raise NotAllowed(permission.value)
    return found


def row_id(work: Work, reference: str) -> int:
    """The row of the case with this reference, 0 where there is none. It says nothing of who may come to it."""
    return work.main.scalar(select(Case.id).where(Case.reference == reference)) or 0


def _query(actor: Actor, reference: str, hold: Hold) -> Select[Case, CaseGrant | None, int | None, bool]:
    given = and_(CaseGrant.case_id == Case.id, CaseGrant.staff_id == actor.id, scope.is_live(CaseGrant))
    return (
        select(Case, CaseGrant, LockOut.staff_id, scope.wants_new_keys())
        .select_from(Case).outerjoin(CaseGrant, given)
        .outerjoin(LockOut, and_(LockOut.case_id == Case.id, LockOut.staff_id == actor.id))
        .where(Case.reference == reference)
        .with_for_update(read=hold is Hold.TO_READ, skip_locked=hold is Hold.IF_FREE, of=Case)
        .execution_options(populate_existing=True)
    )


def _fitting(actor: Actor, permission: Permission, found: _Row | None) -> Found | None:
    if found is None:
        return None
    row, given, locked_out, wants_new_keys = found
    through = given.team_id if given is not None else None
    standing = Standing(row.team_id, row.restricted, through, locked_out is not None)
    if not policy.may_in(actor, permission, standing):
        return None
    reach = policy.reach(actor, standing)
    if reach is Reach.TEAM and not row.restricted:
        return Found(row, reach, None, wants_new_keys)
    if given is None or given.keying != row.keying:
        return None
    return Found(row, reach, given.sealed, wants_new_keys)
