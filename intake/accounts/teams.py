"""What anybody may look up about teams: where a form goes, and who is in a team. Opens nothing.

The public area comes through here, so this room must never import the keyring.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from intake.access.roles import Role
from intake.accounts.models import IntakeRoute, Staff, StaffState, Team, TeamEpoch, TeamMember
from intake.errors import NotFound

CONTACT = "contact"
"""The form that the first founded team receives."""


_ROUTE = (
    select(TeamEpoch.team_id, TeamEpoch.epoch, TeamEpoch.public_key)
    .join(IntakeRoute, IntakeRoute.team_id == TeamEpoch.team_id).where(IntakeRoute.form == bindparam("form"))
    .order_by(TeamEpoch.epoch.desc()).limit(1)
)


@dataclass(frozen=True, slots=True)
class TeamAddress:
    """Where to seal to: a team's newest epoch and its public key."""

    team_id: int
    epoch: int
    public_key: bytes = field(repr=False)


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


def route(session: Session, form: str) -> TeamAddress:
    """Where a public form's enquiries go. `NotFound` while no team receives it: the form is closed then."""
    row = session.connection().execute(_ROUTE, {"form": form}).one_or_none()
    if row is None:
        raise NotFound(f"no team receives the form {form}")
    return TeamAddress(*row)


def is_open(session: Session, form: str) -> bool:
    """Whether a team receives a public form."""
    return session.scalar(select(IntakeRoute.team_id).where(IntakeRoute.form == form)) is not None


def address_of(session: Session, team_id: int) -> TeamAddress:
    """A team's newest epoch, to seal to. `NotFound` where there is no such team."""
    row = session.execute(
        select(TeamEpoch.epoch, TeamEpoch.public_key).where(TeamEpoch.team_id == team_id)
        .order_by(TeamEpoch.epoch.desc()).limit(1)
    ).one_or_none()
    if row is None:
        raise NotFound("no such team")
    return TeamAddress(team_id, row.epoch, row.public_key)


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
    """Everybody who holds the newest epoch of a team, by name. Suspended people are marked, not hidden."""
    newest = select(func.max(TeamEpoch.epoch)).where(TeamEpoch.team_id == team_id).scalar_subquery()
    rows = session.execute(
        select(Staff.id, Staff.username, Staff.name, Staff.role, TeamMember.lead, Staff.state)
        .join(TeamMember, TeamMember.staff_id == Staff.id)
        .where(TeamMember.team_id == team_id, TeamMember.epoch == newest).order_by(Staff.name, Staff.id)
    )
    return tuple(Colleague(*row[:5], active=row.state is StaffState.ACTIVE) for row in rows)
