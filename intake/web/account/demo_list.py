"""The accounts of a demonstration, for the sign-in page. A real installation has no such list."""

import json
from dataclasses import dataclass

from intake.web.work import runtime


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Somebody to try the demonstration as."""

    username: str
    password: str
    name: str
    role: str


def demo_accounts() -> tuple[DemoAccount, ...]:
    """What `demo.json` lists, in a demonstration; empty everywhere else."""
    if not runtime().demo:
        return ()
    try:
        told = json.loads((runtime().settings.instance_dir / "demo.json").read_text("utf-8"))
    except FileNotFoundError:
        return ()
    return tuple(DemoAccount(row["username"], row["password"], row["name"], row["role"]) for row in told["accounts"])
