"""Content notes: what colleagues should know before they look at a file.

A note is an entry of its own in the staff's compartment, whatever the file came with: the receipt code opens files of
the thread, and never what staff say of them (DESIGN 2, promise 4). None is overwritten; of a file's notes the newest
holds, and an empty one takes the note away.
"""

from collections.abc import Iterable

from intake.access.permissions import Permission
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.cases import items
from intake.cases.items import Entry, Kind, Words
from intake.cases.models import Compartment
from intake.cases.reading import OpenedCase
from intake.cases.workspace import At, Desk
from intake.db import Work
from intake.errors import NotFound

Notes = dict[int, Entry]
"""The note of each file that has one."""


def put(desk: Desk, reference: str, file_id: int, text: str) -> None:
    """Let this note stand at a file of the case; an empty one takes it away. What stands already is no event.

    The case keeps its version: a warning must not stand in the way of a colleague who is writing an answer. Raises
    `NotFound` where there is no such file.
    """
    case = desk.open_to_change(At(reference, 0), Permission.CASE_NOTE, versioned=False)
    file = next((each for each in items.open_some(desk.work, case.row.id, case.keys, [file_id]) if each.file), None)
    if file is None:
        raise NotFound("no such file")
    before = of(desk.work, case).get(file_id)
    if text == (before.text if before else ""):
        return
    words = Words(Kind.CONTENT_NOTE, text, desk.actor.language, by=desk.actor.id, answers={"file": file_id})
    item = items.write(desk.work, case.staff_key, case.row.id, Compartment.STAFF, words)
    record(desk.work.main, Act.CASE_CONTENT_NOTED if text else Act.CASE_CONTENT_NOTE_REMOVED, actor=desk.actor,
           signer=desk.keyring.signer, case=case.row.reference, team=case.row.team_id, item=item, file=file.digest)


def of(work: Work, case: OpenedCase) -> Notes:
    """The notes that stand in a case. Which entries they are only the boxes know, so all of the staff's are opened."""
    return standing(items.open_all(work, case.row.id, {Compartment.STAFF: case.staff_key}, None))


def standing(entries: Iterable[Entry]) -> Notes:
    """The notes that stand, by all entries of a case, oldest first."""
    newest = {each.answers["file"]: each for each in entries if each.kind is Kind.CONTENT_NOTE}
    return {file_id: each for file_id, each in newest.items() if each.text}
