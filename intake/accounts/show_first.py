"""What somebody makes anew for their account is shown before it is in force, and holds once they say that they have it.

Meanwhile it travels in the page, boxed under the person's own key and bound to their session, for an hour at most.
Whoever loses the page, the line or their nerve keeps what they had before; and once something else that guards the
account was changed, a page from before that puts nothing back. Stores nothing.
"""

import base64
import binascii
from datetime import datetime
from typing import Any

from intake import clock
from intake.accounts.enrol import DRAFT_LIVES
from intake.accounts.installation import Installation
from intake.accounts.models import Staff
from intake.accounts.recognise import SignedIn
from intake.errors import Stale
from intake.vault.box import InvalidTag
from intake.vault.context import context
from intake.vault.record import JSON, box_record, unbox_record


def draft_of(house: Installation, signed_in: SignedIn, purpose: str, told: dict[str, JSON]) -> str:
    """What was made, boxed for the page, in letters that a form can hold; with the account's `version`, for
    `changed_credentials`.
    """
    with house.stores.reading() as work:
        version = work.main.get_one(Staff, signed_in.actor.id).version
    told = told | {"version": version, "until": (clock.now() + DRAFT_LIVES).isoformat()}
    box = box_record(signed_in.keyring.wrap_key, told, _bound(signed_in, purpose))
    return base64.urlsafe_b64encode(box).decode()


def opened(signed_in: SignedIn, purpose: str, draft: str) -> dict[str, Any]:
    """What the draft holds. `Stale` for one that is over, of another session, or none at all."""
    try:
        box = base64.urlsafe_b64decode(draft.encode())
        told = unbox_record(signed_in.keyring.wrap_key, box, _bound(signed_in, purpose))
    except (InvalidTag, binascii.Error, ValueError):
        raise Stale("this was begun too long ago") from None
    if datetime.fromisoformat(told["until"]) < clock.now():
        raise Stale("this was begun too long ago")
    return dict(told)


def _bound(signed_in: SignedIn, purpose: str) -> bytes:
    return context("draft of an account", purpose, signed_in.actor.id, signed_in.session.sid)
