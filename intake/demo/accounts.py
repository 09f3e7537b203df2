"""The demonstration's accounts, in a file for the sign-in page to show: nothing in a demonstration is a secret.

Passwords are random for each instance all the same, so that no two demonstrations share one.
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from intake.access.roles import Role

FILE: Final = "demo.json"
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS: Final = 4


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Somebody to sign in as."""

    username: str
    password: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class DemoReceipt:
    """A receipt code whose thread holds answers, and the language of its enquiry."""

    language: str
    code: str


@dataclass(frozen=True, slots=True)
class DemoAccounts:
    """All that a visitor may try the demonstration with."""

    accounts: tuple[DemoAccount, ...]
    receipts: tuple[DemoReceipt, ...]


def new_password() -> str:
    """A random password that can be typed from a screen: four groups of four (79 bits)."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(_GROUPS))
    return "-".join(groups)


def store(folder: Path, made: DemoAccounts) -> None:
    """Write the file, readable by its owner alone, whole or not at all."""
    draft = folder / f"{FILE}.new"
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(made), file, ensure_ascii=False, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(descriptor)
    draft.replace(folder / FILE)


def load(folder: Path) -> DemoAccounts | None:
    """What the file says, or None where there is none."""
    try:
        told = json.loads((folder / FILE).read_text("utf-8"))
    except FileNotFoundError:
        return None
    accounts = tuple(DemoAccount(**(row | {"role": Role(row["role"])})) for row in told["accounts"])
    return DemoAccounts(accounts, tuple(DemoReceipt(**row) for row in told["receipts"]))
