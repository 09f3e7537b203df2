"""The stores held against the log: where each case stands, whose it is, and every entry's ciphertext.

It needs no key: events carry states, ids and the SHA-256 of what was boxed. It believes the log, so the log is to be
verified first. What submitters caused and still waits in `audit_pending` counts as known.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.audit import history, pending
from intake.audit.check import see_one_moment
from intake.audit.history import Event
from intake.audit.kinds import JSON, Act
from intake.cases import readers
from intake.cases.items import digest
from intake.cases.models import CardSeal, Case, CaseGrant, Erasure, Item, LockOut
from intake.cases.states import Outcome, Status, after_message

_AT_ONCE: Final = 500
_NAMING: Final = frozenset({Act.CASE_RESTRICTED, Act.CASE_LOCKED_OUT, Act.CASE_SHARED, Act.CASE_SHARE_ENDED,
                            Act.CASE_OPENED_TO_TEAM, Act.CASE_READERS_RENEWED})
_SETTING_ASIDE: Final = {Act.CASE_QUARANTINED: Status.QUARANTINED, Act.CASE_DISCARDED: Status.DISCARDED}
_RELEASING: Final = frozenset({Act.CASE_RELEASED, Act.CASE_RELEASED_BY_MESSAGE})
_FROM_THE_PERSON: Final = frozenset({Act.CASE_MESSAGE_RECEIVED, Act.CASE_FILE_RECEIVED})
_GIVEN: Final = frozenset({Act.CASE_ASSIGNED, Act.CASE_TAKEN, Act.CASE_HANDED_OVER})

Given = dict[int, tuple[str, str | None]]
"""Who reads a case by name: the hash of what is sealed to them, and their last day."""

Standing = tuple[Status, Outcome | None]


class Kind(StrEnum):
    """What differs from what the log says."""

    CASE = "case"
    TEAM = "team"
    ASSIGNEE = "assignee"
    STATUS = "status"
    ENTRY = "entry"
    READERS = "readers"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: which case, what of it, and how."""

    reference: str
    kind: Kind
    sentence: str


@dataclass(slots=True)
class _Told:
    """What the events of one case say, in whatever order they joined the log."""

    received: bool = False
    team: int | None = None
    transferred: bool = False
    assignee: int | None = None
    standing: Standing = (Status.NEW, None)
    set_aside: Status | None = None
    released: bool = False
    moved: date = date.min
    written: date | None = None
    written_down: set[str] = field(default_factory=set)
    boxed_anew: dict[str, str] = field(default_factory=dict)
    restricted: bool = False
    readers: Given = field(default_factory=dict)
    cards: str | None = None
    locked_out: set[int] = field(default_factory=set)

    def hear(self, event: Event) -> None:
        item, boxed_anew = event.facts.get("item"), event.facts.get("items")
        if isinstance(item, str):
            self.written_down.add(item)
        if isinstance(boxed_anew, dict):
            self.boxed_anew |= {old: str(new) for old, new in boxed_anew.items()}
        self._hear_readers(event)
        if event.act in {Act.CASE_RECEIVED, Act.CASE_TAKEN_DOWN}:
            self.received = True
            self.team = self.team if self.transferred else event.team
        elif event.act in _FROM_THE_PERSON:
            self.written = max(self.written or event.day, event.day)
        elif event.act in _GIVEN:
            self.assignee = event.subject
        elif event.act == Act.CASE_TRANSFERRED:
            self.team, self.transferred, self.assignee = event.team, True, None
        elif event.act in _SETTING_ASIDE:
            self.set_aside = self.set_aside if self.set_aside is Status.DISCARDED else _SETTING_ASIDE[Act(event.act)]
        elif event.act in _RELEASING:
            self.released = True
        elif event.act == Act.CASE_MOVED:
            outcome = event.facts["outcome"]
            self.standing = (Status(str(event.facts["new"])), Outcome(str(outcome)) if outcome else None)
            self.moved = event.day

    @property
    def entries(self) -> set[str]:
        """Every entry by the hash that it has now. What a case got new keys for may have joined the log only later."""
        return {self._newest(each) for each in self.written_down}

    def _newest(self, entry: str) -> str:
        for _ in self.boxed_anew:  # so often at most, even if a forged log leads in a circle
            if entry not in self.boxed_anew:
                break
            entry = self.boxed_anew[entry]
        return entry

    def _hear_readers(self, event: Event) -> None:
        if event.act in _NAMING:
            self.restricted, self.readers = bool(event.facts["restricted"]), _given(event.facts["readers"])
            self.cards = str(event.facts["cards"]) if event.facts["cards"] else None
            if self.restricted and self.assignee not in self.readers:
                self.assignee = None
        elif event.act == Act.CASE_TRANSFERRED:
            self.restricted, self.readers, self.cards = False, {}, None
        elif event.act == Act.CASE_RECOVERED and event.subject is not None:
            self.readers[event.subject] = str(event.facts["seal"]), None
        if event.act == Act.CASE_LOCKED_OUT and event.subject is not None:
            self.locked_out.add(event.subject)
        elif event.act == Act.CASE_LOCK_OUT_LIFTED:
            self.locked_out -= {event.subject}

    def standings(self) -> set[Standing]:
        """Where the case may stand. A message moves it, too; of one on the day of the last move no order is told.

        A case is set aside once at most, when it comes, so its release is final, in whatever order the two are told.
        """
        if self.set_aside and not self.released:
            return {(self.set_aside, None)}
        if self.written is None or self.written < self.moved:
            return {self.standing}
        status = after_message(*self.standing)
        after = (status, None) if status is not self.standing[0] else self.standing
        return {after} if self.written > self.moved else {self.standing, after}


