"""The slots of a seed: a copy wrapped under the password, another under the recovery key.

The password is stretched and mixed with the pepper, so that a stolen database offers nothing to guess against. The
recovery key is 128 random bits and needs neither; it opens even where the pepper was lost.
"""

import base64
import binascii
import secrets
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from intake.accounts.keyring import Keyring
from intake.accounts.models import SlotKind, StaffSlot
from intake.vault import passwords
from intake.vault.context import context
from intake.vault.keys import derive
from intake.vault.passwords import Cost, stretch

COST: Cost = passwords.STAFF
"""What new password slots cost; older ones are raised to it at sign-in."""

SALT_SIZE: Final = 16
_RECOVERY_BYTES: Final = 16
_GROUP: Final = 4
_MISREAD: Final = str.maketrans("018", "OIB", " -\t")


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot before it is a row."""

    kind: SlotKind
    salt: bytes
    cost: Cost
    wrapped: bytes = field(repr=False)

    def row(self, staff_id: int) -> StaffSlot:
        """The row of this slot."""
        return StaffSlot(staff_id=staff_id, kind=self.kind, salt=self.salt, memory_kib=self.cost.memory_kib,
                         passes=self.cost.passes, wrapped=self.wrapped)


def password_key(staff_id: int, password: str, salt: bytes, cost: Cost, pepper: bytes) -> bytes:
    """The key of a password slot. Runs Argon2id: hold a lane, and no transaction.

    The password is taken in NFC, whole: a Persian passphrase typed on another keyboard must give the same key.
    """
    typed = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    return derive(stretch(typed, salt, cost) + pepper, context("password slot", staff_id))


def recovery_key(staff_id: int, typed: str) -> bytes:
    """The key of a recovery slot, from the 26 characters as somebody typed them."""
    letters = typed.upper().translate(_MISREAD)
    try:
        raw = base64.b32decode(letters.encode("ascii", "replace") + b"=" * (-len(letters) % 8))
    except (binascii.Error, ValueError):
        raw = b""
    return derive(raw, context("recovery slot", staff_id))


def new_recovery_key() -> str:
    """A fresh recovery key: 26 characters in groups of four, for paper."""
    letters = base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().rstrip("=")
    return " ".join(letters[at:at + _GROUP] for at in range(0, len(letters), _GROUP))


def password_slot(keyring: Keyring, password: str, pepper: bytes) -> Slot:
    """A new password slot at today's cost. Runs Argon2id: hold a lane, and no transaction."""
    salt = secrets.token_bytes(SALT_SIZE)
    key = password_key(keyring.staff_id, password, salt, COST, pepper)
    wrapped = keyring.wrapped(key, slot_context(keyring.staff_id, SlotKind.PASSWORD))
    return Slot(SlotKind.PASSWORD, salt, COST, wrapped)


def recovery_slot(keyring: Keyring, key: str) -> Slot:
    """A new recovery slot."""
    wrapped = keyring.wrapped(recovery_key(keyring.staff_id, key), slot_context(keyring.staff_id, SlotKind.RECOVERY))
    return Slot(SlotKind.RECOVERY, b"", Cost(0, 0), wrapped)


def slot_context(staff_id: int, kind: SlotKind) -> bytes:
    """What binds a wrapped seed to its person and slot."""
    return context("staff slot", staff_id, kind.value)
