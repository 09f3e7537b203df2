"""Stretching what people can remember or type (Argon2id). Run it in a lane, never inside a transaction."""

from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs. It is stored beside the salt, so that it can be raised at the next sign-in."""

    memory_kib: int
    passes: int


STAFF: Final = Cost(memory_kib=65536, passes=3)
RECEIPT: Final = Cost(memory_kib=19456, passes=2)


def stretch(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    """Thirty-two bytes from a password or receipt code. The caller mixes the pepper in afterwards (DESIGN 4)."""
    kdf = Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=1, memory_cost=cost.memory_kib)
    return kdf.derive(secret)
