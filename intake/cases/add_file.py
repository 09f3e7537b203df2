"""Files from the desk: sent to the person with a message, or kept beside a note for colleagues."""

from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.audit.kinds import Act
from intake.cases import keep_file
from intake.cases.finding import Hold, find
from intake.cases.keep_file import Room, Sheet
from intake.cases.models import Compartment
from intake.cases.workspace import At, Desk
from intake.db import Work


def case_of(work: Work, actor: Actor, reference: str) -> int:
    """The row of a case that the actor may read: a file is sealed to it before it is written down."""
    return find(work, actor, reference, Permission.CASE_READ, Hold.TO_READ).row.id


def send(desk: Desk, reference: str, message_id: int, sheet: Sheet, room: Room) -> None:
    """Put a file with a message to the person: they can download it. Raises `Full`."""
    _attach(desk, reference, message_id, sheet, room, Compartment.THREAD)


def keep(desk: Desk, reference: str, note_id: int, sheet: Sheet, room: Room) -> None:
    """Put a file with a note: the person never sees it. Raises `Full`."""
    _attach(desk, reference, note_id, sheet, room, Compartment.STAFF)


def _attach(desk: Desk, reference: str, entry_id: int, sheet: Sheet, room: Room, compartment: Compartment) -> None:
    internal = compartment is Compartment.STAFF
    permission = Permission.CASE_NOTE if internal else Permission.CASE_REPLY
    case = desk.open_to_change(At(reference, 0), permission, versioned=False)
    item = keep_file.write(desk.work, case.keys[compartment], case.row.id, compartment, sheet, room, of=entry_id,
                        by=desk.actor.id)
    desk.changed(case, Act.CASE_FILE_NOTED if internal else Act.CASE_FILE_SENT, item=item)
