"""What anybody may look up about teams: their names, and who is in them. Opens nothing.

The public area comes through here, so this room must never import the keyring.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from intake.access.roles import Role
from intake.accounts.models import Staff, StaffState, Team, TeamEpoch, TeamMember
from intake.errors import NotFound


@dataclass(frozen=True, slots=True)
class TeamName:
    """A team as lists show it."""

    id: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of a team as colleagues see them."""

    id: int
    username: str
    name: str
    role: Role
    lead: bool
    active: bool


def newest_epoch(session: Session, team_id: int) -> int:
    """The number of a team's newest epoch. `NotFound` where there is no such team."""
    number = session.scalar(select(func.max(TeamEpoch.epoch)).where(TeamEpoch.team_id == team_id))
    if number is None:
        raise NotFound("no such team")
    return number


def hold(session: Session, team_id: int) -> None:
    """Keep a team's row for oneself until the transaction ends, so that two acts on its keys never cross."""
    session.execute(select(Team.id).where(Team.id == team_id).with_for_update())


def names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """The names of members of staff by id; ids that are nobody's are left out."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def team_names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """The names of teams by id."""
    rows = session.execute(select(Team.id, Team.name).where(Team.id.in_(set(ids))))
    return {row.id: row.name for row in rows}


def list_teams(session: Session) -> tuple[TeamName, ...]:
    """All teams, by name."""
    rows = session.execute(select(Team.id, Team.slug, Team.name).order_by(Team.name, Team.id))
    return tuple(TeamName(*row) for row in rows)


def colleagues(session: Session, team_id: int) -> tuple[Colleague, ...]:
    """Everybody in the newest epoch of a team, by name. Who cannot open its cases any more is marked, not hidden."""
    return colleagues_of(session, [team_id])[team_id]


def colleagues_of(session: Session, team_ids: Collection[int]) -> dict[int, tuple[Colleague, ...]]:
    """The same for each of these teams, in one query."""
    newest = (
        select(TeamEpoch.team_id, func.max(TeamEpoch.epoch).label("epoch")).where(TeamEpoch.team_id.in_(team_ids))
        .group_by(TeamEpoch.team_id).subquery()
    )
    rows = session.execute(
        select(TeamMember.team_id, Staff.id, Staff.username, Staff.name, Staff.role, TeamMember.lead, Staff.state,
               (TeamMember.sealed != b"").label("holds"))
        .join(newest, and_(newest.c.team_id == TeamMember.team_id, newest.c.epoch == TeamMember.epoch))
        .join(Staff, Staff.id == TeamMember.staff_id).order_by(Staff.name, Staff.id)
    )
    found: dict[int, list[Colleague]] = {team_id: [] for team_id in team_ids}
    for row in rows:
        found[row.team_id].append(Colleague(*row[1:6], active=row.state is StaffState.ACTIVE and row.holds))
    return {team_id: tuple(each) for team_id, each in found.items()}


def last_in(session: Session, staff_id: int) -> tuple[int, ...]:
    """The teams that would be left without anybody who opens their cases if this person went."""
    held = select(TeamMember.team_id).where(TeamMember.staff_id == staff_id).distinct()
    members = colleagues_of(session, session.scalars(held.order_by(TeamMember.team_id)).all())
    return tuple(team_id for team_id, inside in members.items()
                 if {each.id for each in inside if each.active} == {staff_id})
