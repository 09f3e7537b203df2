"""Who is asking: from the cookie's token to a person and their keys, in two queries."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, select
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import aliased

from intake.access.policy import Actor
from intake.accounts import sessions
from intake.accounts.keyring import Keyring, Membership
from intake.accounts.models import Staff, StaffState, TeamEpoch, TeamMember
from intake.accounts.sessions import Session
from intake.db import Work
from intake.settings import Settings


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A recognised member of staff: the person for rules, their keys, and the session they came with."""

    actor: Actor
    keyring: Keyring
    session: Session

    @property
    def csrf_key(self) -> bytes:
        """The key behind this session's form tokens."""
        return self.session.csrf_key

    @property
    def session_id(self) -> bytes:
        """The session's row id."""
        return self.session.sid


def recognise(work: Work, token: str, run_secret: bytes, settings: Settings) -> SignedIn | None:
    """The member of staff behind a session token; None when it is over or the account is not active (I20)."""
    session = sessions.look_up(work, token, run_secret, sessions.STAFF, settings)
    if session is None:
        return None
    rows = work.main.execute(_person(), {"staff": session.subject_id}).all()
    if not rows or rows[0][0].state is not StaffState.ACTIVE:
        return None
    staff: Staff = rows[0][0]
    holds = tuple(Membership(*row[2:]) for row in rows if row[1] is not None)
    return SignedIn(actor_of(staff, holds), Keyring(staff.id, session.secret, holds), session)


def memberships(database: Database, staff_id: int) -> tuple[Membership, ...]:
    """The epochs that a person holds of the teams they belong to now. One query."""
    rows = database.execute(_held().where(TeamMember.staff_id == staff_id))
    return tuple(Membership(*row[1:]) for row in rows)


@cache
def _person() -> Select[Any]:
    """Made once: putting so large a statement together takes longer than running it, and every click asks it."""
    held = _held().subquery()
    return select(Staff, *held.c).outerjoin(held, held.c.staff_id == Staff.id).where(Staff.id == bindparam("staff"))


def _held() -> Select[int, int, int, bool, bytes, bytes, bool]:
    """Who holds which epochs. Who is missing from a team's newest epoch has left it, and loses its older ones, too."""
    newest = select(TeamEpoch.team_id, func.max(TeamEpoch.epoch).label("epoch")).group_by(TeamEpoch.team_id).subquery()
    current, other, gone = aliased(TeamMember), aliased(TeamMember), aliased(Staff)
    somebody_left = exists().where(
        other.team_id == newest.c.team_id, other.epoch == newest.c.epoch, gone.id == other.staff_id,
        (gone.state != StaffState.ACTIVE) | (other.sealed == b""),
    )
    return (
        select(TeamMember.staff_id, TeamMember.team_id, TeamMember.epoch, current.lead, TeamMember.sealed,
               TeamEpoch.public_key, somebody_left.label("renewal_due"))
        .join(TeamEpoch, (TeamEpoch.team_id == TeamMember.team_id) & (TeamEpoch.epoch == TeamMember.epoch))
        .join(newest, newest.c.team_id == TeamMember.team_id)
        .join(current, (current.team_id == newest.c.team_id) & (current.epoch == newest.c.epoch)
              & (current.staff_id == TeamMember.staff_id))
        .where(TeamMember.sealed != b"", current.sealed != b"")
    )


def actor_of(staff: Staff, held: tuple[Membership, ...] = ()) -> Actor:
    """A member of staff as rules see them."""
    return Actor(
        id=staff.id, username=staff.username, name=staff.name, role=staff.role, language=staff.language,
        teams=frozenset(each.team_id for each in held), leads=frozenset(each.team_id for each in held if each.lead),
        calendar=staff.calendar,
    )
