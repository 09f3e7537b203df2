"""The way back of a person, as they change it: a new code for one that was handed out, another code, or no way at all.

Everything here has the thread's key and nothing else, so it cannot reach a note (DESIGN 2, promise 4). The old code
stops in the same transaction in which the new one begins, and with it every session that it opened (`thread.py`).
"""

from enum import StrEnum

from sqlalchemy import ColumnElement, delete, select

from intake import clock
from intake.audit import pending
from intake.audit.kinds import Act
from intake.cases import thread
from intake.cases.models import Case, ReceiptRow
from intake.cases.receipt import ReceiptKeys, find_thread, wrap_thread
from intake.cases.thread import Thread
from intake.db import Work, insert_now
from intake.errors import NotFound, WrongState


class WayBack(StrEnum):
    """How the person can come back to the thread."""

    OPEN = "open"
    HANDED_OUT = "handed_out"
    NONE = "none"
    BURNT = "burnt"

    @property
    def leads_here(self) -> bool:
        """Whether the person can read what is written to them."""
        return self in {WayBack.OPEN, WayBack.HANDED_OUT}


class NobodyReads(WrongState):
    """The person has no way back, so a message to them would be read by nobody."""


def standing(work: Work, case: Case) -> WayBack:
    """How the person of a case can come back."""
    if case.burnt_day is not None:
        return WayBack.BURNT
    handed_out = work.main.scalar(select(ReceiptRow.handed_out).where(ReceiptRow.case_id == case.id))
    if handed_out is None:
        return WayBack.NONE
    return WayBack.HANDED_OUT if handed_out else WayBack.OPEN


def replace(work: Work, handed_out: ReceiptKeys, keys: ReceiptKeys) -> Thread | None:
    """Put the code of `keys` in the place of one that staff handed out, and open the thread with it.

    The same page sent twice finds it done and opens the thread again. None for every code that was not handed out or
    opens nothing, after the same steps for all of them.
    """
    found = find_thread(work, handed_out)
    if found is not None and found.handed_out:
        change(work, Thread(found.case_id, found.thread_seed, found.tag), keys)
    found = find_thread(work, keys)
    return thread.enter(work, found, keys) if found is not None else None


def change(work: Work, opened: Thread, keys: ReceiptKeys) -> Thread:
    """Put the code of `keys` in the place of the one that opened this thread. The same form sent twice finds it done.

    Raises `NotFound` when the case was erased, or that code changed or burnt by somebody else meanwhile.
    """
    case = _hold(work, opened)
    changed = Thread(opened.case_id, opened.seed, keys.tag)
    if not _retire(work, ReceiptRow.tag == opened.tag):
        thread.require_open(work, changed)
        return changed
    today = clock.today()
    insert_now(work.main, ReceiptRow, tag=keys.tag, case_id=case.id, wrap=wrap_thread(keys, opened.seed, case.id),
               created_day=today, used_day=today)
    pending.add(work.main, today, Act.CASE_CODE_CHANGED, case=case.reference, team=case.team_id, once=True)
    return changed


def burn(work: Work, opened: Thread) -> None:
    """Close the way back for good: no code opens the thread any more, and the desk sees on which day it was.

    Raises `NotFound` when the case was erased, or the code changed or burnt meanwhile.
    """
    case = _hold(work, opened)
    thread.require_open(work, opened)
    _retire(work, ReceiptRow.case_id == case.id)
    case.burnt_day = case.changed_day = clock.today()
    pending.add(work.main, clock.today(), Act.CASE_CODE_BURNT, case=case.reference, team=case.team_id)


def _hold(work: Work, opened: Thread) -> Case:
    """The case, held until the work is done: of two who change its code at once, one is the first."""
    case = work.main.get(Case, opened.case_id, with_for_update=True)
    if case is None:
        raise NotFound("the case was erased")
    return case


def _retire(work: Work, which: ColumnElement[bool]) -> bool:
    """Delete receipts; whether there were any."""
    return work.main.execute(delete(ReceiptRow).where(which).returning(ReceiptRow.tag)).first() is not None
