"""One file of a case, for whoever reads the case: found, and before anything of it is shown, that it is about to be.

The file itself lies in the store of blobs, and is opened there piece by piece with what is given here.
"""

from dataclasses import dataclass

from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.accounts.keyring import Keyring
from intake.attachments.record import FileRecord
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.cases import items
from intake.cases.reading import open_case
from intake.db import Work
from intake.errors import NotFound


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file, what it is called, and the case that it belongs to."""

    id: int
    case_id: int
    reference: str
    title: str
    name: str
    language: str
    known: FileRecord


def find(work: Work, actor: Actor, keyring: Keyring, reference: str, file_id: int) -> CaseFile:
    """The file, to be made ready. Nothing of it is for anybody before `look` or `save` wrote it down."""
    return _find(work, actor, keyring, reference, file_id)[0]


def name(work: Work, actor: Actor, keyring: Keyring, reference: str, file_id: int) -> CaseFile:
    """The file by its name alone: the case is recorded as opened, without an entry. Raises `NotFound`."""
    found, team_id, _ = _find(work, actor, keyring, reference, file_id)
    record(work.main, Act.CASE_OPENED, actor=actor, signer=keyring.signer, case=reference, team=team_id, entries=0)
    return found


def look(work: Work, actor: Actor, keyring: Keyring, reference: str, file_id: int) -> None:
    """Record that the file is about to be shown, as a picture or in words."""
    _record(work, actor, keyring, reference, file_id, Act.CASE_FILE_SHOWN)


def save(work: Work, actor: Actor, keyring: Keyring, reference: str, file_id: int) -> None:
    """Record that the file is about to be handed out as it is."""
    _record(work, actor, keyring, reference, file_id, Act.CASE_FILE_SAVED)


def _record(work: Work, actor: Actor, keyring: Keyring, reference: str, file_id: int, act: Act) -> None:
    _, team_id, item = _find(work, actor, keyring, reference, file_id)
    record(work.main, act, actor=actor, signer=keyring.signer, case=reference, team=team_id, item=item)


def _find(work: Work, actor: Actor, keyring: Keyring, reference: str, file_id: int) -> tuple[CaseFile, int, str]:
    case = open_case(work, actor, keyring, reference, Permission.CASE_READ)
    for entry in items.open_some(work, case.row.id, case.keys, [file_id]):
        if entry.file is not None:
            title, known = case.summary.title, entry.file
            return (CaseFile(entry.id, case.row.id, reference, title, entry.text, entry.language, known),
                    case.row.team_id, entry.digest)
    raise NotFound("no such file")
