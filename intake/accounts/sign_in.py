"""Signing in: throttle, Argon2id, seed, second factor, in this order, with one answer for every failure (DESIGN 4)."""

from dataclasses import dataclass, field

from sqlalchemy import update

from intake.access.policy import Actor
from intake.accounts import failures, proof, sessions, slots, throttle
from intake.accounts.installation import Installation
from intake.accounts.keyring import Keyring
from intake.accounts.models import SlotKind, Staff, StaffSlot
from intake.accounts.proof import Account, Proof
from intake.accounts.recognise import actor_of
from intake.accounts.slots import Slot
from intake.accounts.usernames import normal_name
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.db import Work
from intake.vault.sign import Signer


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed, and the mark of their browser if it brought one."""

    username: str
    password: str = field(repr=False)
    code: str = field(default="", repr=False)
    mark: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Admitted:
    """A new session's token and the browser's mark, each for its cookie."""

    actor: Actor
    token: str = field(repr=False)
    mark: str = field(repr=False)


def sign_in(house: Installation, attempt: Attempt) -> Admitted | None:
    """Start a session, or None: whatever was wrong, the answer and the work behind it are the same.

    Raises `Busy` when this name or browser has to wait, or no lane came free.
    """
    username = normal_name(attempt.username)
    with house.stores.changing() as work:
        bucket = throttle.bucket_for(work, house.secrets, username, attempt.mark)
        throttle.take(work, bucket)
    with house.stores.reading() as work:
        account = proof.find(work, house.secrets, username, SlotKind.PASSWORD)
    with house.staff_lanes.place():
        key = slots.password_key(account.staff_id, attempt.password, account.salt, account.cost, house.secrets.pepper)
    proven = proof.prove(account, key, attempt.code)
    if proven is None:
        count_failure(house, account)
        return None
    fresh = _raised_slot(house, account, proven, attempt.password)
    mark = attempt.mark or throttle.new_mark()
    with house.stores.changing() as work:
        entered = _admit(work, house, account, proven)
        if entered is not None:
            throttle.clear(work, bucket)
            throttle.remember(work, house.secrets, username, mark)
            _store_raised(work, account, fresh)
    if entered is None:
        count_failure(house, account)
        return None
    return Admitted(*entered, mark)


def count_failure(house: Installation, account: Account) -> None:
    """Count a try that failed, in a unit of work of its own."""
    with house.stores.changing() as work:
        failures.count(work, account.staff_id)


def _admit(work: Work, house: Installation, account: Account, proven: Proof) -> tuple[Actor, str] | None:
    if not proof.spend(work, account, proven):
        return None
    staff = work.main.get_one(Staff, account.staff_id)
    token = sessions.start(work, sessions.STAFF, staff.id, proven.seed, house.run_secret, house.settings)
    failures.write_down(work, Signer(house.secrets.log_seed))
    actor = actor_of(staff)
    record(work.main, Act.STAFF_SIGNED_IN, actor=actor, signer=Signer(proven.seed), factor=proven.factor)
    return actor, token


def _raised_slot(house: Installation, account: Account, proven: Proof, password: str) -> Slot | None:
    if account.cost == slots.COST:
        return None
    with house.staff_lanes.place():
        return slots.password_slot(Keyring(account.staff_id, proven.seed), password, house.secrets.pepper)


def _store_raised(work: Work, account: Account, slot: Slot | None) -> None:
    if slot is not None:
        work.main.execute(
            update(StaffSlot).where(StaffSlot.staff_id == account.staff_id, StaffSlot.kind == SlotKind.PASSWORD,
                                    StaffSlot.wrapped == account.wrapped)
            .values(salt=slot.salt, memory_kib=slot.cost.memory_kib, passes=slot.cost.passes, wrapped=slot.wrapped)
        )
