"""The signed-in person with the keys that only the desk may use."""

from typing import cast

from intake.accounts.keyring import Keyring
from intake.web.guard import visitor


def keyring() -> Keyring:
    """Their keys. The shared rooms of the web know them by their signature alone."""
    return cast(Keyring, visitor().keyring)
