"""The second factor: time-based codes (RFC 6238), and ten backup codes that stand in for it once each.

Both hang on the person's seed: the secret is boxed under their wrap key and the backup codes are hashed under a key
from it, so that without the password (or recovery key) there is nothing to test a guess against.
"""

import secrets
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

import pyotp

from intake import clock
from intake.vault.box import InvalidTag, box, unbox
from intake.vault.context import context
from intake.vault.keys import derive, equal, mac

STEP_SECONDS: Final = 30
BACKUP_CODES: Final = 10
_DRIFT: Final = (-1, 0, 1)
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_HALF: Final = 5


def new_secret() -> str:
    """A fresh secret of 160 bits, in base32 as authenticator apps take it."""
    return pyotp.random_base32()


def app_link(secret: str, username: str, organisation: str) -> str:
    """The `otpauth:` address that an authenticator app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=organisation)


def boxed_secret(staff_id: int, wrap_key: bytes, secret: str) -> bytes:
    """The secret as it stands in the database."""
    return box(wrap_key, secret.encode(), totp_context(staff_id))


def is_secret(staff_id: int, wrap_key: bytes, boxed: bytes | None, secret: str) -> bool:
    """Whether this secret stands in the database. A box that does not open holds another one."""
    with suppress(InvalidTag):
        return boxed is not None and equal(unbox(wrap_key, boxed, totp_context(staff_id)), secret.encode())
    return False


def totp_context(staff_id: int) -> bytes:
    """What binds a boxed secret to its person."""
    return context("totp", staff_id)


def matching_step(secret: str, code: str, after: int) -> int | None:
    """The time step whose code was typed, or None. A step up to `after` was used before and counts no more.

    A step before and one after are taken too, for clocks that are off. Every candidate is computed, match or not.
    """
    typed = _digits(code)
    otp = pyotp.TOTP(secret)
    present = int(clock.now().timestamp()) // STEP_SECONDS
    steps = [present + drift for drift in _DRIFT]
    matches = [step for step in steps if equal(otp.generate_otp(step).encode(), typed)]
    return next((step for step in matches if step > after), None)


def new_backup_codes() -> tuple[str, ...]:
    """Ten fresh codes of ten letters and digits (49 bits each), easy to copy from paper."""
    return tuple(f"{_letters()}-{_letters()}" for _ in range(BACKUP_CODES))


def backup_mac(wrap_key: bytes, code: str) -> bytes:
    """The hash under which a backup code is kept. It forgives capitals, spaces and the dash."""
    kept = "".join(each for each in code.lower() if each.isalnum())
    return mac(derive(wrap_key, context("backup codes")), kept.encode("utf-8", "surrogatepass"))


def is_among(candidate: bytes, kept: Iterable[bytes]) -> bool:
    """Whether a hash is one of those kept; all are compared."""
    return sum(equal(candidate, each) for each in kept) > 0


def _letters() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_HALF))


def _digits(code: str) -> bytes:
    # Persian and Arabic keyboards type their own digits; spaces come from reading in groups.
    kept = (each for each in code if not each.isspace())
    return "".join(str(unicodedata.digit(each, each)) for each in kept).encode("utf-8", "surrogatepass")
