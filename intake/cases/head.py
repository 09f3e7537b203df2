"""The head of a case: its seed and its summary, which travel to a team together, in one seal.

Making a head needs no secret, and nothing here opens one: `reading.py` does.
"""

from dataclasses import dataclass, field
from typing import Any

from intake.accounts.trust import TeamAddress
from intake.cases import summary
from intake.cases.keys import head_place
from intake.cases.summary import Summary
from intake.vault.record import JSON, seal_record


@dataclass(frozen=True, slots=True)
class Head:
    """What a member of the team opens first of a case."""

    seed: bytes = field(repr=False)
    summary: Summary


def seal_head(head: Head, case_id: int, team: TeamAddress) -> bytes:
    """The head, sealed to a team for this case: whoever seals it cannot open it again."""
    record: dict[str, JSON] = {"seed": head.seed.hex(), "summary": head.summary.record()}
    return seal_record(team.public_key, record, head_place(case_id, team.team_id, team.epoch))


def from_record(record: dict[str, Any]) -> Head:
    """The head that a seal held."""
    return Head(bytes.fromhex(record["seed"]), summary.from_record(record["summary"]))
