"""The few words about a case that a list shows. They travel sealed to the team, then boxed under its list key."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

TITLE_LENGTH = 90


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list row says. `received_at` is the exact time, which stands nowhere in clear."""

    title: str
    for_whom: str
    called: str
    contact_way: str
    contact: str
    language: str
    received_at: datetime

    def record(self) -> dict[str, Any]:
        """The summary as a record for a box."""
        return {
            "title": self.title, "for_whom": self.for_whom, "called": self.called, "contact_way": self.contact_way,
            "contact": self.contact, "language": self.language, "received_at": self.received_at.isoformat(),
        }


def from_record(record: dict[str, Any]) -> Summary:
    """The summary that a box held."""
    return Summary(**{**record, "received_at": datetime.fromisoformat(record["received_at"])})


def title_from(message: str) -> str:
    """A title for a case that nobody has named yet: the beginning of what was written, on one line."""
    line = " ".join(message.split())
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"
