"""Starting anew for somebody who lost what opens their keys: a fresh link, and keys that open nothing yet.

An administrator can begin this, and gains nothing by it: the new keys are in no team until a lead has compared their
digits with the person and let them in again. Every seal of the old keys is destroyed, for they may be in other hands.
"""

from sqlalchemy import delete, update

from intake.access.permissions import Permission
from intake.access.policy import Actor, holds
from intake.accounts import invite, last_member, sessions
from intake.accounts.models import BackupCode, Staff, StaffSlot, StaffState, TeamMember
from intake.accounts.recovery_key import RecoveryKey
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.db import Work
from intake.errors import NotAllowed, NotFound, Stale, WrongState
from intake.vault.secrets import Secrets
from intake.vault.sign import Signer


def begin(
    work: Work, actor: Actor, signer: Signer, secrets: Secrets, staff_id: int, version: int,
    recovery: RecoveryKey | None = None,
) -> str:
    """Take a person's keys, password and codes away and give the token of a fresh link.

    `LastOfTeam` for the last person who opens a team's cases, unless `recovery` opens them (`people.suspend`);
    `WrongState` for oneself and for whoever has no keys; `Stale` when the account changed since the page was shown.
    """
    if not holds(actor, Permission.STAFF_INVITE) or not holds(actor, Permission.STAFF_SUSPEND):
        raise NotAllowed(Permission.STAFF_INVITE.value)
    staff = work.main.get(Staff, staff_id, with_for_update=True)
    if staff is None:
        raise NotFound("no such member of staff")
    if staff.version != version:
        raise Stale("somebody changed this account meanwhile")
    if staff.id == actor.id or staff.public_key is None:
        raise WrongState("these keys cannot be made anew")
    last_member.require_openable(work.main, staff_id, recovery)
    _forget_keys(work, staff)
    sessions.end_all(work, sessions.STAFF, staff_id)
    record(work.main, Act.STAFF_STARTED_ANEW, actor=actor, signer=signer, subject=staff_id)
    return invite.new_link(work, secrets, staff_id)


def _forget_keys(work: Work, staff: Staff) -> None:
    staff.state, staff.version = StaffState.INVITED, staff.version + 1
    staff.public_key = staff.signing_key = staff.totp = None
    staff.totp_step = 0
    work.main.flush()
    for table in (StaffSlot, BackupCode):
        work.main.execute(delete(table).where(table.staff_id == staff.id))
    work.main.execute(update(TeamMember).where(TeamMember.staff_id == staff.id).values(sealed=b""))
