"""Moving the second factor to another device. Asks for the password first, then for a code of the new device.

The new secret travels in the page, boxed under the person's own key and bound to their session, until a first code
of it was typed; until then the old device stays in force.
"""

import base64
import binascii
from datetime import datetime

from intake import clock
from intake.accounts import second_factor, sessions
from intake.accounts.enrol import DRAFT_LIVES
from intake.accounts.installation import Installation
from intake.accounts.models import Staff
from intake.accounts.passwords import changed_credentials, confirm
from intake.accounts.recognise import SignedIn
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.errors import Invalid, Stale
from intake.vault.box import InvalidTag
from intake.vault.context import context
from intake.vault.record import box_record, unbox_record


def prepare(house: Installation, signed_in: SignedIn, password: str) -> str:
    """A new secret as a boxed draft for the page. `Invalid` when the password is wrong."""
    confirm(house, signed_in, password)
    told = {"totp": second_factor.new_secret(), "until": (clock.now() + DRAFT_LIVES).isoformat()}
    return base64.urlsafe_b64encode(box_record(signed_in.keyring.wrap_key, told, _bound(signed_in))).decode()


def show(house: Installation, signed_in: SignedIn, draft: str) -> tuple[str, str]:
    """The draft's secret, and its address for the authenticator app. `Stale` when the draft is over."""
    secret = _opened(signed_in, draft)
    return secret, second_factor.app_link(secret, signed_in.actor.username, house.settings.organisation)


def finish(house: Installation, signed_in: SignedIn, draft: str, code: str) -> int:
    """Put the new device in the place of the old and end all other sessions, giving how many ended.

    `Invalid` for a wrong code.
    """
    secret = _opened(signed_in, draft)
    step = second_factor.matching_step(secret, code, 0)
    if step is None:
        raise Invalid({"code": "wrong"})
    with house.stores.changing() as work:
        staff = work.main.get_one(Staff, signed_in.actor.id)
        staff.totp = second_factor.boxed_secret(staff.id, signed_in.keyring.wrap_key, secret)
        staff.totp_step = step
        work.main.flush()
        changed_credentials(work, staff.id)
        ended = sessions.end_all(work, sessions.STAFF, staff.id, but=signed_in.session.sid)
        record(work.main, Act.STAFF_SECOND_FACTOR_CHANGED, actor=signed_in.actor, signer=signed_in.keyring.signer)
    return ended


def _opened(signed_in: SignedIn, draft: str) -> str:
    try:
        told = unbox_record(signed_in.keyring.wrap_key, base64.urlsafe_b64decode(draft.encode()), _bound(signed_in))
    except (InvalidTag, binascii.Error, ValueError):
        raise Stale("this was begun too long ago") from None
    if datetime.fromisoformat(told["until"]) < clock.now():
        raise Stale("this was begun too long ago")
    return str(told["totp"])


def _bound(signed_in: SignedIn) -> bytes:
    return context("second factor draft", signed_in.actor.id, signed_in.session.sid)
