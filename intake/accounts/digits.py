"""Digits, or words, that people read to one another over the telephone, so that nobody can have put other keys between.

Both are made of the same keys and are equally strong. Digits are what is typed; words are easier to say.
"""

from dataclasses import dataclass
from typing import Final

from intake.vault.context import context
from intake.vault.keys import derive, equal, fingerprint
from intake.vault.words import spoken

_GROUPS: Final = 6
_WORD_BYTES: Final = 13
"""Ten words of ten bits each, as much as thirty digits say."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One fingerprint, said in two ways."""

    digits: str
    words: str

    def is_said_by(self, typed: str) -> bool:
        """Whether somebody typed these digits, or these words; spaces and capitals do not matter."""
        plain = "".join(typed.lower().split()).encode("utf-8", "surrogatepass")
        return any(equal(plain, said.replace(" ", "").encode()) for said in (self.digits, self.words))


def of_person(public_key: bytes, signing_key: bytes) -> Spoken:
    """Over both of a person's public keys: thirty digits in groups of five (99 bits), or ten words (100 bits)."""
    return _said(fingerprint(public_key) + signing_key, "fingerprint")


def of_team(first_epoch: bytes) -> Spoken:
    """Over the hash of a team's first epoch, on which all its later keys rest."""
    return _said(first_epoch, "team")


def of_recovery_key(key_hash: bytes) -> Spoken:
    """Over the hash of a recovery key and who made it."""
    return _said(key_hash, "recovery key")


def _said(secret: bytes, what: str) -> Spoken:
    raw = derive(secret, context(f"{what} digits"), 8 * _GROUPS)
    groups = (f"{int.from_bytes(raw[8 * at:8 * at + 8], 'big') % 100_000:05}" for at in range(_GROUPS))
    return Spoken(" ".join(groups), spoken(derive(secret, context(f"{what} words"), _WORD_BYTES)))
