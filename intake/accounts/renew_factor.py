"""Moving the second factor to another device. Asks for the password first, then for a code of the new device.

Until a first code of the new secret was typed, the old device stays in force (`show_first.py`).
"""

from typing import Final

from intake.accounts import second_factor, sessions, show_first, sign_out
from intake.accounts.installation import Installation
from intake.accounts.models import Staff
from intake.accounts.passwords import changed_credentials, confirm
from intake.accounts.recognise import SignedIn
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.errors import Invalid

_FACTOR: Final = "second factor"


def prepare(house: Installation, signed_in: SignedIn, password: str) -> str:
    """A new secret as a boxed draft for the page. `Invalid` when the password is wrong."""
    confirm(house, signed_in, password)
    return show_first.draft_of(house, signed_in, _FACTOR, {"totp": second_factor.new_secret()})


def show(house: Installation, signed_in: SignedIn, draft: str) -> tuple[str, str]:
    """The draft's secret, and its address for the authenticator app. `Stale` when the draft is over."""
    secret = str(show_first.opened(signed_in, _FACTOR, draft)["totp"])
    return secret, second_factor.app_link(secret, signed_in.actor.username, house.settings.organisation)


def finish(house: Installation, signed_in: SignedIn, draft: str, code: str) -> int:
    """Put the new device in the place of the old and end all other sessions, giving how many ended; once, however
    often it is asked for.

    `Invalid` for a wrong code, `Stale` when the draft is over or what guards the account was changed since.
    """
    told, keyring = show_first.opened(signed_in, _FACTOR, draft), signed_in.keyring
    secret = str(told["totp"])
    with house.stores.changing() as work:
        staff = work.main.get_one(Staff, signed_in.actor.id, with_for_update=True)
        if second_factor.is_secret(staff.id, keyring.wrap_key, staff.totp, secret):
            return sign_out.end_others(work, signed_in)
        step = second_factor.matching_step(secret, code, 0)
        if step is None:
            raise Invalid({"code": "wrong"})
        staff.totp = second_factor.boxed_secret(staff.id, keyring.wrap_key, secret)
        staff.totp_step = step
        work.main.flush()
        changed_credentials(work, staff.id, told["version"])
        ended = sessions.end_all(work, sessions.STAFF, staff.id, but=signed_in.session.sid)
        record(work.main, Act.STAFF_SECOND_FACTOR_CHANGED, actor=signed_in.actor, signer=keyring.signer)
    return ended