def differences(session: Session) -> Iterator[Difference]:
    """Every difference between the cases and the log. The session must be fresh; nobody waits for it."""
    see_one_moment(session)
    waiting: dict[str, list[Event]] = defaultdict(list)
    for event in pending.waiting(session):
        waiting[event.case or ""].append(event)
    rows = select(Case).order_by(Case.reference).execution_options(yield_per=_AT_ONCE)
    for cases in session.scalars(rows).partitions():
        told = _told(session, {case.reference for case in cases}, waiting)
        ids = {case.id for case in cases}
        entries, given, kept_from = _entries(session, ids), _grants(session, ids), _lock_outs(session, ids)
        cards = _card_seals(session, ids)
        for case in cases:
            yield from _compare(case, told[case.reference], entries[case.id])
            yield from _compare_readers(case, told[case.reference], given[case.id], kept_from[case.id])
            yield from _compare_cards(case, told[case.reference], cards.get(case.id))
    yield from _missing(session, waiting)


def _told(session: Session, references: Collection[str], waiting: Mapping[str, list[Event]]) -> dict[str, _Told]:
    told: dict[str, _Told] = defaultdict(_Told)
    for event in history.of_cases(session, references):
        told[event.case or ""].hear(event)
    for reference in references:
        for event in waiting.get(reference, ()):
            told[reference].hear(event)
    return told


