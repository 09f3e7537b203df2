"""The timeline of a case in words, day by day."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby, pairwise
from typing import Any

from flask import url_for

from intake.cases.case_page import CasePage
from intake.cases.contacting import Reached
from intake.cases.files_by_entry import SentFile
from intake.cases.items import Entry
from intake.cases.states import Reason
from intake.cases.take_down import How
from intake.cases.timeline import TimelineEntry
from intake.cases.wishes import wish_of
from intake.questionnaires.safe_contact import Channel, contact_from
from intake.web import file_words
from intake.web.contact_words import CHANNELS
from intake.web.desk import contact_card, given_answers, sentences, words
from intake.web.desk.contact_card import ShownWay
from intake.web.desk.forms import CorrectNoteForm
from intake.web.desk.given_answers import GivenAnswer
from intake.web.desk.words import _
from intake.web.work import runtime

_ONE_ACT = timedelta(seconds=2)  # an event knows its second alone, and one act may begin before a second's end


@dataclass(frozen=True, slots=True)
class CardBefore:
    """What the card of safe contact said before it was changed."""

    comes_back: bool
    ways: tuple[ShownWay, ...]
    notes: str


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file that came with an entry; `told` of what hid in it. `whole`: its blob is there, in full size. `note` is the
    content note that stands at it.
    """

    id: int
    name: str
    size: int
    told: str
    whole: bool
    href: str
    note: Entry | None


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One entry in words. `who` is empty where another part names them; `badge` says what a message asks for;
    `correction` is the form for one's own note.
    """

    entry: TimelineEntry
    kind: str
    who: str
    heading: str
    below: str
    badge: str
    before: CardBefore | None
    answers: tuple[GivenAnswer, ...]
    when: str
    extra: str
    sentence: str
    face: str
    first_fresh: bool
    correction: CorrectNoteForm | None
    files: tuple[ShownFile, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """The entries of one day."""

    label: str
    entries: tuple[ShownEntry, ...]


def days(page: CasePage, corrections: dict[str, CorrectNoteForm]) -> tuple[Day, ...]:
    """The entries by day, oldest first; `corrections` holds the form for each of the reader's own notes."""
    fresh = next((entry.id for entry in page.entries if entry.fresh), None)
    only_new = fresh is not None and fresh != page.entries[0].id
    told = [*page.entries[:1], *(entry for before, entry in pairwise(page.entries) if not _follows(before, entry))]
    return tuple(
        Day(words.near_day(day), tuple(
            _entry(page, entry, first_fresh=only_new and entry.id == fresh, correction=corrections.get(entry.id))
            for entry in entries))
        for day, entries in groupby(told, key=lambda entry: entry.at.date())
    )


def _entry(page: CasePage, entry: TimelineEntry, *, first_fresh: bool, correction: CorrectNoteForm | None
           ) -> ShownEntry:
    is_event = entry.kind == "event"
    return ShownEntry(
        entry=entry,
        kind=entry.kind,
        who="" if entry.kind == "enquiry" else entry.who or "",
        heading=_heading(entry) if entry.kind == "contact" else "",
        below=str(entry.answers.get("override", "")) if entry.kind == "contact" else "",
        badge=str(words.WISHES[wish]) if (wish := wish_of(entry.answers)) else "",
        before=_before(entry.answers["before"]) if "before" in entry.answers else None,
        answers=given_answers.of(entry.answers, entry.language),
        when=words.time_of_day(entry.at.hour, entry.at.minute),
        extra=_extra(entry),
        sentence=sentences.sentence(entry, dict(page.team_names)) if is_event else "",
        face=sentences.face(entry) if is_event else "",
        first_fresh=first_fresh,
        correction=correction,
        files=tuple(_file(page.reference, each) for each in entry.files),
    )


def _file(reference: str, file: SentFile) -> ShownFile:
    whole = runtime().blobs.size(file.blob) == file.stored
    href = url_for("desk.show_file", reference=reference, file_id=file.id)
    return ShownFile(file.id, file.name, file.size, file_words.hidden(file.cleaning), whole, href, file.note)


def _before(record: dict[str, Any]) -> CardBefore:
    """What the card said before, without the code words."""
    told = contact_from(record)
    ways = tuple(contact_card.way_in_words(told, channel) for channel in told.ways) if told.may else ()
    return CardBefore(not told.may, ways, told.notes)


def _heading(entry: TimelineEntry) -> str:
    """What a contact was, or that the card was changed."""
    if "channel" not in entry.answers:
        return _("Safe contact changed")
    way, end = CHANNELS[Channel(entry.answers["channel"])], words.REACHED[Reached(entry.answers["reached"])]
    return _("Contact: %(way)s. %(end)s", way=way, end=end)


def _follows(before: TimelineEntry, entry: TimelineEntry) -> bool:
    """Whether the event goes without saying: a new case is open once somebody takes it or answers."""
    return (
        entry.facts is not None and entry.facts.get("reason") == Reason.STARTED
        and before.by == entry.by and abs(entry.at - before.at) < _ONE_ACT
    )


def _origin(entry: TimelineEntry) -> str:
    """In which language an enquiry was told, and who took it down, if it was not the person who wrote it."""
    language = words.language_name(entry.language)
    if "how" not in entry.answers:
        return language
    return f"{language} · {words.taken_down(entry.who or _('Somebody'), How(entry.answers['how']))}"


def _extra(entry: TimelineEntry) -> str:
    """What stands beside the time: of an enquiry where it came from, of an answer whether it was read."""
    if entry.kind == "enquiry":
        return _origin(entry)
    if entry.kind == "message_out":
        return words.was_read(entry.read_on)
    return _("corrected") if entry.earlier else ""
