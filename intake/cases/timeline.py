"""One line of time for a case: what was written and what was done, in order. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from intake.audit.history import Event
from intake.cases import files_by_entry, visits
from intake.cases.files_by_entry import SentFile
from intake.cases.items import Entry, Kind


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a note said before it was corrected."""

    text: str
    at: datetime
    language: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One entry. `kind` is `enquiry`, `note`, `message_in`, `message_out`, `contact` or `event`; an event has `act` and
    `facts`, an enquiry and a contact have `answers`.

    `who` is a name, or None for the enquirer; `whom` the colleague an event is about. `fresh`: not seen before.
    `read_on`: the day on which the enquirer read what was written to them.
    """

    id: str
    kind: str
    at: datetime
    who: str | None
    by: int | None
    text: str = ""
    language: str = ""
    earlier: tuple[Earlier, ...] = ()
    fresh: bool = False
    act: str = ""
    whom: str | None = None
    facts: dict[str, object] | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[SentFile, ...] = ()
    read_on: date | None = None


def build(entries: Sequence[Entry], events: Iterable[Event], people: dict[int, str], *, fresh: int,
          files: Sequence[Entry], came: Sequence[datetime], notes: Mapping[int, Entry]) -> tuple[TimelineEntry, ...]:
    """Merge entries and events, oldest first, each with its files and their content notes; the newest `fresh` texts and
    files from the enquirer make their entries unseen. `came` are the enquirer's visits (`visits.py`).
    """
    theirs = [each for each in sorted([*entries, *files], key=lambda each: each.at)
              if each.kind in {Kind.ENQUIRY, Kind.MESSAGE_IN} or (each.kind is Kind.FILE and each.by is None)]
    unseen = {each.file.of if each.file else each.id for each in theirs[-fresh:]} if fresh > 0 else set()
    named = files_by_entry.by_entry(files, notes)
    corrections: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.replaces is not None:
            corrections.setdefault(_root(entry, entries), []).append(entry)
    shown = [replace(_entry(each, corrections.get(each.id, []), people, fresh=each.id in unseen),
                     files=named.get(each.id, ()),
                     read_on=visits.read_on(came, each.at) if each.kind is Kind.MESSAGE_OUT else None)
             for each in entries if each.replaces is None or not _has(entries, each.replaces)]
    told = [_event(each, people) for each in events if "T" in each.at]
    return tuple(sorted([*shown, *told], key=_place))


def _place(entry: TimelineEntry) -> tuple[datetime, bool, datetime]:
    """Events know the second alone, so within a second what was written stands before what was done about it."""
    return entry.at.replace(microsecond=0), entry.kind == "event", entry.at


def _has(entries: Iterable[Entry], entry_id: int) -> bool:
    return any(each.id == entry_id for each in entries)


def _root(entry: Entry, entries: Sequence[Entry]) -> int:
    """The note at the bottom of a chain of corrections."""
    known = {each.id: each for each in entries}
    while entry.replaces in known:
        entry = known[entry.replaces]
    return entry.id


def _entry(entry: Entry, corrections: Sequence[Entry], people: dict[int, str], *, fresh: bool) -> TimelineEntry:
    versions = [entry, *corrections]
    return TimelineEntry(
        id=str(entry.id),
        kind=entry.kind.value,
        at=entry.at,
        who=people.get(entry.by) if entry.by else None,
        by=entry.by,
        text=versions[-1].text,
        language=versions[-1].language,
        earlier=tuple(Earlier(each.text, each.at, each.language) for each in versions[:-1]),
        fresh=fresh,
        answers=entry.answers,
    )


def _event(event: Event, people: dict[int, str]) -> TimelineEntry:
    return TimelineEntry(
        id=f"event-{event.seq}",
        kind="event",
        at=datetime.fromisoformat(event.at).astimezone(UTC),
        who=people.get(event.actor) if event.actor else None,
        by=event.actor,
        act=event.act,
        whom=people.get(event.subject) if event.subject else None,
        facts=dict(event.facts),
    )
