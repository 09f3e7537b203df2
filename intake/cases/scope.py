"""Which cases somebody may know of, as conditions for a query. Every list is narrowed by these; nothing here opens.

A team's lists hold what the whole team reads. What was given to somebody by name counts while they are active, hold the
keys that it was sealed to, are in the team as whose member they were named, and its day has not passed.
"""

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from intake import clock
from intake.access.policy import Actor
from intake.accounts.models import RecoveryKeyRow, Staff, StaffState, TeamEpoch, TeamMember
from intake.cases.models import CardSeal, Case, CaseGrant, LockOut


def of_team(actor: Actor) -> ColumnElement[bool]:
    """That a case is not restricted, and not kept from the actor. Whether it is their team's is asked beside this."""
    kept = select(LockOut.case_id).where(LockOut.staff_id == actor.id)
    return and_(~Case.restricted, Case.id.not_in(kept))


def by_name(actor: Actor) -> ColumnElement[bool]:
    """That the actor reads the case by name: restricted cases of their teams, and what other teams shared with them."""
    held = select(CaseGrant.case_id).where(CaseGrant.staff_id == actor.id, is_live(CaseGrant))
    return Case.id.in_(held)


def as_colleague(actor: Actor) -> ColumnElement[bool]:
    """That the case is restricted, and the actor one of those of its team who are named."""
    inside = exists().where(CaseGrant.case_id == Case.id, CaseGrant.staff_id == actor.id,
                            CaseGrant.team_id == Case.team_id).correlate(Case)
    return and_(Case.restricted, by_name(actor), inside)


def seal_of(actor: Actor) -> ScalarSelect[bytes]:
    """The case's seed as it is sealed to the actor, where they come to it by name and not as its team; else NULL."""
    as_team = and_(~Case.restricted, Case.team_id.in_(sorted(actor.teams)))
    return (
        select(CaseGrant.sealed).where(CaseGrant.case_id == Case.id, CaseGrant.staff_id == actor.id, ~as_team)
        .correlate(Case).scalar_subquery()
    )


def is_live(grant: type[CaseGrant]) -> ColumnElement[bool]:
    """That a grant counts today. It may be asked of an alias."""
    newest = select(func.max(TeamEpoch.epoch)).where(TeamEpoch.team_id == grant.team_id).correlate(grant)
    stands = exists().where(
        Staff.id == grant.staff_id, Staff.state == StaffState.ACTIVE, Staff.signing_key == grant.signing_key,
        TeamMember.staff_id == Staff.id, TeamMember.team_id == grant.team_id,
        TeamMember.epoch == newest.scalar_subquery(), TeamMember.sealed != b"",
    ).correlate(grant)
    return and_(or_(grant.until.is_(None), grant.until >= clock.today()), stands)


def wants_new_keys() -> ColumnElement[bool]:
    """That the case was given to somebody by name who may not read it any more, or that cards were made since that do
    not open it."""
    gone = aliased(CaseGrant)
    ended = exists().where(gone.case_id == Case.id, ~is_live(gone)).correlate(Case)
    sealed_to = select(CardSeal.number).where(CardSeal.case_id == Case.id).correlate(Case).scalar_subquery()
    newer = exists().where(RecoveryKeyRow.number > func.coalesce(sealed_to, 0)).correlate(Case)
    return or_(ended, and_(Case.restricted, newer))
