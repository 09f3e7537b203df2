"""Renewing what a person keeps on paper: the backup codes, and the recovery key. Each asks for the password first."""

from sqlalchemy import delete, func, select

from intake.accounts import second_factor, slots
from intake.accounts.enrol import add_backup_codes
from intake.accounts.installation import Installation
from intake.accounts.models import BackupCode
from intake.accounts.passwords import changed_credentials, confirm, replace_slot
from intake.accounts.recognise import SignedIn
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.db import Work


def renew_backup_codes(house: Installation, signed_in: SignedIn, password: str) -> tuple[str, ...]:
    """Ten fresh codes, to be shown once; the old ones stop working. `Invalid` when the password is wrong."""
    confirm(house, signed_in, password)
    codes = second_factor.new_backup_codes()
    with house.stores.changing() as work:
        work.main.execute(delete(BackupCode).where(BackupCode.staff_id == signed_in.actor.id))
        add_backup_codes(work, signed_in.keyring, list(codes))
        changed_credentials(work, signed_in.actor.id)
        record(work.main, Act.STAFF_CODES_RENEWED, actor=signed_in.actor, signer=signed_in.keyring.signer)
    return codes


def renew_recovery_key(house: Installation, signed_in: SignedIn, password: str) -> str:
    """A fresh recovery key, to be shown once; the old one stops working. `Invalid` when the password is wrong."""
    confirm(house, signed_in, password)
    key = slots.new_recovery_key()
    with house.stores.changing() as work:
        replace_slot(work, signed_in.actor.id, slots.recovery_slot(signed_in.keyring, key))
        changed_credentials(work, signed_in.actor.id)
        record(work.main, Act.STAFF_RECOVERY_KEY_RENEWED, actor=signed_in.actor, signer=signed_in.keyring.signer)
    return key


def codes_left(work: Work, staff_id: int) -> int:
    """How many backup codes a person has not used."""
    unused = select(func.count()).where(BackupCode.staff_id == staff_id, BackupCode.used_at.is_(None))
    return work.main.scalar(unused) or 0
