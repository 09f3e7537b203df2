"""People whose keys a team stands for: what is sealed to one person by name is sealed to these keys and no others.

A name in the staff table proves nothing. The newest epoch of a team, once it is found to be right, signed who is in it
and with which keys; somebody whose keys differ, or whom no team knows, is nobody here. Opens nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.access.roles import Role
from intake.accounts import membership, teams
from intake.accounts.chain import epoch_of
from intake.accounts.models import Staff, StaffState, Team, TeamMember
from intake.accounts.trust import Trust
from intake.errors import Untrusted


@dataclass(frozen=True, slots=True)
class Vouched:
    """Somebody whose keys are right, and the team that says so."""

    staff_id: int
    name: str
    team_id: int
    public_key: bytes = field(repr=False)
    signing_key: bytes = field(repr=False)

    @property
    def keys_hash(self) -> bytes:
        """One hash over both keys."""
        return membership.keys_hash(self.public_key, self.signing_key)


def members(session: Session, trust: Trust, team_id: int) -> dict[int, Vouched]:
    """The active members of a team whose keys it stands for. `Untrusted` where its own keys are in doubt."""
    address = trust.address(session, team_id)
    signing_key = epoch_of(session, team_id, address.epoch).signing_key
    rows = session.execute(
        select(TeamMember, Staff).join(Staff, Staff.id == TeamMember.staff_id)
        .where(TeamMember.team_id == team_id, TeamMember.epoch == address.epoch, TeamMember.sealed != b"",
               Staff.state == StaffState.ACTIVE, Staff.role.in_((Role.CASEWORKER, Role.LEAD)))
        .order_by(Staff.name, Staff.id)
    )
    return {staff.id: Vouched(staff.id, staff.name, team_id, staff.public_key or b"", staff.signing_key or b"")
            for member, staff in rows if membership.is_genuine(member, staff, signing_key)}


def outside(session: Session, trust: Trust, team_id: int) -> dict[int, Vouched]:
    """The members of all other teams who are not in this one. Teams whose keys are in doubt stand for nobody."""
    inside = set(session.scalars(select(TeamMember.staff_id).where(
        TeamMember.team_id == team_id, TeamMember.epoch == teams.newest_epoch(session, team_id))))
    return {each.staff_id: each for each in _of_others(session, trust, team_id) if each.staff_id not in inside}


def _of_others(session: Session, trust: Trust, team_id: int) -> Iterator[Vouched]:
    for other in session.scalars(select(Team.id).where(Team.id != team_id).order_by(Team.id)).all():
        try:
            yield from members(session, trust, other).values()
        except Untrusted:
            continue
