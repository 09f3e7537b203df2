"""Answering a person, and having them told by a mail without content that something waits, where they asked for one."""

from intake.access.permissions import Permission
from intake.cases import contacting, remind
from intake.cases.finding import Hold
from intake.cases.reading import open_case
from intake.cases.workspace import At, Desk
from intake.notices.reminders import Reminders


def answer(desk: Desk, at: At, text: str, waiting: Reminders, *, then_wait: bool, language: str = "") -> int:
    """Write to the person, as `Desk.reply` does. One mail does for all answers until they come back."""
    entry = desk.reply(at, text, then_wait=then_wait, language=language)
    if waiting.sends:
        _remind(desk, at.reference, waiting)
    return entry


def _remind(desk: Desk, reference: str, waiting: Reminders) -> None:
    case = open_case(desk.work, desk.actor, desk.keyring, reference, Permission.CASE_REPLY, Hold.TO_CHANGE)
    contact = contacting.holding(desk, case).contact
    come = remind.how_far(desk.work, [case.row.id])[case.row.id]
    if not contact.reminder_address or waiting.has_told(desk.work.main, case.row.id, come):
        return
    language = contact.reminder_in or case.summary.language
    waiting.plan(desk.work.main, case.row.id, contact.reminder_address, language, come)
