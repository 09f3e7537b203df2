"""The members of staff as an administrator sees them: listed, suspended, let in again. Holds no key to anything."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.access.permissions import Permission
from intake.access.policy import Actor, holds
from intake.access.roles import Role
from intake.accounts import last_member, sessions
from intake.accounts.models import Staff, StaffState
from intake.accounts.recovery_key import RecoveryKey
from intake.accounts.usernames import normal_name
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.db import Work
from intake.errors import NotAllowed, NotFound, Stale, WrongState
from intake.vault.sign import Signer


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff in the administrator's list."""

    id: int
    username: str
    name: str
    role: Role
    state: StaffState
    language: str
    has_second_factor: bool
    created_at: datetime
    version: int


def list_people(session: Session) -> tuple[Person, ...]:
    """All members of staff, by name."""
    return tuple(_person(staff) for staff in session.scalars(select(Staff).order_by(Staff.name, Staff.id)))


def find_person(session: Session, staff_id: int) -> Person:
    """One member of staff, or `NotFound`."""
    staff = session.get(Staff, staff_id)
    if staff is None:
        raise NotFound("no such member of staff")
    return _person(staff)


def id_of(session: Session, username: str) -> int | None:
    """Whose name this is."""
    return session.scalar(select(Staff.id).where(Staff.username == normal_name(username)))


def suspend(
    work: Work, actor: Actor, signer: Signer, staff_id: int, version: int, recovery: RecoveryKey | None = None,
) -> None:
    """Shut somebody out at once: their sessions end with this. The last active administrator cannot be suspended.

    `LastOfTeam` for the last person who opens a team's cases: with their keys, the cases would be lost. It is done
    where `recovery`, the key in force, is given, which says that two of its cards are at hand, and opens those teams.
    """
    staff = _for_change(work, actor, staff_id, version)
    if staff.state is StaffState.SUSPENDED:
        raise WrongState("suspended already")
    if staff.role is Role.ADMINISTRATOR and not _another_administrator(work, staff_id):
        raise WrongState("the last administrator")
    last_member.require_openable(work.main, staff_id, recovery)
    staff.state, staff.version = StaffState.SUSPENDED, staff.version + 1
    sessions.end_all(work, sessions.STAFF, staff_id)
    record(work.main, Act.STAFF_SUSPENDED, actor=actor, signer=signer, subject=staff_id)


def resume(work: Work, actor: Actor, signer: Signer, staff_id: int, version: int) -> None:
    """Let somebody in again. Who had not enrolled before needs a link still."""
    staff = _for_change(work, actor, staff_id, version)
    if staff.state is not StaffState.SUSPENDED:
        raise WrongState("not suspended")
    staff.state = StaffState.ACTIVE if staff.public_key else StaffState.INVITED
    staff.version += 1
    record(work.main, Act.STAFF_RESUMED, actor=actor, signer=signer, subject=staff_id)


def _for_change(work: Work, actor: Actor, staff_id: int, version: int) -> Staff:
    if not holds(actor, Permission.STAFF_SUSPEND):
        raise NotAllowed(Permission.STAFF_SUSPEND.value)
    # All administrators are locked together, in one order, so that two of them cannot suspend each other at once.
    rows = work.main.scalars(
        select(Staff).where((Staff.id == staff_id) | (Staff.role == Role.ADMINISTRATOR)).order_by(Staff.id)
        .with_for_update()
    ).all()
    staff = next((row for row in rows if row.id == staff_id), None)
    if staff is None:
        raise NotFound("no such member of staff")
    if staff.version != version:
        raise Stale("somebody changed this account meanwhile")
    return staff


def _another_administrator(work: Work, staff_id: int) -> bool:
    others = select(Staff.id).where(Staff.role == Role.ADMINISTRATOR, Staff.state == StaffState.ACTIVE,
                                    Staff.id != staff_id)
    return work.main.scalar(others.limit(1)) is not None


def _person(staff: Staff) -> Person:
    return Person(staff.id, staff.username, staff.name, staff.role, staff.state, staff.language,
                  staff.totp is not None, staff.created_at, staff.version)
