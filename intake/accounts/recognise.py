"""Who is asking: from the cookie's token to a person and their keys, in at most three queries."""

from dataclasses import dataclass

from sqlalchemy import exists, func, select
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
    staff = work.main.get(Staff, session.subject_id)
    if staff is None or staff.state is not StaffState.ACTIVE:
        return None
    held = memberships(work.main, staff.id)
    return SignedIn(actor_of(staff, held), Keyring(staff.id, session.secret, held), session)


def memberships(database: Database, staff_id: int) -> tuple[Membership, ...]:
    """The epochs that a person holds of the teams they belong to now. One query.

    Who is missing from a team's newest epoch has left it, and its older epochs are no longer theirs to open.
    """
    newest = select(TeamEpoch.team_id, func.max(TeamEpoch.epoch).label("epoch")).group_by(TeamEpoch.team_id).subquery()
    current, other, gone = aliased(TeamMember), aliased(TeamMember), aliased(Staff)
    somebody_left = exists().where(
        other.team_id == newest.c.team_id, other.epoch == newest.c.epoch, gone.id == other.staff_id,
        (gone.state != StaffState.ACTIVE) | (other.sealed == b""),
    )
    rows = database.execute(
        select(TeamMember.team_id, TeamMember.epoch, current.lead, TeamMember.sealed, TeamEpoch.public_key,
               somebody_left.label("renewal_due"))
        .join(TeamEpoch, (TeamEpoch.team_id == TeamMember.team_id) & (TeamEpoch.epoch == TeamMember.epoch))
        .join(newest, newest.c.team_id == TeamMember.team_id)
        .join(current, (current.team_id == newest.c.team_id) & (current.epoch == newest.c.epoch)
              & (current.staff_id == TeamMember.staff_id))
        .where(TeamMember.staff_id == staff_id, TeamMember.sealed != b"", current.sealed != b"")
    )
    return tuple(Membership(*row) for row in rows)


def actor_of(staff: Staff, held: tuple[Membership, ...] = ()) -> Actor:
    """A member of staff as rules see them."""
    return Actor(
        id=staff.id, username=staff.username, name=staff.name, role=staff.role, language=staff.language,
        teams=frozenset(each.team_id for each in held), leads=frozenset(each.team_id for each in held if each.lead),
    )
