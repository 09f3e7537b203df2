"""Setting a new password with the recovery key. The second factor stays in force: it, or a backup code, is asked."""

from dataclasses import dataclass, field

from intake.accounts import proof, sessions, slots, throttle
from intake.accounts.installation import Installation
from intake.accounts.keyring import Keyring
from intake.accounts.models import SlotKind, Staff
from intake.accounts.passwords import changed_credentials, replace_slot
from intake.accounts.proof import Account, Proof
from intake.accounts.recognise import actor_of
from intake.accounts.sign_in import count_failure
from intake.accounts.slots import Slot
from intake.accounts.strength import require_strong
from intake.accounts.usernames import normal_name
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.db import Work


@dataclass(frozen=True, slots=True)
class Recovery:
    """What somebody typed who lost their password, and the mark of their browser."""

    username: str
    recovery_key: str = field(repr=False)
    code: str = field(repr=False)
    password: str = field(repr=False)
    mark: str = field(default="", repr=False)


def recover(house: Installation, typed: Recovery) -> bool:
    """Set the new password and end every session; False, after the same steps, whatever was wrong.

    Raises `Invalid` for a weak password before anything is tried, `Busy` when this name or browser has to wait. The
    recovery key stays good: it is on paper, and a page that got lost on the way must not take it away.
    """
    username = normal_name(typed.username)
    require_strong(typed.password, (username, house.settings.organisation))
    with house.stores.changing() as work:
        bucket = throttle.bucket_for(work, house.secrets, username, typed.mark)
        throttle.take(work, bucket)
    with house.stores.reading() as work:
        account = proof.find(work, house.secrets, username, SlotKind.RECOVERY)
    proven = proof.prove(account, slots.recovery_key(account.staff_id, typed.recovery_key), typed.code)
    keyring = Keyring(account.staff_id, proven.seed if proven else bytes(32))
    with house.staff_lanes.place():
        slot = slots.password_slot(keyring, typed.password, house.secrets.pepper)
    if proven is None:
        count_failure(house, account)
        return False
    with house.stores.changing() as work:
        done = _set(work, account, proven, keyring, slot)
        if done:
            throttle.clear(work, bucket)
    if not done:
        count_failure(house, account)
    return done


def _set(work: Work, account: Account, proven: Proof, keyring: Keyring, slot: Slot) -> bool:
    if not proof.spend(work, account, proven):
        return False
    replace_slot(work, account.staff_id, slot)
    changed_credentials(work, account.staff_id)
    sessions.end_all(work, sessions.STAFF, account.staff_id)
    staff = work.main.get_one(Staff, account.staff_id)
    record(work.main, Act.STAFF_RECOVERED, actor=actor_of(staff), signer=keyring.signer)
    return True
