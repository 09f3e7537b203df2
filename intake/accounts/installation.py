"""What the use cases of this room need from the running installation. The web's `Runtime` is one; tests make their own.

Use cases that stretch a password take the whole installation and open their own short units of work, because Argon2id
must never run inside a transaction (DESIGN 3).
"""

from typing import Protocol

from intake.db import Stores
from intake.settings import Settings
from intake.vault.lanes import Lanes
from intake.vault.secrets import Secrets


class Installation(Protocol):
    """The stores, settings and secrets of this process."""

    @property
    def settings(self) -> Settings: ...

    @property
    def stores(self) -> Stores: ...

    @property
    def secrets(self) -> Secrets: ...

    @property
    def run_secret(self) -> bytes: ...

    @property
    def staff_lanes(self) -> Lanes: ...
