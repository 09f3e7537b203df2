"""The recovery key of the installation, as the database has it, and sealing to it. Opens nothing.

Its private half is on three cards. A swapped one would hand every later epoch to an attacker, so only `trust.py` says
which is in force: the one that root pinned. What it opens, `recover_team.py` opens, which the web cannot reach.
"""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.accounts import digits
from intake.accounts.digits import Spoken
from intake.accounts.models import RecoveryKeyRow
from intake.vault.context import context
from intake.vault.keys import fingerprint
from intake.vault.seal import seal
from intake.vault.sign import verify


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """The public side of a recovery key, signed by a lead and by the team that they led."""

    number: int
    public_key: bytes = field(repr=False)
    signing_key: bytes = field(repr=False)
    made_on: date
    maker_id: int
    maker_key: bytes = field(repr=False)
    team_id: int
    team_key: bytes = field(repr=False)
    maker_signature: bytes = field(repr=False)
    team_signature: bytes = field(repr=False)

    def message(self) -> bytes:
        """What both sign."""
        return context("recovery key", self.number, self.public_key, self.signing_key, self.made_on.isoformat(),
                       self.maker_id, self.maker_key, self.team_id, self.team_key)

    def hash(self) -> bytes:
        """What is pinned, and what a seal names."""
        return fingerprint(self.message())

    def spoken(self) -> Spoken:
        """What its maker reads to whoever pins it."""
        return digits.of_recovery_key(self.hash())

    def is_signed(self) -> bool:
        """Whether the two who are named in it signed it. Whether they may, is asked when it is pinned."""
        return (verify(self.maker_key, self.maker_signature, self.message())
                and verify(self.team_key, self.team_signature, self.message()))


def all_keys(session: Session) -> tuple[RecoveryKey, ...]:
    """Every recovery key that was made, the newest first."""
    rows = session.scalars(select(RecoveryKeyRow).order_by(RecoveryKeyRow.number.desc()))
    return tuple(
        RecoveryKey(row.number, row.public_key, row.signing_key, row.made_on, row.maker_id, row.maker_key, row.team_id,
                    row.team_key, row.maker_signature, row.team_signature) for row in rows
    )


def next_number(session: Session) -> int:
    """The number of the next one."""
    return (session.scalar(select(func.max(RecoveryKeyRow.number))) or 0) + 1


def team_seed_place(team_id: int, epoch: int) -> bytes:
    """The context of an epoch's seed that is sealed to a recovery key."""
    return context("team seed for recovery", team_id, epoch)


def seal_team_seed(key: RecoveryKey, team_id: int, epoch: int, seed: bytes) -> bytes:
    """The seed of an epoch, for whoever holds two cards."""
    return seal(key.public_key, seed, team_seed_place(team_id, epoch))


def seal_message(team_id: int, epoch: int, key_hash: bytes, sealed: bytes) -> bytes:
    """What the key of an epoch signs about its seal, so that one that was spoilt is noticed while it can be mended."""
    return context("recovery seal", team_id, epoch, key_hash, fingerprint(sealed))
