"""Making a team, and letting colleagues into it. Only a person who holds a team's keys can hand them on.

A lead founds: the keys are made in the lead's own session and sealed to them, so no administrator ever holds them.
Admitting somebody means sealing the keys to theirs, after comparing a fingerprint over the telephone.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from intake.access import policy
from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.access.roles import Role
from intake.accounts import digits, membership, names, recovery_seals, teams, trust
from intake.accounts.digits import Spoken
from intake.accounts.keyring import Keyring, TeamKeys
from intake.accounts.models import IntakeRoute, Staff, StaffState, Team, TeamMember
from intake.accounts.recovery_key import RecoveryKey
from intake.accounts.teams import Colleague
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.db import Work, new_id
from intake.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from intake.vault.keys import equal, new_seed

_SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_STEM: Final = 30


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be let into a team, with the digits or words that they read out from their own page."""

    id: int
    username: str
    name: str
    role: Role
    spoken: Spoken = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """The digits, by which `admit` knows what was compared."""
        return self.spoken.digits


def found_team(
    work: Work, actor: Actor, keyring: Keyring, name: str, slug: str, recovery: RecoveryKey | None = None,
) -> int:
    """Make a team with its first keys, led by its founder; gives its id. The first team receives the contact form.

    The keys are sealed to the recovery key, too, if one is in force (`Trust.recovery`).
    """
    if not policy.holds(actor, Permission.TEAM_FOUND):
        raise NotAllowed(Permission.TEAM_FOUND.value)
    team = Team(id=new_id(), name=name.strip(), slug=slug.strip().lower())
    _require_usable(work, team)
    keys = TeamKeys(team.id, 0, new_seed())
    work.main.add(team)
    work.main.flush()
    made = membership.write_epoch(work, keyring, keys)
    membership.add_member(work, keys, actor.id, keyring.public_key, keyring.signer.public_key, lead=True)
    record(work.main, Act.TEAM_FOUNDED, actor=actor, signer=keyring.signer, team=team.id, first=made.hash().hex())
    if recovery is not None:
        recovery_seals.seal_epoch(work, actor, keyring.signer, keys, recovery)
    if not work.main.scalar(select(exists().where(IntakeRoute.form == trust.CONTACT))):
        membership.route_form(work, keys, trust.CONTACT)
        record(work.main, Act.TEAM_ROUTED, actor=actor, signer=keyring.signer, team=team.id, form=trust.CONTACT)
    return team.id


def admit(
    work: Work, actor: Actor, keyring: Keyring, team_id: int, staff_id: int, *, lead: bool, compared: str,
) -> None:
    """Seal a team's current keys to a colleague.

    `compared` is the fingerprint that the lead saw and compared: `Stale` when the person's keys are others by now.
    `NotFound` for somebody who cannot be let in, `WrongState` for one who is in already.
    """
    policy.require(actor, Permission.TEAM_ADMIT, team_id)
    staff = work.main.get(Staff, staff_id, with_for_update=True)
    if staff is None or not _may_join(staff) or (lead and staff.role is not Role.LEAD):
        raise NotFound("nobody who could join")
    epoch = teams.newest_epoch(work.main, team_id)
    if work.main.get(TeamMember, (team_id, epoch, staff_id)):
        raise WrongState("a member already")
    if not equal(compared.encode("utf-8", "surrogatepass"), digits.of_person(*_keys_of(staff)).digits.encode()):
        raise Stale("the person's keys changed")
    for held in keyring.epochs(team_id):  # the older ones, too, while some cases are still closed by them
        membership.add_member(work, keyring.team(team_id, held), staff_id, *_keys_of(staff), lead=lead)
    record(work.main, Act.TEAM_MEMBER_ADDED, actor=actor, signer=keyring.signer, team=team_id, subject=staff_id,
           epoch=epoch)


def candidates(session: Session, actor: Actor, team_id: int) -> tuple[Candidate, ...]:
    """Everybody who could be let into a team and is not in it, by name."""
    return candidates_of(session, actor, teams.colleagues_of(session, [team_id]))[team_id]


def candidates_of(session: Session, actor: Actor, inside: Mapping[int, Collection[Colleague]]
                  ) -> dict[int, tuple[Candidate, ...]]:
    """The same for each of these teams, given who is in them, in one query; none where there is no team."""
    for team_id in inside:
        policy.require(actor, Permission.TEAM_ADMIT, team_id)
    if not inside:
        return {}
    could_join = [_candidate(row) for row in session.scalars(
        select(Staff).where(Staff.state == StaffState.ACTIVE, Staff.role.in_((Role.CASEWORKER, Role.LEAD)))
        .order_by(Staff.name, Staff.id)
    )]
    return {team_id: tuple(each for each in could_join if each.id not in {one.id for one in members})
            for team_id, members in inside.items()}


def free_slug(session: Session, name: str) -> str:
    """A short address for a team of this name that no other team has."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = "-".join(re.findall("[a-z0-9]+", plain))[:_STEM].strip("-") or "team"
    taken = set(session.scalars(select(Team.slug).where(Team.slug.startswith(stem, autoescape=True))))
    numbered = (f"{stem}-{number}" for number in count(2))
    return next(slug for slug in chain([stem], numbered) if slug not in taken)


def own_fingerprint(keyring: Keyring) -> str:
    """The digits that a person reads out to the lead who lets them in."""
    return own_spoken(keyring).digits


def own_spoken(keyring: Keyring) -> Spoken:
    """The same, with the words that say it, too."""
    return digits.of_person(keyring.public_key, keyring.signer.public_key)


def _require_usable(work: Work, team: Team) -> None:
    problems = {}
    if problem := names.problem_with(team.name):
        problems["name"] = problem
    if not _SLUG.fullmatch(team.slug):
        problems["slug"] = "shape"
    elif work.main.scalar(select(exists().where(Team.slug == team.slug))):
        problems["slug"] = "taken"
    if problems:
        raise Invalid(problems)


def _candidate(staff: Staff) -> Candidate:
    return Candidate(staff.id, staff.username, staff.name, staff.role, digits.of_person(*_keys_of(staff)))


def _may_join(staff: Staff) -> bool:
    return staff.state is StaffState.ACTIVE and staff.role in (Role.CASEWORKER, Role.LEAD)


def _keys_of(staff: Staff) -> tuple[bytes, bytes]:
    return staff.public_key or b"", staff.signing_key or b""
