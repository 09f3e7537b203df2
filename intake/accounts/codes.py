"""Renewing what a person keeps on paper: the backup codes, and the recovery key. Each asks for the password first.

They are shown before they hold (`show_first.py`): a page that got lost on the way must not take away what is on paper.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import delete, func, select

from intake.accounts import second_factor, show_first, slots
from intake.accounts.enrol import add_backup_codes
from intake.accounts.installation import Installation
from intake.accounts.keyring import Keyring
from intake.accounts.models import BackupCode, SlotKind, Staff, StaffSlot
from intake.accounts.passwords import changed_credentials, confirm, replace_slot
from intake.accounts.recognise import SignedIn
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.db import Work
from intake.vault.box import InvalidTag, unbox

_PAPER: Final = "paper"


@dataclass(frozen=True, slots=True)
class Paper:
    """What is to be taken down: fresh backup codes, or a recovery key. `version` is the account's when it was made."""

    version: int
    codes: tuple[str, ...] = field(default=(), repr=False)
    recovery_key: str = field(default="", repr=False)


def make_backup_codes(house: Installation, signed_in: SignedIn, password: str) -> str:
    """Ten fresh codes as a boxed draft for the page. `Invalid` when the password is wrong."""
    confirm(house, signed_in, password)
    return show_first.draft_of(house, signed_in, _PAPER, {"codes": list(second_factor.new_backup_codes())})


def make_recovery_key(house: Installation, signed_in: SignedIn, password: str) -> str:
    """A fresh recovery key as a boxed draft for the page. `Invalid` when the password is wrong."""
    confirm(house, signed_in, password)
    return show_first.draft_of(house, signed_in, _PAPER, {"recovery_key": slots.new_recovery_key()})


def show(signed_in: SignedIn, draft: str) -> Paper:
    """What the draft's owner takes down. `Stale` when the draft is over."""
    told = show_first.opened(signed_in, _PAPER, draft)
    return Paper(told["version"], tuple(told.get("codes", ())), told.get("recovery_key", ""))


def put_in_force(house: Installation, signed_in: SignedIn, draft: str) -> None:
    """Put what was taken down in the place of what there was, once however often it is asked for.

    `Stale` when the draft is over, or what guards the account was changed since: an older page undoes no newer one.
    """
    paper, keyring = show(signed_in, draft), signed_in.keyring
    with house.stores.changing() as work:
        work.main.get_one(Staff, keyring.staff_id, with_for_update=True)
        if _holds(work, keyring, paper):
            return
        changed_credentials(work, keyring.staff_id, paper.version)
        if paper.codes:
            act = Act.STAFF_CODES_RENEWED
            work.main.execute(delete(BackupCode).where(BackupCode.staff_id == keyring.staff_id))
            add_backup_codes(work, keyring, list(paper.codes))
        else:
            act = Act.STAFF_RECOVERY_KEY_RENEWED
            replace_slot(work, keyring.staff_id, slots.recovery_slot(keyring, paper.recovery_key))
        record(work.main, act, actor=signed_in.actor, signer=keyring.signer)


def _holds(work: Work, keyring: Keyring, paper: Paper) -> bool:
    """Whether this paper is in force. Codes come and go together, used or not."""
    if not paper.codes:
        return _opens(work, keyring, paper.recovery_key)
    kept = work.main.scalars(select(BackupCode.mac).where(BackupCode.staff_id == keyring.staff_id))
    return second_factor.is_among(second_factor.backup_mac(keyring.wrap_key, paper.codes[0]), kept)


def _opens(work: Work, keyring: Keyring, key: str) -> bool:
    """Whether this recovery key is in force; an account of a demonstration begins with none."""
    staff_id, kind = keyring.staff_id, SlotKind.RECOVERY
    slot = work.main.get(StaffSlot, (staff_id, kind))
    with suppress(InvalidTag):
        if slot is not None:
            unbox(slots.recovery_key(staff_id, key), slot.wrapped, slots.slot_context(staff_id, kind))
            return True
    return False


def codes_left(work: Work, staff_id: int) -> int:
    """How many backup codes a person has not used."""
    unused = select(func.count()).where(BackupCode.staff_id == staff_id, BackupCode.used_at.is_(None))
    return work.main.scalar(unused) or 0
