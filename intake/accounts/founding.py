"""Making a team, and letting colleagues into it. Only a person who holds a team's keys can hand them on.

A lead founds: the keys are made in the lead's own session and sealed to them, so no administrator ever holds them.
Admitting somebody means sealing the keys to theirs, after comparing a fingerprint over the telephone.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from intake.access import policy
from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.access.roles import Role
from intake.accounts import epochs, teams
from intake.accounts.epochs import Epoch
from intake.accounts.keyring import Keyring, TeamKeys, seal_for
from intake.accounts.models import IntakeRoute, Staff, StaffState, Team, TeamEpoch, TeamMember
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.db import Work, new_id
from intake.errors import Invalid, NotAllowed, NotFound, Stale, WrongState
from intake.vault.context import context
from intake.vault.keys import derive, equal, fingerprint, new_seed

NAME_LIMIT: Final = 120
_SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_STEM: Final = 30
_DIGIT_GROUPS: Final = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be let into a team, with the digits that they read out from their own page."""

    id: int
    username: str
    name: str
    role: Role
    fingerprint: str = field(repr=False)


def found_team(work: Work, actor: Actor, keyring: Keyring, name: str, slug: str) -> int:
    """Make a team with its first keys, led by its founder; gives its id. The first team receives the contact form."""
    if not policy.holds(actor, Permission.TEAM_FOUND):
        raise NotAllowed(Permission.TEAM_FOUND.value)
    team = Team(id=new_id(), name=name.strip(), slug=slug.strip().lower())
    _require_usable(work, team)
    keys = TeamKeys(team.id, 0, new_seed())
    public_key, signing_key = keys.public_key, keys.signer.public_key
    signed = epochs.message(team.id, 0, public_key, signing_key, epochs.NO_PREVIOUS)
    work.main.add(team)
    work.main.flush()
    work.main.add(TeamEpoch(
        team_id=team.id, epoch=0, public_key=public_key, signing_key=signing_key, maker_id=actor.id,
        previous_hash=epochs.NO_PREVIOUS, maker_signature=keyring.signer.sign(signed),
    ))
    work.main.flush()
    _add_member(work, keys, actor.id, keyring.public_key, lead=True)
    record(work.main, Act.TEAM_FOUNDED, actor=actor, signer=keyring.signer, team=team.id,
           public_key=fingerprint(public_key).hex())
    if not work.main.scalar(select(exists().where(IntakeRoute.form == teams.CONTACT))):
        work.main.add(IntakeRoute(form=teams.CONTACT, team_id=team.id))
        record(work.main, Act.TEAM_ROUTED, actor=actor, signer=keyring.signer, team=team.id, form=teams.CONTACT)
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
    address = teams.address_of(work.main, team_id)
    if work.main.get(TeamMember, (team_id, address.epoch, staff_id)):
        raise WrongState("a member already")
    if not equal(compared.encode("utf-8", "surrogatepass"), fingerprint_digits(*_keys_of(staff)).encode()):
        raise Stale("the person's keys changed")
    keys = keyring.team(team_id, address.epoch)
    _add_member(work, keys, staff_id, _keys_of(staff)[0], lead=lead)
    record(work.main, Act.TEAM_MEMBER_ADDED, actor=actor, signer=keyring.signer, team=team_id, subject=staff_id,
           epoch=address.epoch)


def candidates(session: Session, actor: Actor, team_id: int) -> tuple[Candidate, ...]:
    """Everybody who could be let into a team and is not in it, by name."""
    policy.require(actor, Permission.TEAM_ADMIT, team_id)
    inside = {each.id for each in teams.colleagues(session, team_id)}
    rows = session.scalars(
        select(Staff).where(Staff.state == StaffState.ACTIVE, Staff.role.in_((Role.CASEWORKER, Role.LEAD)))
        .order_by(Staff.name, Staff.id)
    )
    return tuple(Candidate(row.id, row.username, row.name, row.role, fingerprint_digits(*_keys_of(row)))
                 for row in rows if row.id not in inside)


def free_slug(session: Session, name: str) -> str:
    """A short address for a team of this name that no other team has."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = "-".join(re.findall("[a-z0-9]+", plain))[:_STEM].strip("-") or "team"
    taken = set(session.scalars(select(Team.slug).where(Team.slug.startswith(stem, autoescape=True))))
    numbered = (f"{stem}-{number}" for number in count(2))
    return next(slug for slug in chain([stem], numbered) if slug not in taken)


def own_fingerprint(keyring: Keyring) -> str:
    """The digits that a person reads out to the lead who lets them in."""
    return fingerprint_digits(keyring.public_key, keyring.signer.public_key)


def fingerprint_digits(public_key: bytes, signing_key: bytes) -> str:
    """Thirty digits in groups of five (99 bits) over both of a person's public keys, to be compared by telephone."""
    raw = derive(fingerprint(public_key) + signing_key, context("fingerprint digits"), 8 * _DIGIT_GROUPS)
    return " ".join(f"{int.from_bytes(raw[8 * at:8 * at + 8], 'big') % 100_000:05}" for at in range(_DIGIT_GROUPS))


def chain_problems(session: Session, team_id: int) -> tuple[str, ...]:
    """What is wrong with the signatures on a team's keys. Empty when sound."""
    rows = session.scalars(select(TeamEpoch).where(TeamEpoch.team_id == team_id).order_by(TeamEpoch.epoch)).all()
    makers = {row.id: row.signing_key or b"" for row in session.scalars(
        select(Staff).where(Staff.id.in_({row.maker_id for row in rows})))}
    known = [Epoch(row.team_id, row.epoch, row.public_key, row.signing_key, row.previous_hash, row.maker_id,
                   row.maker_signature, row.previous_signature) for row in rows]
    return epochs.problems(known, makers)


def _add_member(work: Work, keys: TeamKeys, staff_id: int, public_key: bytes, *, lead: bool) -> None:
    work.main.add(TeamMember(team_id=keys.team_id, epoch=keys.epoch, staff_id=staff_id, lead=lead,
                             sealed=seal_for(keys, staff_id, public_key)))
    work.main.flush()


def _require_usable(work: Work, team: Team) -> None:
    problems = {}
    if not 0 < len(team.name) <= NAME_LIMIT or not team.name.isprintable():
        problems["name"] = "shape"
    if not _SLUG.fullmatch(team.slug):
        problems["slug"] = "shape"
    elif work.main.scalar(select(exists().where(Team.slug == team.slug))):
        problems["slug"] = "taken"
    if problems:
        raise Invalid(problems)


def _may_join(staff: Staff) -> bool:
    return staff.state is StaffState.ACTIVE and staff.role in (Role.CASEWORKER, Role.LEAD)


def _keys_of(staff: Staff) -> tuple[bytes, bytes]:
    return staff.public_key or b"", staff.signing_key or b""
