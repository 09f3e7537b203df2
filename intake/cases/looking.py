"""One file of a case, for whoever reads the case: found, and before anything of it is shown, that it is about to be.

The file itself lies in the store of blobs, and is opened there piece by piece with what is given here.
"""

from dataclasses import dataclass
from datetime import datetime

from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.accounts.keyring import Keyring
from intake.attachments.record import FileRecord
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.cases import content_notes, items
from intake.cases.content_notes import Notes
from intake.cases.items import Entry
from intake.cases.reading import OpenedCase, open_case
from intake.db import Work
from intake.errors import NotFound


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file, what it is called, and the case that it belongs to.

    `by` is a staff id, or None for the enquirer. `note` says what to know before looking, if somebody put one there.
    """

    id: int
    case_id: int
    reference: str
    title: str
    name: str
    at: datetime
    by: int | None
    digest: str
    known: FileRecord
    note: Entry | None


@dataclass(frozen=True, slots=True)
class Row:
    """Where a file stands among all of its case, the newest first, counted from 1; and the ids of those beside it."""

    number: int
    count: int
    before: int | None
    after: int | None


def name(work: Work, actor: Actor, keyring: Keyring, reference: str, file_id: int) -> tuple[CaseFile, Row]:
    """The file by its name alone: the case is recorded as opened, without an entry. Raises `NotFound`."""
    case = open_case(work, actor, keyring, reference, Permission.CASE_READ)
    files = all_of(work, case)
    ids = [each.id for each in files]
    if file_id not in ids:
        raise NotFound("no such file")
    place = ids.index(file_id)
    record(work.main, Act.CASE_OPENED, actor=actor, signer=keyring.signer, case=reference, team=case.row.team_id,
           entries=0)
    return files[place], Row(place + 1, len(ids), ids[place - 1] if place else None, next(iter(ids[place + 1:]), None))


def glance(work: Work, actor: Actor, keyring: Keyring, reference: str, file_id: int, *, noted: bool = False
           ) -> CaseFile:
    """The file, to be made ready. Nothing of it is for anybody before `look` or `save` wrote it down, or the page that
    shows it small did. Its note is looked for where `noted`: all entries of the staff are opened for it.

    Raises `NotFound`.
    """
    return _find(work, actor, keyring, reference, file_id, noted=noted)[0]


def look(work: Work, actor: Actor, keyring: Keyring, reference: str, file_id: int) -> None:
    """Record that the file is about to be shown, as a picture or in words."""
    _record(work, actor, keyring, reference, file_id, Act.CASE_FILE_SHOWN)


def save(work: Work, actor: Actor, keyring: Keyring, reference: str, file_id: int) -> None:
    """Record that the file is about to be handed out as it is."""
    _record(work, actor, keyring, reference, file_id, Act.CASE_FILE_SAVED)


def all_of(work: Work, case: OpenedCase) -> list[CaseFile]:
    """Every file of a case, the newest first."""
    notes = content_notes.of(work, case)
    return [_named(case, each, each.file, notes)
            for each in reversed(items.open_files(work, case.row.id, case.keys, None)) if each.file is not None]


def _record(work: Work, actor: Actor, keyring: Keyring, reference: str, file_id: int, act: Act) -> None:
    found, team_id = _find(work, actor, keyring, reference, file_id)
    record(work.main, act, actor=actor, signer=keyring.signer, case=reference, team=team_id, item=found.digest)


def _find(work: Work, actor: Actor, keyring: Keyring, reference: str, file_id: int, *, noted: bool = False
          ) -> tuple[CaseFile, int]:
    case = open_case(work, actor, keyring, reference, Permission.CASE_READ)
    for each in items.open_some(work, case.row.id, case.keys, [file_id]):
        if each.file is not None:
            notes = content_notes.of(work, case) if noted else {}
            return _named(case, each, each.file, notes), case.row.team_id
    raise NotFound("no such file")


def _named(case: OpenedCase, entry: Entry, known: FileRecord, notes: Notes) -> CaseFile:
    row = case.row
    return CaseFile(entry.id, row.id, row.reference, case.summary.title, entry.text, entry.at, entry.by, entry.digest,
                    known, notes.get(entry.id))
