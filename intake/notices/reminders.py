"""Mails without content that wait for people: whom to remind, and when.

The address is the one thing of a person that this system must have while nobody of the staff is there, until the mail
has left. It is boxed under a key that is derived from the job key, together with the case and the hour, so a row says
nothing to whoever has the database alone. The web writes rows and takes them away; the job process sends. A row is
changed in its place, if it is still as it was read: of two at once, one learns that the other was faster.
"""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from secrets import choice, randbelow
from typing import cast

from sqlalchemy import Executable, Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from intake import clock
from intake.db import connection_of
from intake.notices.models import ReminderRow
from intake.settings import Settings
from intake.vault.box import InvalidTag
from intake.vault.context import context
from intake.vault.keys import derive, mac
from intake.vault.record import box_record, unbox_record

_SOONEST = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Whom to remind of which case, in which language, and from when on.

    `how_far` says how far the person had come when they were answered: who came further needs no mail. `tries` were
    begun, and `refusals` of them said that this mail will not be taken. Once it was `sent` the address is empty.
    """

    case_id: int
    address: str = field(repr=False)
    language: str
    how_far: str
    due: datetime
    tries: int = 0
    refusals: int = 0
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row as it was read, and what its box held: None where it was closed under another key."""

    tag: bytes
    box: bytes = field(repr=False)
    reminder: Reminder | None


class Reminders:
    """The mails that wait, and those that left until their people come back. `sends`: whether this desk sends any."""

    def __init__(self, job_key: bytes, settings: Settings) -> None:
        self.sends = bool(settings.smtp_host and settings.notice_from and settings.notice_hours)
        self._hours = settings.notice_hours
        self._key = derive(job_key, context("reminder"))

    def plan(self, session: Session, case_id: int, address: str, language: str, how_far: str) -> None:
        """Have somebody reminded, in the transaction that gives the reason. What waited for the case gives way."""
        due = a_coming_hour(self._hours, clock.now())
        self.put(session, Reminder(case_id, address, language, how_far, due))

    def put(self, session: Session, reminder: Reminder) -> None:
        """Let this, and nothing else, wait for its case."""
        tag = self._tag(reminder.case_id)
        values = {"tag": tag, "box": self._close(tag, reminder)}
        connection_of(session).execute(_putting(session.get_bind().dialect.name), values)

    def change(self, session: Session, read: Waiting, reminder: Reminder) -> Waiting | None:
        """Put this in the place of a row as it was `read`; None where somebody changed it or took it away since."""
        box = self._close(read.tag, reminder)
        there = update(ReminderRow).where(ReminderRow.tag == read.tag, ReminderRow.box == read.box)
        changed = session.execute(there.values(box=box).returning(ReminderRow.tag)).first()
        return Waiting(read.tag, box, reminder) if changed is not None else None

    def redirect(self, session: Session, case_id: int, address: str, language: str) -> None:
        """Let what waits for a case go to this address, in this language, or nowhere where the address is empty.

        That a mail left to another address is forgotten: the next answer is told to this one.
        """
        read = self._of(session, case_id, hold=True)
        if read is None:
            return
        if read.reminder is not None and address and not read.reminder.sent:
            self.change(session, read, replace(read.reminder, address=address, language=language, refusals=0))
        else:
            settle(session, read)

    def has_told(self, session: Session, case_id: int, how_far: str) -> bool:
        """Whether a mail waits, or left, for somebody who has come so far and no further."""
        read = self._of(session, case_id)
        return read is not None and read.reminder is not None and read.reminder.how_far == how_far

    def waiting(self, session: Session) -> list[Waiting]:
        """All rows, in no order: what waits, and what was sent."""
        rows = session.execute(select(ReminderRow.tag, ReminderRow.box)).all()
        return [Waiting(row.tag, row.box, self._open(row.tag, row.box)) for row in rows]

    def message_id(self, reminder: Reminder) -> str:
        """The same whenever the same mail is tried again; it tells nobody anything."""
        told = (str(reminder.case_id), reminder.how_far, reminder.address)
        return mac(self._key, b"message id", *(part.encode() for part in told)).hex()[:32]

    def _of(self, session: Session, case_id: int, *, hold: bool = False) -> Waiting | None:
        """The row of a case. `hold` lets nobody else change it until the transaction ends."""
        tag = self._tag(case_id)
        found = select(ReminderRow.box).where(ReminderRow.tag == tag)
        box = session.scalar(found.with_for_update() if hold else found)
        return Waiting(tag, box, self._open(tag, box)) if box is not None else None

    def _tag(self, case_id: int) -> bytes:
        return mac(self._key, b"case", str(case_id).encode())

    def _close(self, tag: bytes, reminder: Reminder) -> bytes:
        return box_record(self._key, asdict(reminder) | {"due": reminder.due.isoformat()}, _place(tag))

    def _open(self, tag: bytes, box: bytes) -> Reminder | None:
        try:
            record = unbox_record(self._key, box, _place(tag))
        except InvalidTag:
            return None
        return Reminder(**record | {"due": datetime.fromisoformat(record["due"])})


def settle(session: Session, done: Waiting) -> bool:
    """Take a row away, unless it was changed since it was read; whether it was there."""
    gone = delete(ReminderRow).where(ReminderRow.tag == done.tag, ReminderRow.box == done.box)
    return session.execute(gone.returning(ReminderRow.tag)).first() is not None


@cache
def _putting(dialect: str) -> Executable:
    table = cast(Table, ReminderRow.__table__)
    insert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)
    return insert.on_conflict_do_update(index_elements=["tag"], set_={"box": insert.excluded.box})


def a_coming_hour(hours: tuple[int, ...], moment: datetime) -> datetime:
    """Some minute of one of the fixed hours (UTC) that begin within a day, an hour from `moment` at the earliest.

    At random, so that a mail does not tell when somebody was answered.
    """
    first, midnight = moment + _SOONEST, moment.replace(hour=0, minute=0, second=0, microsecond=0)
    begin = [midnight + timedelta(days=day, hours=hour) for day in range(3) for hour in hours]
    return choice([each for each in begin if first <= each < first + _DAY]) + timedelta(minutes=randbelow(60))


def _place(tag: bytes) -> bytes:
    return context("reminder", tag)
