"""Handing a public form to another team. Only the team that receives it can give it away, with its newest keys.

The other team need not sign: it would receive nothing that it could not hand back, and asking it first would leave the
form between two teams. It must be trusted, though, or the form would close (`Trust.route`).
"""

from intake.access import policy
from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.accounts import membership, teams
from intake.accounts.keyring import Keyring
from intake.accounts.teams import TeamName
from intake.accounts.trust import Trust
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.db import Work
from intake.errors import NotFound, Stale, Untrusted, WrongState


def hand_form(work: Work, actor: Actor, keyring: Keyring, trust: Trust, form: str, giver: int, receiver: int) -> None:
    """Let `receiver` have what is sent with a form from now on; the caller leads `giver`, which has it now.

    `Stale` when another team has it by now, `WrongState` for the same team, `NotFound` for none, `Untrusted` for a team
    whose keys are not pinned and sound.
    """
    policy.require(actor, Permission.FORM_HAND, giver)
    teams.hold(work.main, giver)
    present = trust.route(work.main, form)
    if present.team_id != giver:
        raise Stale("another team receives the form")
    if receiver == giver:
        raise WrongState("the team receives the form already")
    trust.address(work.main, receiver)
    membership.route_form(work, keyring.team(giver, present.epoch), form, receiver)
    record(work.main, Act.TEAM_FORM_HANDED, actor=actor, signer=keyring.signer, team=receiver, form=form, old=giver)


def receives(work: Work, trust: Trust, form: str, team_id: int) -> bool:
    """Whether a team receives a form, and its keys are such that it may."""
    try:
        return trust.route(work.main, form).team_id == team_id
    except (NotFound, Untrusted):
        return False


def possible_receivers(work: Work, trust: Trust, giver: int) -> tuple[TeamName, ...]:
    """The teams that could have the form: every other one whose keys are pinned and sound."""
    return tuple(each for each in teams.list_teams(work.main)
                 if each.id != giver and not trust.team_problem(work.main, each.id))
