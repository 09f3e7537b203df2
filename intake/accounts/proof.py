"""Proving who somebody is: a key to one of the seed's slots, then the second factor. Sign-in and recovery share it.

Every try runs the same steps: one query for the account and its slot, one for its backup codes, one slot tried, one
secret tried, three codes computed and one hashed. Where something is missing (an unknown name, an account without
keys, a wrong password) a dummy takes its place, so that neither the answer nor the work tells which it was.
"""

from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select, update

from intake import clock
from intake.accounts import second_factor, slots
from intake.accounts.failures import NOBODY
from intake.accounts.keyring import wrap_key_of
from intake.accounts.models import BackupCode, SlotKind, Staff, StaffSlot, StaffState, StoreKind, StoreMark
from intake.accounts.slots import SALT_SIZE, slot_context
from intake.db import Work
from intake.vault.box import InvalidTag, box, unbox
from intake.vault.context import context
from intake.vault.keys import derive
from intake.vault.passwords import Cost
from intake.vault.secrets import Secrets

_DUMMY_SECRET: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - protects nothing
_NO_FACTOR: Final = "none"


@dataclass(frozen=True, slots=True)
class Account:
    """What a try is tested against: an account's slot and second factor, or dummies of the same shape."""

    staff_id: int
    version: int
    kind: SlotKind
    salt: bytes
    cost: Cost
    wrapped: bytes = field(repr=False)
    totp: bytes = field(repr=False)
    totp_step: int
    backup_macs: tuple[bytes, ...] = field(repr=False)
    open_to_sign_in: bool
    needs_factor: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proven: the seed, and which factor stood beside it."""

    seed: bytes = field(repr=False)
    factor: str
    totp_step: int | None = None
    backup_mac: bytes | None = field(default=None, repr=False)


def find(work: Work, secrets: Secrets, username: str, kind: SlotKind) -> Account:
    """The account behind a name, or a dummy. Two queries."""
    dummy = _dummy(secrets, kind)
    row = work.main.execute(
        select(Staff, StaffSlot, StoreMark.kind)
        .outerjoin(StaffSlot, (StaffSlot.staff_id == Staff.id) & (StaffSlot.kind == kind))
        .outerjoin(StoreMark, StoreMark.id == 1)
        .where(Staff.username == username)
    ).one_or_none()
    staff_id = row[0].id if row else NOBODY
    macs = tuple(work.main.scalars(
        select(BackupCode.mac).where(BackupCode.staff_id == staff_id, BackupCode.used_at.is_(None))
    ))
    if row is None:
        return dummy
    staff, store = row[0], row[2]
    slot: StaffSlot | None = row[1]
    return Account(
        staff_id=staff.id, version=staff.version, kind=kind, backup_macs=macs, totp_step=staff.totp_step,
        salt=slot.salt if slot else dummy.salt,
        cost=Cost(slot.memory_kib, slot.passes) if slot else dummy.cost,
        wrapped=slot.wrapped if slot else dummy.wrapped,
        totp=staff.totp or dummy.totp,
        open_to_sign_in=staff.state is StaffState.ACTIVE and slot is not None,
        needs_factor=staff.totp is not None or store is not StoreKind.DEMO,
    )


def prove(account: Account, slot_key: bytes, code: str) -> Proof | None:
    """What a slot's key and a code prove about an account, or None. The same steps for every outcome."""
    opened = _unboxed(slot_key, account.wrapped, slot_context(account.staff_id, account.kind))
    seed = opened or bytes(32)
    wrap_key = wrap_key_of(account.staff_id, seed)
    secret = _unboxed(wrap_key, account.totp, second_factor.totp_context(account.staff_id))
    step = second_factor.matching_step((secret or _DUMMY_SECRET.encode()).decode(), code, account.totp_step)
    backup = second_factor.backup_mac(wrap_key, code)
    is_backup = second_factor.is_among(backup, account.backup_macs)
    if opened is None or not account.open_to_sign_in:
        return None
    if not account.needs_factor:
        return Proof(opened, _NO_FACTOR)
    if secret is not None and step is not None:
        return Proof(opened, "totp", totp_step=step)
    return Proof(opened, "backup", backup_mac=backup) if is_backup else None


def spend(work: Work, account: Account, proof: Proof) -> bool:
    """Use up the proof's code. False when the account changed meanwhile, or somebody else just used the same code."""
    used = update(Staff).where(Staff.id == account.staff_id, Staff.version == account.version,
                               Staff.state == StaffState.ACTIVE)
    if proof.totp_step is not None:
        used = used.where(Staff.totp_step < proof.totp_step).values(totp_step=proof.totp_step)
    else:
        used = used.values(version=account.version)
    if work.main.scalar(used.returning(Staff.id)) is None:
        return False
    return proof.backup_mac is None or _spend_backup(work, account.staff_id, proof.backup_mac)


def _spend_backup(work: Work, staff_id: int, code: bytes) -> bool:
    used = update(BackupCode).where(BackupCode.staff_id == staff_id, BackupCode.mac == code,
                                    BackupCode.used_at.is_(None)).values(used_at=clock.now())
    return work.main.scalar(used.returning(BackupCode.staff_id)) is not None


def _dummy(secrets: Secrets, kind: SlotKind) -> Account:
    key = derive(secrets.pepper, context("dummy account"))
    cost = slots.COST if kind is SlotKind.PASSWORD else Cost(0, 0)
    salt = derive(key, context("dummy salt"), SALT_SIZE)
    wrapped = box(key, bytes(32), slot_context(NOBODY, kind))
    totp = box(key, _DUMMY_SECRET.encode(), second_factor.totp_context(NOBODY))
    return Account(NOBODY, 0, kind, salt, cost, wrapped, totp, 0, (), open_to_sign_in=False, needs_factor=True)


def _unboxed(key: bytes, blob: bytes, bound: bytes) -> bytes | None:
    try:
        return unbox(key, blob, bound)
    except InvalidTag:
        return None
