"""Members of staff for a demonstration: a password and no second factor. Refuses to touch a real store."""

from dataclasses import dataclass, field

from intake.access.policy import Actor
from intake.accounts import enrol, invite, slots, store_mark
from intake.accounts.installation import Installation
from intake.accounts.invite import Invitee
from intake.accounts.keyring import Keyring
from intake.accounts.models import Staff
from intake.accounts.recognise import actor_of, memberships
from intake.db import Work
from intake.errors import Unready
from intake.vault.keys import new_seed


@dataclass(frozen=True, slots=True)
class Seated:
    """A demonstration's member of staff, with the keys to act for them while the demonstration is made."""

    actor: Actor
    keyring: Keyring = field(repr=False)


def seat(house: Installation, invitee: Invitee, password: str) -> Seated:
    """Make an active account with this password. Opens its own units of work: it runs Argon2id in between."""
    with house.stores.changing() as work:
        if not store_mark.is_demo(work.main):
            raise Unready("This store is real: demonstration accounts have no place in it.")
        staff_id = invite.add_invited(work, invitee).id
    keyring = Keyring(staff_id, new_seed())
    with house.staff_lanes.place():
        slot = slots.password_slot(keyring, password, house.secrets.pepper)
    with house.stores.changing() as work:
        enrol.give_keys(work, house, keyring, slot)
        return Seated(actor_of(work.main.get_one(Staff, staff_id)), keyring)


def with_teams(work: Work, seated: Seated) -> Seated:
    """The same person with the teams and keys that they hold by now."""
    held = memberships(work.main, seated.actor.id)
    return Seated(actor_of(work.main.get_one(Staff, seated.actor.id), held), seated.keyring.holding(held))
