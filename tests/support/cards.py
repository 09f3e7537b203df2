"""Recovery cards for tests: made by a lead through the real use case, typed back, and pinned as root does it."""

from dataclasses import dataclass, field

from intake.accounts import make_recovery_key
from intake.accounts.make_recovery_key import Drafted
from intake.accounts.recognise import SignedIn
from intake.accounts.recovery_key import RecoveryKey
from intake.accounts.trust import Trust
from tests.support.people import House


@dataclass(frozen=True, slots=True)
class Paper:
    """Three cards, and the public key that stayed."""

    cards: tuple[str, ...] = field(repr=False)
    secret: bytes = field(repr=False)
    key: RecoveryKey


def drafted(house: House, lead: SignedIn) -> Drafted:
    """Cards that nobody has typed back yet."""
    return make_recovery_key.show(house, lead.actor, make_recovery_key.prepare(house, lead.actor))


def made_by(house: House, trust: Trust, lead: SignedIn, *, pin: bool = True) -> Paper:
    """Cards that this lead made and, unless told otherwise, that root pinned."""
    draft = drafted(house, lead)
    with house.stores.changing() as work:
        key = make_recovery_key.keep(work, lead.actor, lead.keyring, trust, draft)
    if pin:
        with house.stores.reading() as work:
            trust.pin_recovery(work.main, key.spoken().digits, replace=True)
    return Paper(draft.cards, draft.secret, key)
