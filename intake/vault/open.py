"""Opening what was sealed to a public key. Only `accounts/keyring.py` may import this module (DESIGN 3), and
`backup/opening.py`, for archives.
"""

from cryptography.exceptions import InvalidTag

from intake.vault.keys import hpke_private_key
from intake.vault.seal import SUITE_BYTE, hybrid_suite


def open_sealed(seed: bytes, blob: bytes, context: bytes) -> bytes:
    """What was sealed to this seed's public key under this context; every failure is InvalidTag.

    The recipient's key decides the suite, never the message: a foreign suite byte is a failure, not a choice.
    """
    if blob[:1] != SUITE_BYTE:
        raise InvalidTag
    private_key = hpke_private_key(seed)
    try:
        return hybrid_suite().decrypt(blob[1:], private_key, context)
    except ValueError as error:
        raise InvalidTag from error
