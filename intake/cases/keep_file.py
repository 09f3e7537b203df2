"""A sent file becomes an entry of its case. The file itself lies sealed in the store by now (`attachments/sealing.py`).

An entry that could not be written leaves a blob that nobody refers to: whoever calls removes it, and what a crash
leaves behind is swept (`discard.py`).
"""

from dataclasses import dataclass, field

from sqlalchemy import func, select

from intake import clock
from intake.attachments import names
from intake.attachments.findings import Report
from intake.attachments.record import FileRecord
from intake.attachments.sealing import Sealed
from intake.audit import pending
from intake.audit.kinds import Act
from intake.cases import items, release, sent
from intake.cases.attachment import Attachment
from intake.cases.items import Kind, Words
from intake.cases.keys import thread_key
from intake.cases.models import Case, Compartment
from intake.db import Work, insert_now, new_id
from intake.errors import IntakeError, NotFound
from intake.notices import outbox


class Full(IntakeError):
    """The case, or the whole store, holds as many bytes of files as it may."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that lies in the store, with what its sender said about it, and the hash of what they sent.

    `cleaning` reports what was taken out of it, if it was looked into.
    """

    sealed: Sealed
    name: str
    media_type: str
    language: str
    sent: str
    cleaning: Report | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """How many bytes of files a case, and all cases together, may hold; None for no limit of their own."""

    of_case: int
    of_all: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the files go that come with an enquiry or a message: its case, its entry, and what opens it for its sender.

    `of` is the entry that the files belong to. `staff_key` closes what comes with a new enquiry, as long as the case
    keeps its first seed; for whoever sends a form again there is none, and the thread's key closes it.
    """

    case_id: int
    of: int
    thread_seed: bytes = field(repr=False)
    shard: bytes = field(repr=False)
    staff_key: bytes | None = field(repr=False, default=None)


def keep(work: Work, place: Place, sheet: Sheet, sending: sent.Fingerprint, room: Room) -> bool:
    """Write down a file that the enquirer sent; False when this very file came with the same form before.

    It counts and moves the case as a message does. Raises `NotFound` when the case was erased meanwhile, `Full`.
    """
    case = work.main.get(Case, place.case_id, with_for_update=True)
    if case is None:
        raise NotFound("the case was erased")
    if sent.claim(work, sending, case.id) is not None:
        return False
    if place.staff_key is not None and case.keying == 0:
        item = write(work, place.staff_key, case.id, Compartment.STAFF, sheet, room, of=place.of)
    else:
        key = thread_key(place.thread_seed, place.shard, case.id)
        item = write(work, key, case.id, Compartment.THREAD, sheet, room, of=place.of)
    case.hear()
    pending.add(work.main, clock.today(), Act.CASE_FILE_RECEIVED, case=case.reference, team=case.team_id, item=item)
    if not case.restricted and not release.is_set_aside(case):  # as for a message
        outbox.add(work.main, case.team_id)
    return True


def write(work: Work, key: bytes, case_id: int, compartment: Compartment, sheet: Sheet, room: Room, *,
          of: int, by: int | None = None) -> str:
    """Box a file's entry into a compartment; gives the hash of its ciphertext, as the log keeps it. Raises `Full`."""
    sealed, item_id = sheet.sealed, new_id()
    if left(work, case_id, room) < sealed.stored:
        raise Full("no room for another file")
    report = sheet.cleaning
    known = FileRecord(sealed.blob, sealed.key, sealed.size, names.type_as_told(sheet.media_type), sealed.sha256, of,
                       original=report is None or not report.is_cleaned, cleaning=report.as_json() if report else {})
    words = Words(Kind.FILE, names.as_kept(sheet.name), sheet.language, by=by, file=known)
    item = items.write(work, key, case_id, compartment, words, item_id=item_id)
    insert_now(work.main, Attachment, blob=sealed.blob, case_id=case_id, item_id=item_id, day=clock.today(),
               stored=sealed.stored)
    return item


def left(work: Work, case_id: int, room: Room) -> int:
    """How many bytes of files may still be added to a case."""
    total = func.coalesce(func.sum(Attachment.stored), 0)
    rest = room.of_case - int(work.main.scalar(select(total).where(Attachment.case_id == case_id)) or 0)
    if room.of_all is None:
        return rest
    return min(rest, room.of_all - int(work.main.scalar(select(total)) or 0))
