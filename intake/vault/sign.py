"""Signatures (Ed25519): who appended an audit event, who made a team's epoch. Signing opens nothing."""

from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from intake.vault.context import context
from intake.vault.keys import derive


@dataclass(frozen=True, slots=True)
class Signer:
    """The signing half of a seed. It is handed to rooms that must sign and must not open."""

    seed: bytes = field(repr=False)

    @property
    def public_key(self) -> bytes:
        """The 32 bytes by which others check this signer's signatures."""
        return self._key().public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature of a message."""
        return self._key().sign(message)

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(derive(self.seed, context("ed25519 private key")))


def verify(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature of the message is this key's. A malformed key or signature is simply a no."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
