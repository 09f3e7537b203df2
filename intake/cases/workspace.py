"""Working a case: taking, assigning, planning, noting, answering, moving. Each act is one event.

Every act names the version of the case that the person was looking at. When somebody else was faster it raises
`Stale` and nothing happens, so that two people on one case lose neither's work (DESIGN 5).
"""

from dataclasses import dataclass, replace
from datetime import date

from intake import clock
from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.accounts.keyring import Keyring
from intake.accounts.trust import TeamAddress
from intake.audit.kinds import JSON, Act
from intake.audit.trail import record
from intake.cases import items, readers, release, states, way_back
from intake.cases.finding import Hold
from intake.cases.items import Kind, Words
from intake.cases.models import Compartment
from intake.cases.readers import Readers
from intake.cases.reading import OpenedCase, open_case
from intake.cases.rekey import rekey
from intake.cases.states import Outcome, Priority, Reason, Status
from intake.cases.summary import box_summary
from intake.cases.way_back import NobodyReads
from intake.db import Work, new_id
from intake.errors import NotAllowed, NotFound, Stale, WrongState


@dataclass(frozen=True, slots=True)
class At:
    """Which case, as the person saw it, and which id a note or message gets that they write there, if not just any."""

    reference: str
    version: int
    entry_id: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A case's name, urgency and next day."""

    title: str
    priority: Priority
    due_day: date | None


@dataclass(frozen=True, slots=True)
class Move:
    """Where a case goes, why, and how it ended if it is closed. `note` may say more."""

    status: Status
    reason: Reason
    outcome: Outcome | None = None
    note: str = ""


