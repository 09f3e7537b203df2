"""The signed-in person with session and keys, as the use cases of their own account take them."""

from typing import cast

from intake.accounts.keyring import Keyring
from intake.accounts.recognise import SignedIn
from intake.web.guard import visitor


def signed_in() -> SignedIn:
    """Whoever is signed in."""
    found = visitor()
    return SignedIn(found.actor, cast(Keyring, found.keyring), found.session)
