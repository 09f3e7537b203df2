"""The written content of the demonstration, as values. What the files must hold is tested with them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from intake.access.roles import Role
from intake.cases.states import Outcome, Priority, Status
from intake.cases.wishes import Wish
from intake.demo.drawing import Sketch
from intake.questionnaires.safe_contact import SafeContact, contact_from
from intake.settings import LANGUAGES

_FOLDER: Final = Path(__file__).parent / "content"


class Kind(StrEnum):
    """What an entry of a timeline is: for colleagues, to the person, or from the person."""

    NOTE = "note"
    REPLY = "reply"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demonstration's staff."""

    username: str
    name: str
    role: Role
    language: str
    teams: tuple[str, ...]
    lead_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """A team of the demonstration."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that comes with an entry, drawn for it. `note`: what staff say who open the case next, to know before
    one looks at it.
    """

    name: str
    sketch: Sketch
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a case's timeline. `by` is a user name, or None for the person.

    A message may ask for something, or say anew how the person may be reached.
    """

    kind: Kind
    by: str | None
    days_ago: int
    text: str
    files: tuple[File, ...] = ()
    wish: Wish | None = None
    contact: SafeContact | None = None


@dataclass(frozen=True, slots=True)
class CaseText:
    """One case: what was sent, what followed, and where it stands today. `name` tells the cases apart."""

    name: str
    language: str
    for_whom: str
    message: str
    called: str
    contact: SafeContact
    answers: Mapping[str, Any]
    team: str
    days_ago: int
    status: Status
    outcome: Outcome | None
    priority: Priority
    due_in: timedelta | None
    assignee: str | None
    title: str | None
    timeline: tuple[Entry, ...]


def people() -> tuple[Person, ...]:
    """The demonstration's staff."""
    return tuple(
        Person(row["username"], row["name"], Role(row["role"]), row["language"], tuple(row["teams"]),
               tuple(row["lead_of"]))
        for row in _rows("people.json")
    )


def teams() -> tuple[Team, ...]:
    """Its teams; the first one receives what the public form sends."""
    return tuple(Team(**row) for row in _rows("teams.json"))


def cases() -> tuple[CaseText, ...]:
    """Its cases, language by language."""
    return tuple(
        _case(f"{language}-{number}", row)
        for language in LANGUAGES for number, row in enumerate(_rows(f"cases_{language}.json"))
    )


def _case(name: str, row: dict[str, Any]) -> CaseText:
    due = row.pop("due_in_days")
    told = row | {
        "status": Status(row["status"]),
        "outcome": Outcome(row["outcome"]) if row["outcome"] else None,
        "priority": Priority(row["priority"]),
        "contact": contact_from(row["contact"]),
        "timeline": tuple(_entry(each) for each in row["timeline"]),
    }
    return CaseText(name=name, due_in=None if due is None else timedelta(days=due), **told)


def _entry(row: dict[str, Any]) -> Entry:
    more: dict[str, Any] = {"kind": Kind(row["kind"])}
    if "files" in row:
        more["files"] = tuple(File(**(file | {"sketch": Sketch(file["sketch"])})) for file in row["files"])
    if "wish" in row:
        more["wish"] = Wish(row["wish"])
    if "contact" in row:
        more["contact"] = contact_from(row["contact"])
    return Entry(**(row | more))


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((_FOLDER / name).read_text("utf-8"))
    return rows
