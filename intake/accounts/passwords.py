"""Changing one's own password, and being asked for it again before anything that guards the account changes."""

from sqlalchemy import select, update

from intake.accounts import sessions, sign_out, slots, throttle
from intake.accounts.installation import Installation
from intake.accounts.models import SlotKind, Staff, StaffSlot
from intake.accounts.recognise import SignedIn
from intake.accounts.slots import Slot
from intake.accounts.strength import require_strong
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.db import Work
from intake.errors import Busy, Invalid, Stale
from intake.vault.box import InvalidTag, unbox
from intake.vault.passwords import Cost


def change_password(house: Installation, signed_in: SignedIn, current: str, new: str) -> int:
    """Put a new password in the place of the current one and end all other sessions; gives how many ended.

    Asked for again, once the new one is in force, it ends the other sessions alone. Raises `Invalid` when the current
    password is wrong or the new one too weak, `Busy` after too many tries.
    """
    actor = signed_in.actor
    require_strong(new, (actor.username, actor.name, house.settings.organisation), "new")
    try:
        return _change(house, signed_in, current, new)
    except (Invalid, Stale):
        if not _is_in_force(house, signed_in, new):
            raise
    with house.stores.changing() as work:
        return sign_out.end_others(work, signed_in)


def _change(house: Installation, signed_in: SignedIn, current: str, new: str) -> int:
    actor = signed_in.actor
    with house.stores.reading() as work:
        version = work.main.get_one(Staff, actor.id).version
    confirm(house, signed_in, current)
    with house.staff_lanes.place():
        slot = slots.password_slot(signed_in.keyring, new, house.secrets.pepper)
    with house.stores.changing() as work:
        changed_credentials(work, actor.id, version)
        replace_slot(work, actor.id, slot)
        ended = sessions.end_all(work, sessions.STAFF, actor.id, but=signed_in.session.sid)
        record(work.main, Act.STAFF_PASSWORD_CHANGED, actor=actor, signer=signed_in.keyring.signer)
    return ended


def _is_in_force(house: Installation, signed_in: SignedIn, password: str) -> bool:
    try:
        confirm(house, signed_in, password)
    except (Invalid, Busy):
        return False
    return True


def confirm(house: Installation, signed_in: SignedIn, password: str, field: str = "current") -> None:
    """Raise `Invalid` unless this is the signed-in person's password (V7.5.1), `Busy` after too many tries."""
    staff_id = signed_in.actor.id
    bucket = throttle.person_bucket(house.secrets, staff_id)
    with house.stores.changing() as work:
        throttle.take(work, bucket)
    with house.stores.reading() as work:
        row = work.main.scalars(
            select(StaffSlot).where(StaffSlot.staff_id == staff_id, StaffSlot.kind == SlotKind.PASSWORD)
        ).one()
        salt, cost, wrapped = row.salt, Cost(row.memory_kib, row.passes), row.wrapped
    with house.staff_lanes.place():
        key = slots.password_key(staff_id, password, salt, cost, house.secrets.pepper)
    try:
        seed = unbox(key, wrapped, slots.slot_context(staff_id, SlotKind.PASSWORD))
    except InvalidTag:
        raise Invalid({field: "wrong"}) from None
    if not signed_in.keyring.is_seed(seed):
        raise Invalid({field: "wrong"})
    with house.stores.changing() as work:
        throttle.clear(work, bucket)


def replace_slot(work: Work, staff_id: int, slot: Slot) -> None:
    """Put a slot in the place of the person's slot of the same kind."""
    work.main.merge(slot.row(staff_id))


def changed_credentials(work: Work, staff_id: int, version: int | None = None) -> None:
    """Mark that what guards an account changed, so that a sign-in under way with the old does not pass.

    With `version` given, `Stale` when somebody else changed it first.
    """
    changed = update(Staff).where(Staff.id == staff_id).values(version=Staff.version + 1)
    if version is not None:
        changed = changed.where(Staff.version == version)
    if work.main.scalar(changed.returning(Staff.id)) is None:
        raise Stale("the account changed meanwhile")
