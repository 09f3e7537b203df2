"""Inviting people: an account without keys, and a one-time link that is good for a day.

The link is shown to whoever invites and handed over by them; only a keyed hash of it is kept.
"""

import secrets as random
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, exists, select

from intake import clock
from intake.access.permissions import Permission
from intake.access.policy import Actor, holds
from intake.access.roles import Role
from intake.accounts import names
from intake.accounts.models import Invitation, Staff, StaffState
from intake.accounts.usernames import normal_name
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.db import Work
from intake.errors import Invalid, NotAllowed, NotFound, WrongState
from intake.settings import LANGUAGES
from intake.vault.context import context
from intake.vault.keys import derive, mac
from intake.vault.secrets import Secrets
from intake.vault.sign import Signer

LINK_LIVES: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Invitee:
    """Who is to join, as what."""

    username: str
    name: str
    role: Role
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom a one-time link is for."""

    staff_id: int
    username: str
    name: str
    role: Role
    language: str


def invite(work: Work, actor: Actor, signer: Signer, secrets: Secrets, invitee: Invitee) -> str:
    """Make an account without keys and give the token of its link, which is never shown again."""
    if not holds(actor, Permission.STAFF_INVITE):
        raise NotAllowed(Permission.STAFF_INVITE.value)
    staff = add_invited(work, invitee)
    record(work.main, Act.STAFF_INVITED, actor=actor, signer=signer, subject=staff.id, role=staff.role.value)
    return new_link(work, secrets, staff.id)


def renew_link(work: Work, actor: Actor, signer: Signer, secrets: Secrets, staff_id: int) -> str:
    """Give a fresh link to somebody who has not enrolled yet. Earlier links stop working."""
    if not holds(actor, Permission.STAFF_INVITE):
        raise NotAllowed(Permission.STAFF_INVITE.value)
    staff = work.main.get(Staff, staff_id)
    if staff is None:
        raise NotFound("no such member of staff")
    if staff.state is not StaffState.INVITED:
        raise WrongState("this person has enrolled")
    record(work.main, Act.STAFF_INVITED, actor=actor, signer=signer, subject=staff.id, role=staff.role.value)
    return new_link(work, secrets, staff.id)


def add_invited(work: Work, invitee: Invitee) -> Staff:
    """An account without keys. Raises `Invalid` for a name that cannot be, or is taken."""
    staff = Staff(username=normal_name(invitee.username), name=invitee.name.strip(), role=invitee.role,
                  language=invitee.language)
    problems = {}
    if not staff.username:
        problems["username"] = "shape"
    elif work.main.scalar(select(exists().where(Staff.username == staff.username))):
        problems["username"] = "taken"
    if problem := names.problem_with(staff.name):
        problems["name"] = problem
    if staff.language not in LANGUAGES:
        problems["language"] = "unknown"
    if problems:
        raise Invalid(problems)
    work.main.add(staff)
    work.main.flush()
    return staff


def new_link(work: Work, secrets: Secrets, staff_id: int) -> str:
    """The token of a fresh link; whatever links the account had are gone."""
    token = random.token_urlsafe(32)
    work.main.execute(delete(Invitation).where(Invitation.staff_id == staff_id))
    work.main.add(Invitation(token_mac=token_mac(secrets, token), staff_id=staff_id,
                             expires_at=clock.now() + LINK_LIVES))
    return token


def find(work: Work, secrets: Secrets, token: str) -> Invited:
    """Whom a link is for. `NotFound` alike for one that never was, is over, was used, or is of a suspended account."""
    row = work.main.execute(
        select(Staff).join(Invitation, Invitation.staff_id == Staff.id)
        .where(Invitation.token_mac == token_mac(secrets, token), Invitation.used_at.is_(None),
               Invitation.expires_at > clock.now(), Staff.state == StaffState.INVITED)
    ).scalar_one_or_none()
    if row is None:
        raise NotFound("no such link")
    return Invited(row.id, row.username, row.name, row.role, row.language)


def token_mac(secrets: Secrets, token: str) -> bytes:
    """The keyed hash under which a link is kept."""
    return mac(derive(secrets.pepper, context("invitation")), token.encode("utf-8", "surrogatepass"))
