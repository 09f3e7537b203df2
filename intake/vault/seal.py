"""Sealing to a public key (HPKE, hybrid). The sender needs no secret and cannot read back what it sealed."""

from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

PUBLIC_KEY_SIZE: Final = 1216
SUITE_BYTE: Final = b"\x01"
_MLKEM_PUBLIC_SIZE: Final = 1184


def hybrid_suite() -> hpke.Suite:
    """Suite 1: ML-KEM-768 with X25519, HKDF-SHA256, AES-256-GCM. The only one there is."""
    return hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def seal(public_key: bytes, plaintext: bytes, context: bytes) -> bytes:
    """The plaintext sealed so that only the holder of the key's seed opens it, under the same context (DESIGN 4).

    A public key that is not one raises ValueError: sealing to a wrong key would lose what was written.
    """
    if len(public_key) != PUBLIC_KEY_SIZE:
        raise ValueError("a public key is 1,216 bytes")
    return SUITE_BYTE + hybrid_suite().encrypt(plaintext, _recipient(public_key), context)


@lru_cache(maxsize=64)
def _recipient(public_key: bytes) -> hpke.MLKEM768X25519PublicKey:
    return hpke.MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public_key[:_MLKEM_PUBLIC_SIZE]),
        X25519PublicKey.from_public_bytes(public_key[_MLKEM_PUBLIC_SIZE:]),
    )
