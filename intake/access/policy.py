"""Who may do what to which team's things. Pure: the same question always has the same answer.

A refusal is an exception, and the web shows it as "not found": whether a thing exists is confidential (DESIGN 2,
promise 9). Being allowed here is half of it; the other half is holding the key.
"""

from dataclasses import dataclass

from intake.access.permissions import Permission
from intake.access.roles import GRANTS, LEADS_ONLY, Role
from intake.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, as far as rules need to know them. `teams` and `leads` hold team ids."""

    id: int
    username: str
    name: str
    role: Role
    language: str = "en"
    teams: frozenset[int] = frozenset()
    leads: frozenset[int] = frozenset()


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
