"""What a lead sees before a case is erased for ever. The title is shown, so this is an opening like any other."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from intake import clock
from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.accounts.keyring import Keyring
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.cases import hold
from intake.cases.hold import Hold
from intake.cases.models import Item
from intake.cases.reading import open_case
from intake.cases.states import Status
from intake.db import Work


@dataclass(frozen=True, slots=True)
class ErasePage:
    """The case that is about to be erased, its title with the language of that, and the hold that keeps it, if any."""

    reference: str
    title: str
    language: str
    status: Status
    received_day: date
    entries: int
    hold: Hold | None
    version: int
    shown_at: datetime


def show(work: Work, actor: Actor, keyring: Keyring, reference: str) -> ErasePage:
    """The case, for a lead of its team. Call it in `changing()`: it is recorded as opened, without an entry."""
    case = open_case(work, actor, keyring, reference, Permission.CASE_ERASE)
    row = case.row
    entries = work.main.scalar(select(func.count()).select_from(Item).where(Item.case_id == row.id)) or 0
    record(work.main, Act.CASE_OPENED, actor=actor, signer=keyring.signer, case=reference, team=row.team_id, entries=0)
    return ErasePage(reference, case.summary.title, case.summary.title_language, row.status, row.opened_day, entries,
                     hold.current(work, row.id), row.version, clock.now())
