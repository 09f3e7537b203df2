"""Digits that people read to one another over the telephone, so that nobody can have put other keys in between."""

from typing import Final

from intake.vault.context import context
from intake.vault.keys import derive, fingerprint

_GROUPS: Final = 6


def of_person(public_key: bytes, signing_key: bytes) -> str:
    """Thirty digits in groups of five (99 bits) over both of a person's public keys."""
    return _grouped(fingerprint(public_key) + signing_key, context("fingerprint digits"))


def of_team(first_epoch: bytes) -> str:
    """Thirty digits over the hash of a team's first epoch, on which all its later keys rest."""
    return _grouped(first_epoch, context("team digits"))


def _grouped(secret: bytes, bound: bytes) -> str:
    raw = derive(secret, bound, 8 * _GROUPS)
    return " ".join(f"{int.from_bytes(raw[8 * at:8 * at + 8], 'big') % 100_000:05}" for at in range(_GROUPS))
