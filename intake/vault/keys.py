"""Keys: seeds, what is derived from them, and comparisons in constant time. Nothing here opens a ciphertext."""

import hashlib
import hmac
import secrets
from typing import Final

from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from intake.vault.context import context

KEY_SIZE: Final = 32
_MLKEM_SEED_SIZE: Final = 64


def new_seed() -> bytes:
    """Thirty-two fresh random bytes: the root of a person's, a team's or a case's keys."""
    return secrets.token_bytes(KEY_SIZE)


def derive(secret: bytes, context: bytes, length: int = KEY_SIZE) -> bytes:
    """A key of `length` bytes from a secret, by HKDF-SHA256; the context keeps keys of one secret independent."""
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=context).derive(secret)


def hpke_public_key(seed: bytes) -> bytes:
    """The 1,216 bytes under which others seal to this seed: ML-KEM-768, then X25519, both raw."""
    mlkem, x25519 = _private_halves(seed)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def hpke_private_key(seed: bytes) -> hpke.MLKEM768X25519PrivateKey:
    """The private key of a seed, for `vault/open.py` alone: holding it means being able to open."""
    return hpke.MLKEM768X25519PrivateKey(*_private_halves(seed))


def _private_halves(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    # The library has no serialised form of the hybrid key, so both halves come from the seed.
    if len(seed) != KEY_SIZE:
        raise ValueError("a seed is 32 bytes")
    raw = derive(seed, context("hpke private key"), _MLKEM_SEED_SIZE + KEY_SIZE)
    return (
        MLKEM768PrivateKey.from_seed_bytes(raw[:_MLKEM_SEED_SIZE]),
        X25519PrivateKey.from_private_bytes(raw[_MLKEM_SEED_SIZE:]),
    )


def fingerprint(public_key: bytes) -> bytes:
    """The SHA-256 of a public key: what people compare by phone and what `trust.toml` pins."""
    return hashlib.sha256(public_key).digest()


def mac(key: bytes, *parts: bytes) -> bytes:
    """HMAC-SHA256 over the parts, each behind its length (u64), so that moving a boundary changes the result."""
    return hmac.digest(key, b"".join([len(part).to_bytes(8, "big") + part for part in parts]), "sha256")


def equal(left: bytes, right: bytes) -> bool:
    """Whether two secrets are the same, in a time that does not tell where they differ."""
    return hmac.compare_digest(left, right)
