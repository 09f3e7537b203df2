"""People for tests: invited, enrolled and signed in through the real use cases, at a small cost."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pyotp

from intake import clock
from intake.access.roles import Role
from intake.accounts import enrol, invite, recognise, sign_in
from intake.accounts.chain import chain_of
from intake.accounts.invite import Invitee
from intake.accounts.recognise import SignedIn
from intake.accounts.second_factor import STEP_SECONDS
from intake.accounts.sign_in import Admitted, Attempt
from intake.accounts.trust import trust_of
from intake.db import Stores
from intake.settings import Settings
from intake.vault.lanes import Lanes
from intake.vault.passwords import Cost
from intake.vault.secrets import Secrets

CHEAP = Cost(memory_kib=64, passes=1)
PASSWORD = "seven lamps along the quiet harbour"
UNHURRIED: Final[Mapping[str, int]] = {
    "minimum_seconds": 0, "enquiries_per_minute": 100_000, "code_tries_per_minute": 100_000, "same_text_a_day": 100_000,
}
"""Settings under which a test may write as fast and as much as it likes, and is taken for a person."""


@dataclass(slots=True)
class House:
    """An installation as `intake.accounts.installation` asks for it."""

    settings: Settings
    stores: Stores
    secrets: Secrets
    run_secret: bytes
    staff_lanes: Lanes


@dataclass(slots=True)
class Person:
    """An enrolled person, and everything that they took down."""

    id: int
    username: str
    password: str
    totp: str = field(repr=False)
    recovery_key: str = field(repr=False)
    backup_codes: tuple[str, ...] = field(repr=False)
    last_step: int = 0

    def code(self, seconds_left: float = 3) -> str:
        """A code that was not used before and is good for so long. The clock's drift allows for three at one moment."""
        step, wait = self._next_step(seconds_left)
        if wait:
            time.sleep(wait)
            step, wait = self._next_step(seconds_left)
        assert not wait, "three codes at one moment are all there are: move the clock"
        self.last_step = step
        return pyotp.TOTP(self.totp).generate_otp(step)

    def _next_step(self, seconds_left: float) -> tuple[int, float]:
        """The earliest step that will do, and how many seconds it must still be waited for."""
        present, passed = divmod(clock.now().timestamp(), STEP_SECONDS)
        rest = STEP_SECONDS - passed
        step = max(self.last_step + 1, int(present) - (rest > seconds_left))
        return step, rest if step > present + 1 else 0


def pinned(house: House, team_id: int) -> None:
    """What root does once the founder has read the team's digits out."""
    with house.stores.reading() as work:
        trust_of(house.settings).pins.add(team_id, chain_of(work.main, team_id)[0].hash())


def enrolled(house: House, username: str, role: Role = Role.CASEWORKER, password: str = PASSWORD) -> Person:
    """Somebody who was invited and enrolled with their link."""
    with house.stores.changing() as work:
        staff = invite.add_invited(work, Invitee(username, username.title(), role))
        staff_id, token = staff.id, invite.new_link(work, house.secrets, staff.id)
    return redeemed(house, staff_id, username, token, password)


def redeemed(house: House, staff_id: int, username: str, token: str, password: str = PASSWORD) -> Person:
    """Somebody who enrolled with this link."""
    draft = enrol.prepare(house, token, password)
    _, shown = enrol.show(house, token, draft)
    person = Person(staff_id, username, password, shown.totp_secret, shown.recovery_key, shown.backup_codes)
    enrol.activate(house, token, draft, person.code())
    return person


def admitted(house: House, person: Person, *, mark: str = "", code: str | None = None) -> Admitted:
    """A session of this person."""
    attempt = Attempt(person.username, person.password, person.code() if code is None else code, mark)
    result = sign_in.sign_in(house, attempt)
    assert result is not None, "the person could not sign in"
    return result


def known(house: House, token: str) -> SignedIn | None:
    """Who is behind a token, as a new request would find them."""
    with house.stores.reading() as work:
        return recognise.recognise(work, token, house.run_secret, house.settings)


def signed_in(house: House, person: Person) -> SignedIn:
    """This person with a fresh session."""
    found = known(house, admitted(house, person).token)
    assert found is not None, "the session was not recognised"
    return found