def _entries(session: Session, cases: Collection[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for item in session.scalars(select(Item).where(Item.case_id.in_(cases)).execution_options(yield_per=_AT_ONCE)):
        found[item.case_id].add(digest(item))
    return found


def _grants(session: Session, cases: Collection[int]) -> dict[int, Given]:
    found: dict[int, Given] = defaultdict(dict)
    for each in session.scalars(select(CaseGrant).where(CaseGrant.case_id.in_(cases))):
        until = each.until.isoformat() if each.until else None
        found[each.case_id][each.staff_id] = (readers.digest(each), until)
    return found


def _card_seals(session: Session, cases: Collection[int]) -> dict[int, str]:
    seals = session.scalars(select(CardSeal).where(CardSeal.case_id.in_(cases)))
    return {each.case_id: readers.digest(each) for each in seals}


def _lock_outs(session: Session, cases: Collection[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for each in session.scalars(select(LockOut).where(LockOut.case_id.in_(cases))):
        found[each.case_id].add(each.staff_id)
    return found


def _given(told: JSON) -> Given:
    rows = [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
    return {int(str(each["person"])): (str(each["seal"]), str(each["until"]) if each["until"] else None)
            for each in rows}


def _compare(case: Case, told: _Told, entries: set[str]) -> Iterator[Difference]:
    if not told.received:
        yield Difference(case.reference, Kind.CASE, "the log knows nothing of how it came to be.")
        return
    if case.team_id != told.team:
        yield Difference(case.reference, Kind.TEAM, f"is of team {case.team_id}; the log says {told.team}.")
    if case.assignee_id != told.assignee:
        yield Difference(case.reference, Kind.ASSIGNEE,
                         f"is with {case.assignee_id or 'nobody'}; the log says {told.assignee or 'nobody'}.")
    if (case.status, case.outcome) not in told.standings():
        said = " or ".join(sorted(map(_words, told.standings())))
        yield Difference(case.reference, Kind.STATUS, f"is {_words((case.status, case.outcome))}; the log says {said}.")
    for unknown in sorted(entries - told.entries):
        yield Difference(case.reference, Kind.ENTRY, f"holds {unknown[:16]}…, of which the log knows nothing.")
    for gone in sorted(told.entries - entries):
        yield Difference(case.reference, Kind.ENTRY, f"lacks {gone[:16]}…, which the log says was written.")


def _compare_readers(case: Case, told: _Told, given: Given, kept_from: set[int]) -> Iterator[Difference]:
    if not told.received:
        return
    if case.restricted != told.restricted:
        said = "restricted to named people" if told.restricted else "open to its team"
        yield Difference(case.reference, Kind.READERS, f"is not as the log says: {said}.")
    for person in sorted(given.keys() - told.readers.keys()):
        yield Difference(case.reference, Kind.READERS, f"is sealed to {person}, of which the log knows nothing.")
    for person in sorted(told.readers.keys() - given.keys()):
        yield Difference(case.reference, Kind.READERS, f"is not sealed to {person}; the log says it is.")
    for person in sorted(given.keys() & told.readers.keys()):
        if given[person] != told.readers[person]:
            yield Difference(case.reference, Kind.READERS, f"is sealed to {person} otherwise than the log says.")
    for person in sorted(kept_from ^ told.locked_out):
        here, there = ("is not", "is") if person in told.locked_out else ("is", "is not")
        yield Difference(case.reference, Kind.READERS, f"{here} kept from {person}; the log says it {there}.")


def _compare_cards(case: Case, told: _Told, sealed: str | None) -> Iterator[Difference]:
    if not told.received or sealed == told.cards:
        return
    if told.cards is None:
        sentence = "is sealed to recovery cards, of which the log knows nothing."
    elif sealed is None:
        sentence = "is not sealed to the recovery cards; the log says it is."
    else:
        sentence = "is sealed to the recovery cards otherwise than the log says."
    yield Difference(case.reference, Kind.READERS, sentence)


def _missing(session: Session, waiting: Mapping[str, list[Event]]) -> Iterator[Difference]:
    for references in history.received_cases(session, _AT_ONCE):
        yield from _not_there(session, references)
    yield from _not_there(session, [reference for reference, events in waiting.items()
                                    if any(event.act == Act.CASE_RECEIVED for event in events)])


def _not_there(session: Session, references: Collection[str]) -> Iterator[Difference]:
    there = set(session.scalars(select(Case.reference).where(Case.reference.in_(references))))
    missing = set(references) - there
    for reference in sorted(missing - _erased(session, missing)):
        yield Difference(reference, Kind.CASE, "is gone; the log says it came to be.")


def _erased(session: Session, references: Collection[str]) -> set[str]:
    """The cases among these whose erasure the log tells of, as complete or as asked for and now under way."""
    told: dict[Act, set[str]] = defaultdict(set)
    for event in history.of_cases(session, references):
        told[Act(event.act)].add(event.case or "")
    under_way = set(session.scalars(
        select(Erasure.reference).where(Erasure.reference.in_(references), Erasure.entries.is_not(None))
    ))
    asked_for = told[Act.CASE_ERASURE_REQUESTED] | told[Act.CASE_ERASURE_CONFIRMED] | told[Act.CASE_QUARANTINE_OVER]
    return told[Act.CASE_ERASED] | (under_way & asked_for)


def _words(standing: Standing) -> str:
    status, outcome = standing
    return status.value + (f" ({outcome.value})" if outcome else "")