class Desk:
    """The acts of one person at their desk, inside one unit of work."""

    def __init__(self, work: Work, actor: Actor, keyring: Keyring) -> None:
        self.work = work
        self.actor = actor
        self.keyring = keyring

    def assign(self, at: At, staff_id: int | None) -> None:
        """Give the case to a colleague of its team, to oneself, or to nobody."""
        case = self.open_to_change(at, Permission.CASE_ASSIGN)
        act = Act.CASE_TAKEN if staff_id == self.actor.id else Act.CASE_ASSIGNED
        self._give(case, staff_id, act)

    def hand_over(self, at: At, staff_id: int, note: str) -> None:
        """Give the case to a colleague with a note that says what they need to know."""
        case = self.open_to_change(at, Permission.CASE_ASSIGN)
        item = self._write(case, Compartment.STAFF, Words(Kind.NOTE, note, self.actor.language, by=self.actor.id))
        self._give(case, staff_id, Act.CASE_HANDED_OVER, item=item)

    def transfer(self, at: At, there: TeamAddress, note: str) -> None:
        """Give the case to another team, with new keys: gone from this one's lists and from whoever it was shared with.

        A lead's act. `WrongState` for the team that has it, and for one of whose members it is kept from.
        """
        case = self.open_to_change(at, Permission.CASE_TRANSFER)
        old = case.row.team_id
        if there.team_id == old or readers.keeps_out(self.work, case.row, there.team_id):
            raise WrongState("the case is this team's already, or kept from a member of it")
        case, entries = rekey(self.work, case, Readers(there))
        case.row.assignee_id = None
        item = self._write(case, Compartment.STAFF, Words(Kind.NOTE, note, self.actor.language, by=self.actor.id))
        self.changed(case, Act.CASE_TRANSFERRED, old=old, item=item, items=entries)

    def note(self, at: At, text: str) -> int:
        """Write a note for colleagues; gives its entry. Notes are never overwritten, so two at once are two notes."""
        case, entry_id = self.open_to_change(at, Permission.CASE_NOTE, versioned=False), at.entry_id or new_id()
        words = Words(Kind.NOTE, text, self.actor.language, by=self.actor.id)
        item = self._write(case, Compartment.STAFF, words, entry_id)
        self.changed(case, Act.CASE_NOTED, item=item)
        return entry_id

    def correct_note(self, at: At, note_id: int, text: str) -> None:
        """Write a note that stands in place of one's own earlier note; the earlier one is kept and shown on demand."""
        case = self.open_to_change(at, Permission.CASE_NOTE, versioned=False)
        earlier = next((entry for entry in items.open_some(self.work, case.row.id, {Compartment.STAFF: case.staff_key},
                                                           [note_id]) if entry.kind is Kind.NOTE), None)
        if earlier is None:
            raise NotFound("no such note")
        if earlier.by != self.actor.id:
            raise NotAllowed("another person's note")
        words = Words(Kind.NOTE, text, self.actor.language, by=self.actor.id, replaces=earlier.id)
        item = self._write(case, Compartment.STAFF, words)
        self.changed(case, Act.CASE_NOTE_CORRECTED, item=item, corrects=earlier.digest)

    def reply(self, at: At, text: str, *, then_wait: bool, language: str = "") -> int:
        """Write to the enquirer, in `language` or else the case's; the case is then open, or waits for them.

        Gives the entry.

        `NobodyReads` where they have no way back to the thread.
        """
        case, entry_id = self.open_to_change(at, Permission.CASE_REPLY), at.entry_id or new_id()
        if not way_back.standing(self.work, case.row).leads_here:
            raise NobodyReads(f"{at.reference} has no way back")
        words = Words(Kind.MESSAGE_OUT, text, language or case.summary.language, by=self.actor.id)
        item = self._write(case, Compartment.THREAD, words, entry_id)
        case.row.quiet_since = clock.today()
        if not case.summary.answered:
            case.row.summary = box_summary(case.summary_key, replace(case.summary, answered=True), case.row.id)
        self.changed(case, Act.CASE_REPLIED, item=item)
        if then_wait and case.row.status is not Status.WAITING:
            if case.row.status is Status.CLOSED:
                self._move(case, Move(Status.OPEN, Reason.GOES_ON))
            self._move(case, Move(Status.WAITING, Reason.FOR_THEM))
        elif case.row.status in {Status.NEW, Status.CLOSED}:
            self._move(case, Move(Status.OPEN, Reason.STARTED))
        return entry_id

    def plan(self, at: At, plan: Plan) -> None:
        """Name the case, say how urgent it is and when it is due. What stays the same is no event."""
        case = self.open_to_change(at, Permission.CASE_PLAN)
        row, summary = case.row, case.summary
        before = Plan(summary.title, row.priority, row.due_day)
        changed: list[JSON] = [name for name in ("title", "priority", "due_day")
                               if getattr(before, name) != getattr(plan, name)]
        if not changed:
            return
        row.priority, row.due_day = plan.priority, plan.due_day
        if plan.title != summary.title:
            summary = replace(summary, title=plan.title, titled_in=self.actor.language)
        row.summary = box_summary(case.summary_key, summary, row.id)
        self.changed(case, Act.CASE_PLANNED, fields=changed)

    def move(self, at: At, move: Move) -> None:
        """Move the case to another status, with a note if there is more to say."""
        case = self.open_to_change(at, Permission.CASE_MOVE)
        if move.note.strip():
            words = Words(Kind.NOTE, move.note, self.actor.language, by=self.actor.id)
            item = self._write(case, Compartment.STAFF, words)
            self.changed(case, Act.CASE_NOTED, item=item)
        self._move(case, move)

    def open_to_change(self, at: At, permission: Permission, *, versioned: bool = True) -> OpenedCase:
        """The case, held until the work is done. `Stale` when it is newer than the person saw it.

        A case that was set aside is released by whoever works on it.
        """
        case = open_case(self.work, self.actor, self.keyring, at.reference, permission, Hold.TO_CHANGE)
        if versioned and case.row.version != at.version:
            raise Stale(f"{at.reference} was changed meanwhile")
        if release.is_set_aside(case.row):
            release.release(self.work, case.row, self.actor, self.keyring.signer)
        return case

    def _write(self, case: OpenedCase, compartment: Compartment, words: Words, entry_id: int | None = None) -> str:
        return items.write(self.work, case.keys[compartment], case.row.id, compartment, words, item_id=entry_id)

    def _give(self, case: OpenedCase, staff_id: int | None, act: Act, **facts: JSON) -> None:
        if staff_id is not None and staff_id not in {each.id for each in readers.colleagues(self.work, case.row)}:
            raise NotFound("not a colleague of this team")
        old, case.row.assignee_id = case.row.assignee_id, staff_id
        self.changed(case, act, subject=staff_id, old=old, **facts)
        if case.row.status is Status.NEW and staff_id is not None:
            self._move(case, Move(Status.OPEN, Reason.STARTED))

    def _move(self, case: OpenedCase, move: Move) -> None:
        old = case.row.status
        states.check_move(old, move.status, move.reason, move.outcome)
        case.row.move_to(move.status, move.outcome)
        self.changed(case, Act.CASE_MOVED, old=old.value, new=move.status.value, reason=move.reason.value,
                      outcome=move.outcome.value if move.outcome else None)

    def changed(self, case: OpenedCase, act: Act, *, subject: int | None = None, **facts: JSON) -> None:
        """Count and record one act on a case that was opened to be changed. For the files of further acts."""
        case.row.version += 1
        case.row.changed_day = clock.today()
        record(self.work.main, act, actor=self.actor, signer=self.keyring.signer, case=case.row.reference,
               team=case.row.team_id, subject=subject, **facts)
