"""Enrolling with a one-time link: a password, keys, a second factor, and what to keep on paper.

Two steps. `prepare` makes everything and stores nothing: the draft travels in the page, boxed under the run secret,
for an hour. `activate` checks a first code and writes it all at once. Interrupted between the two, nothing exists and
the link still works.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select, update

from intake import clock
from intake.accounts import invite, second_factor, slots
from intake.accounts.installation import Installation
from intake.accounts.invite import Invited
from intake.accounts.keyring import Keyring
from intake.accounts.models import BackupCode, Invitation, SlotKind, Staff, StaffState
from intake.accounts.slots import Slot
from intake.accounts.strength import require_strong
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.db import Work
from intake.errors import Invalid, NotFound, Stale
from intake.vault.box import InvalidTag
from intake.vault.context import context
from intake.vault.keys import derive, fingerprint, new_seed
from intake.vault.passwords import Cost
from intake.vault.record import JSON, box_record, unbox_record
from intake.vault.sign import Signer

DRAFT_LIVES: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ShownOnce:
    """What a person must take down before their account works."""

    totp_secret: str = field(repr=False)
    app_link: str = field(repr=False)
    recovery_key: str = field(repr=False)
    backup_codes: tuple[str, ...] = field(repr=False)


def prepare(house: Installation, token: str, password: str) -> str:
    """Make keys, slots and codes for the holder of a link, and give them as a boxed draft for the page.

    Raises `NotFound` for a link that does not hold and `Invalid` for a password that is too weak.
    """
    with house.stores.reading() as work:
        person = invite.find(work, house.secrets, token)
    require_strong(password, (person.username, person.name, house.settings.organisation))
    seed = new_seed()
    with house.staff_lanes.place():
        slot = slots.password_slot(Keyring(person.staff_id, seed), password, house.secrets.pepper)
    told: dict[str, JSON] = {
        "until": (clock.now() + DRAFT_LIVES).isoformat(), "seed": seed.hex(), "salt": slot.salt.hex(),
        "memory_kib": slot.cost.memory_kib, "passes": slot.cost.passes, "wrapped": slot.wrapped.hex(),
        "totp": second_factor.new_secret(), "recovery": slots.new_recovery_key(),
        "codes": list(second_factor.new_backup_codes()),
    }
    return base64.urlsafe_b64encode(box_record(_key(house), told, _bound(token))).decode()


def show(house: Installation, token: str, draft: str) -> tuple[Invited, ShownOnce]:
    """What the draft's owner takes down. `Stale` when the draft is over: the link still starts anew."""
    with house.stores.reading() as work:
        person = invite.find(work, house.secrets, token)
    told = _opened(house, token, draft)
    link = second_factor.app_link(told["totp"], person.username, house.settings.organisation)
    return person, ShownOnce(told["totp"], link, told["recovery"], tuple(told["codes"]))


def activate(house: Installation, token: str, draft: str, code: str) -> None:
    """Check a first code and make the account work, once however often it is asked for.

    `Invalid` for a wrong code, `Stale` for a draft that is over, `NotFound` for a link that was used with another one.
    """
    told = _opened(house, token, draft)
    if _is_active(house, token, told):
        return
    step = second_factor.matching_step(told["totp"], code, 0)
    if step is None:
        raise Invalid({"code": "wrong"})
    try:
        with house.stores.changing() as work:
            _activate(work, house, token, told, step)
    except NotFound:
        if not _is_active(house, token, told):
            raise


def give_keys(work: Work, house: Installation, keyring: Keyring, slot: Slot) -> None:
    """Make an invited account active with these keys and this password slot, and write it down."""
    staff = work.main.get_one(Staff, keyring.staff_id)
    staff.public_key, staff.signing_key = keyring.public_key, keyring.signer.public_key
    staff.state = StaffState.ACTIVE
    staff.version += 1
    work.main.add(slot.row(staff.id))
    record(work.main, Act.STAFF_ENROLLED, actor=None, signer=Signer(house.secrets.log_seed), subject=staff.id,
           signing_key=staff.signing_key.hex(), public_key=fingerprint(staff.public_key).hex())


def add_backup_codes(work: Work, keyring: Keyring, codes: list[str]) -> None:
    """Keep the hashes of a person's backup codes."""
    work.main.add_all(
        BackupCode(staff_id=keyring.staff_id, mac=second_factor.backup_mac(keyring.wrap_key, code)) for code in codes
    )


def _activate(work: Work, house: Installation, token: str, told: Mapping[str, Any], step: int) -> None:
    person = invite.find(work, house.secrets, token)
    keyring = Keyring(person.staff_id, bytes.fromhex(told["seed"]))
    _use_link(work, house, token)
    slot = Slot(SlotKind.PASSWORD, bytes.fromhex(told["salt"]), Cost(told["memory_kib"], told["passes"]),
                bytes.fromhex(told["wrapped"]))
    give_keys(work, house, keyring, slot)
    staff = work.main.get_one(Staff, person.staff_id)
    staff.totp = second_factor.boxed_secret(staff.id, keyring.wrap_key, told["totp"])
    staff.totp_step = step
    work.main.add(slots.recovery_slot(keyring, told["recovery"]).row(staff.id))
    add_backup_codes(work, keyring, told["codes"])


def _is_active(house: Installation, token: str, told: Mapping[str, Any]) -> bool:
    """Whether the link was used with this very draft: the account then has its keys."""
    with house.stores.reading() as work:
        staff = work.main.scalar(select(Staff).join(Invitation, Invitation.staff_id == Staff.id)
                                 .where(Invitation.token_mac == invite.token_mac(house.secrets, token)))
        return staff is not None and staff.public_key == Keyring(staff.id, bytes.fromhex(told["seed"])).public_key


def _use_link(work: Work, house: Installation, token: str) -> None:
    used = update(Invitation).where(Invitation.token_mac == invite.token_mac(house.secrets, token),
                                    Invitation.used_at.is_(None)).values(used_at=clock.now())
    if work.main.scalar(used.returning(Invitation.staff_id)) is None:
        raise NotFound("no such link")


def _opened(house: Installation, token: str, draft: str) -> Mapping[str, Any]:
    try:
        told = unbox_record(_key(house), base64.urlsafe_b64decode(draft.encode()), _bound(token))
    except (InvalidTag, binascii.Error, ValueError):
        raise Stale("this enrolment was begun too long ago") from None
    if datetime.fromisoformat(told["until"]) < clock.now():
        raise Stale("this enrolment was begun too long ago")
    return told


def _key(house: Installation) -> bytes:
    return derive(house.run_secret, context("enrolment"))


def _bound(token: str) -> bytes:
    return context("enrolment draft", token)
