"""What is signed when a team's keys are made, and checking it. Pure: no database, and nothing here opens anything.

Each epoch names the one before by its hash and is signed by its maker and, after the first, by the epoch before, so a
key that somebody slipped into the database stands out (DESIGN 4).
"""

from collections.abc import Mapping, Sequence
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
    maker_signature: bytes
    previous_signature: bytes | None


def message(team_id: int, epoch: int, public_key: bytes, signing_key: bytes, previous_hash: bytes) -> bytes:
    """What the maker of an epoch signs, and the epoch before."""
    return context("team epoch", team_id, epoch, public_key, signing_key, previous_hash)


def hash_of(epoch: Epoch) -> bytes:
    """What the next epoch calls this one."""
    return fingerprint(_message(epoch))


def problems(chain: Sequence[Epoch], makers: Mapping[int, bytes]) -> tuple[str, ...]:
    """What is wrong with a team's epochs, given oldest first with their makers' signing keys. Empty when sound."""
    found: list[str] = []
    previous: Epoch | None = None
    for number, epoch in enumerate(chain):
        found += [f"epoch {number}: {kind}" for kind in _problems(number, epoch, previous, makers)]
        previous = epoch
    return tuple(found)


def _problems(number: int, epoch: Epoch, previous: Epoch | None, makers: Mapping[int, bytes]) -> list[str]:
    found = []
    if epoch.epoch != number:
        found.append("missing or out of order")
    if not equal(epoch.previous_hash, hash_of(previous) if previous else NO_PREVIOUS):
        found.append("does not follow the one before")
    if not verify(makers.get(epoch.maker_id, b""), epoch.maker_signature, _message(epoch)):
        found.append("not signed by its maker")
    if previous and not verify(previous.signing_key, epoch.previous_signature or b"", _message(epoch)):
        found.append("not signed by the one before")
    return found


def _message(epoch: Epoch) -> bytes:
    return message(epoch.team_id, epoch.epoch, epoch.public_key, epoch.signing_key, epoch.previous_hash)
