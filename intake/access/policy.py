"""Who may do what to which team's things. Pure: the same question always has the same answer.

A refusal is an exception, and the web shows it as "not found": whether a thing exists is confidential (DESIGN 2,
promise 9). Being allowed here is half of it; the other half is holding the key.
"""

from dataclasses import dataclass
from enum import Enum, auto

from intake.access.permissions import Permission
from intake.access.roles import GRANTS, GUESTS_MAY, LEADS_ONLY, Role
from intake.calendars.convert import Calendar
from intake.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, as far as rules and pages need to know them. `teams` and `leads` hold team ids.

    `calendar` is None where they read days as their language does.
    """

    id: int
    username: str
    name: str
    role: Role
    language: str = "en"
    teams: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()
    calendar: Calendar | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A case, and how one person stands to it.

    `restricted`: named people alone read it, not its team. `through`: the person is one of those it was given to by
    name, as a member of this team. `locked_out`: it is kept from this person, whatever else is true.
    """

    team: int
    restricted: bool = False
    through: int | None = None
    locked_out: bool = False


class Reach(Enum):
    """How far somebody reaches into a case: not at all, as a guest, or as its team does."""

    NONE = auto()
    GUEST = auto()
    TEAM = auto()


def holds(actor: Actor, permission: Permission) -> bool:
    """Whether the actor's role has the permission at all, before any thing is looked at."""
    return permission in GRANTS[actor.role]


def may(actor: Actor, permission: Permission, team: int) -> bool:
    """Whether the actor may do this to something that belongs to `team`."""
    scope = actor.leads if permission in LEADS_ONLY else actor.teams
    return holds(actor, permission) and team in scope


def require(actor: Actor, permission: Permission, team: int) -> None:
    """Raise `NotAllowed` unless `may` says yes."""
    if not may(actor, permission, team):
        raise NotAllowed(permission.value)


def reach(actor: Actor, case: Standing) -> Reach:
    """How far the actor reaches into a case. A name counts while its holder is in the team that stood for them."""
    if case.locked_out:
        return Reach.NONE
    if case.team in actor.teams and (not case.restricted or case.through == case.team):
        return Reach.TEAM
    return Reach.GUEST if case.through in actor.teams else Reach.NONE


def may_in(actor: Actor, permission: Permission, case: Standing) -> bool:
    """Whether the actor may do this to a case."""
    match reach(actor, case):
        case Reach.TEAM:
            return may(actor, permission, case.team)
        case Reach.GUEST:
            return permission in GUESTS_MAY and holds(actor, permission)
        case _:
            return False
