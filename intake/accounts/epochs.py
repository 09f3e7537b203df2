"""What is signed about a team's keys, and checking it. Pure: no database, and nothing here opens anything.

Each epoch names the one before by its hash and is signed by its maker and, after the first, by the epoch before, so a
key that somebody slipped into the database stands out (DESIGN 4). The epoch's own key signs who is in it and which
public form its team receives: only who holds the team's keys can say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from intake.vault.context import context
from intake.vault.keys import equal, fingerprint
from intake.vault.sign import verify

NO_PREVIOUS: Final = bytes(32)


@dataclass(frozen=True, slots=True)
class Epoch:
    """The public side of an epoch, as it stands in its row."""

    team_id: int
    epoch: int
    public_key: bytes
    signing_key: bytes
    previous_hash: bytes
    maker_id: int
    maker_key: bytes
    maker_signature: bytes
    previous_signature: bytes | None

    def message(self) -> bytes:
        """What the maker signs, and the epoch before. The maker's key is in it, since people get new keys."""
        return context("team epoch", self.team_id, self.epoch, self.public_key, self.signing_key, self.previous_hash,
                       self.maker_id, self.maker_key)

    def hash(self) -> bytes:
        """What the next epoch calls this one, and what is pinned of the first."""
        return fingerprint(self.message())


@dataclass(frozen=True, slots=True)
class Route:
    """That a team receives a public form, given by the team that received it before (the first time, by itself).

    `version` counts the form's routes and `previous_hash` names the one before, so that an old one cannot return.
    """

    form: str
    version: int
    team_id: int
    giver_id: int
    epoch: int
    previous_hash: bytes
    signature: bytes

    def message(self) -> bytes:
        """What the key of the giver's epoch signs."""
        return context("intake route", self.form, self.version, self.team_id, self.giver_id, self.epoch,
                       self.previous_hash)

    def hash(self) -> bytes:
        """What the next route calls this one, and what the high-water mark keeps."""
        return fingerprint(self.message())

    def follows(self, before: "Route | None") -> bool:
        """Whether this is the next route after `before`: given by whoever received the form until then."""
        if before is None:
            return (self.version, self.giver_id) == (1, self.team_id) and equal(self.previous_hash, NO_PREVIOUS)
        return (self.version, self.giver_id) == (before.version + 1, before.team_id) and equal(
            self.previous_hash, before.hash())


def member_message(team_id: int, epoch: int, staff_id: int, keys: bytes, *, lead: bool) -> bytes:
    """What the key of an epoch signs about a member. `keys` is the hash of the member's two public keys."""
    return context("team member", team_id, epoch, staff_id, keys, int(lead))


def problems(chain: Sequence[Epoch]) -> tuple[str, ...]:
    """What is wrong with a team's epochs, given oldest first. Empty when sound."""
    found: list[str] = []
    previous: Epoch | None = None
    for number, epoch in enumerate(chain):
        found += [f"epoch {number}: {kind}" for kind in _problems(number, epoch, previous)]
        previous = epoch
    return tuple(found)


def holds(route: Route, chain: Sequence[Epoch]) -> bool:
    """Whether the route was signed by the epoch that it names, of the team that gave it; `chain` are that team's."""
    signer = next((each for each in chain if (each.team_id, each.epoch) == (route.giver_id, route.epoch)), None)
    return signer is not None and verify(signer.signing_key, route.signature, route.message())


def _problems(number: int, epoch: Epoch, previous: Epoch | None) -> list[str]:
    found = []
    if epoch.epoch != number:
        found.append("missing or out of order")
    if not equal(epoch.previous_hash, previous.hash() if previous else NO_PREVIOUS):
        found.append("does not follow the one before")
    if not verify(epoch.maker_key, epoch.maker_signature, epoch.message()):
        found.append("not signed by its maker")
    if previous and not verify(previous.signing_key, epoch.previous_signature or b"", epoch.message()):
        found.append("not signed by the one before")
    return found
