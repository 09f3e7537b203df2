"""Reading the log: pages of it for `/admin/audit`, one case's past, the whole of it for checking and export.

Order is by day, newest first, then by number: what a submitter caused joins the log a day late and still stands
under its own day. Every question is answered through one index, whatever the length of the log. Rows are frozen.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from intake.audit.kinds import JSON, Act
from intake.audit.models import AuditEvent, AuditHead

Conditions = list[ColumnElement[bool]]

_BATCH = 1000
_OPENING = (Act.CASE_OPENED.value, Act.CASE_FILES_LISTED.value, Act.CASE_FILES_SAVED.value)
_SHOWN = (AuditEvent.seq, AuditEvent.day, AuditEvent.act, AuditEvent.body)
_STORED = (
    AuditEvent.seq, AuditEvent.body, AuditEvent.signer, AuditEvent.signature, AuditEvent.root,
    AuditEvent.actor_id, AuditEvent.subject_id, AuditEvent.team_id, AuditEvent.case_reference, AuditEvent.act,
    AuditEvent.day,
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show. `person` finds what they did and what was done about them; the days are both included."""

    person: int | None = None
    case: str | None = None
    act: Act | None = None
    day_from: date | None = None
    day_to: date | None = None

    def as_fact(self) -> dict[str, JSON]:
        """The filters that are set, as the log remembers them."""
        told: dict[str, JSON] = {
            "person": self.person,
            "case": self.case,
            "act": self.act.value if self.act else None,
            "from": self.day_from.isoformat() if self.day_from else None,
            "to": self.day_to.isoformat() if self.day_to else None,
        }
        return {name: value for name, value in told.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Event:
    """One event to show. `at` is a moment, or a day for what a submitter caused; `damaged` bodies say nothing else."""

    seq: int
    day: date
    act: str
    at: str = ""
    role: str = ""
    actor: int | None = None
    case: str | None = None
    team: int | None = None
    subject: int | None = None
    facts: Mapping[str, JSON] = field(default_factory=dict)
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some events, newest first, and the number to give as `before` for the next older ones, if there are any."""

    events: tuple[Event, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class Opener:
    """Somebody who opened a case: when last, and how often."""

    person: int
    last_at: str
    times: int


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One event as it lies in the table, for `verify.py` and for export."""

    seq: int
    body: str
    signer: bytes
    signature: bytes
    root: bytes
    columns: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class LogHead:
    """How many events the log says it has, the root of their tree and its right edge."""

    size: int
    root: bytes
    frontier: bytes


def page(session: Session, filters: Filters, before: int | None = None, size: int = 50) -> HistoryPage:
    """The newest `size` events that fit, or those that stand below event `before`."""
    rows = session.execute(_newest(filters, _below(session, before), size + 1)).all()
    events = tuple(_event(*row) for row in rows[:size])
    return HistoryPage(events, events[-1].seq if len(rows) > size else None)


def of_case(
    session: Session, reference: str, acts: Collection[Act] | None = None, limit: int = 1000,
) -> tuple[Event, ...]:
    """What happened to a case, oldest first, only of these kinds if given; of a longer past the newest `limit`."""
    wanted = select(*_SHOWN).where(AuditEvent.case_reference == reference)
    if acts is not None:
        wanted = wanted.where(_unindexed(AuditEvent.act).in_([act.value for act in acts]))
    rows = session.execute(wanted.order_by(AuditEvent.day.desc(), AuditEvent.seq.desc()).limit(limit)).all()
    return tuple(_event(*row) for row in reversed(rows))


def of_cases(session: Session, references: Collection[str]) -> Iterator[Event]:
    """Every event about these cases, in the order in which they joined the log. Damaged ones say nothing."""
    rows = session.execute(select(*_SHOWN).where(AuditEvent.case_reference.in_(references)).order_by(AuditEvent.seq)
                           .execution_options(yield_per=_BATCH))
    return (event for event in (_event(*row) for row in rows) if not event.damaged)


def received_cases(session: Session, at_once: int) -> Iterator[Sequence[str]]:
    """The references of all cases that ever came to be and have joined the log, so many at once."""
    for act in (Act.CASE_RECEIVED, Act.CASE_TAKEN_DOWN):
        wanted = select(AuditEvent.case_reference).where(AuditEvent.act == act.value)
        rows = session.scalars(wanted.order_by(AuditEvent.day, AuditEvent.seq).execution_options(yield_per=at_once))
        for part in rows.partitions():
            yield [reference for reference in part if reference]


def openers(session: Session, reference: str) -> tuple[Opener, ...]:
    """Who opened this case, or all of its files, at a glance or to save them; the latest first."""
    opened = (
        select(AuditEvent.actor_id, func.max(AuditEvent.seq).label("last"), func.count().label("times"))
        .where(AuditEvent.case_reference == reference, _unindexed(AuditEvent.act).in_(_OPENING))
        .where(AuditEvent.actor_id.is_not(None)).group_by(AuditEvent.actor_id).subquery()
    )
    rows = session.execute(
        select(opened.c.times, *_SHOWN).join(opened, AuditEvent.seq == opened.c.last).order_by(AuditEvent.seq.desc())
    ).all()
    events = ((row.times, _event(row.seq, row.day, row.act, row.body)) for row in rows)
    return tuple(Opener(event.actor, event.at, times) for times, event in events if event.actor is not None)


def count(session: Session, filters: Filters) -> int:
    """How many events fit. Reads the whole range: for an export, not for a page."""
    parts = (select(func.count()).select_from(AuditEvent).where(*part) for part in _alternatives(filters))
    return sum(session.scalar(part) or 0 for part in parts)


def speaks_of(session: Session, reference: str) -> bool:
    """Whether any event is about a case with this reference."""
    return bool(session.scalar(select(exists().where(AuditEvent.case_reference == reference))))


def head(session: Session) -> LogHead:
    """Where the log says that it ends; a log without a head says nothing at all."""
    row = session.execute(select(AuditHead.size, AuditHead.root, AuditHead.frontier)).one_or_none()
    return LogHead(row.size, row.root, row.frontier) if row else LogHead(0, b"", b"")


def root_at(session: Session, size: int) -> bytes | None:
    """The root that the log had with so many events; None when it has fewer."""
    return session.scalar(select(AuditEvent.root).where(AuditEvent.seq == size))


def all_rows(session: Session, filters: Filters | None = None, until: int | None = None) -> Iterator[StoredEvent]:
    """Every event that fits, oldest first, as stored; none above number `until`. Streams."""
    wanted = select(*_STORED).order_by(AuditEvent.seq)
    if filters is not None:
        wanted = wanted.where(or_(*(and_(true(), *part) for part in _alternatives(filters))))
    if until is not None:
        wanted = wanted.where(AuditEvent.seq <= until)
    for row in session.execute(wanted.execution_options(yield_per=_BATCH)):
        yield StoredEvent(row.seq, row.body, row.signer, row.signature, row.root, {
            "actor": row.actor_id, "subject": row.subject_id, "team": row.team_id, "case": row.case_reference,
            "act": row.act, "day": row.day.isoformat(),
        })


def _newest(filters: Filters, below: list[Conditions], limit: int) -> Select[int, date, str, str]:
    newest = (AuditEvent.day.desc(), AuditEvent.seq.desc())
    parts = [
        select(*_SHOWN).where(*which, *where).order_by(*newest).limit(limit)
        for which, where in product(_alternatives(filters), below)
    ]
    if len(parts) == 1:
        return parts[0]
    both = union_all(*(select(part.subquery()) for part in parts)).subquery()
    columns = (both.c.seq, both.c.day, both.c.act, both.c.body)
    return select(*columns).order_by(both.c.day.desc(), both.c.seq.desc()).limit(limit)


def _alternatives(filters: Filters) -> list[Conditions]:
    """The filters as conditions, each list answered by one index; together they find every event once."""
    conditions: Conditions = []
    if filters.day_from:
        conditions.append(AuditEvent.day >= filters.day_from)
    if filters.day_to:
        conditions.append(AuditEvent.day <= filters.day_to)
    if filters.case is not None:
        conditions.append(AuditEvent.case_reference == filters.case)
    if filters.act is not None:
        act = _unindexed(AuditEvent.act) if filters.case is not None else AuditEvent.act
        conditions.append(act == filters.act.value)
    if filters.person is None:
        return [conditions]
    did, underwent = AuditEvent.actor_id == filters.person, AuditEvent.subject_id == filters.person
    if filters.case is not None:  # one person's part in one case: the case's index, as above
        return [[*conditions, (did | underwent).is_(True)]]
    by_another = or_(AuditEvent.actor_id.is_(None), AuditEvent.actor_id != filters.person)
    return [[*conditions, did], [*conditions, underwent, by_another]]


def _below(session: Session, before: int | None) -> list[Conditions]:
    """What stands below an event: the rest of its day, and the days before. Two questions, since an index answers each
    at once; the comparison of pairs would read a busy day from its end every time (seen on SQLite)."""
    day = session.scalar(select(AuditEvent.day).where(AuditEvent.seq == before))
    if before is None or day is None:
        return [[]]
    return [[AuditEvent.day == day, AuditEvent.seq < before], [AuditEvent.day < day]]


def _unindexed(column: InstrumentedAttribute[str]) -> ColumnElement[str]:
    """The column, hidden from the planner: a case has few events, and no other index may be preferred to its own."""
    return column.concat("")


def _event(seq: int, day: date, act: str, body: str) -> Event:
    try:
        told = json.loads(body)
        return Event(
            seq, day, act, told["at"], told["role"], told["actor"], told["case"], told["team"], told["subject"],
            told["facts"],
        )
    except (ValueError, KeyError, TypeError):
        return Event(seq, day, act, damaged=True)
