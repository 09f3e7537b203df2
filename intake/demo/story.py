"""From a written case to what everybody did about it, moment by moment: opened, taken, named, answered, moved. Pure.

The files tell what was written and where a case stands today. The acts between are told here, by the same rules of
status that the desk keeps (`cases/states.py`), so that replaying them through the desk ends where the files say.
"""

from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from intake.cases import states
from intake.cases.states import Priority, Reason, Status
from intake.cases.summary import title_from
from intake.demo.content import CaseText, Entry, File, Kind
from intake.demo.daytimes import Beat, Calendar
from intake.demo.deeds import Answered, Deed, HandedOver, Moved, Noted, Opened, Planned, Sent, Step, Took, Warned, Wrote

_SAME_SITTING: Final = timedelta(hours=1)


def tell(case: CaseText, lead: str, calendar: Calendar) -> list[Step]:
    """Everything that happened to a case, in order. `lead` leads its team and looks at what nobody took."""
    beats = [Beat(case.days_ago, staff=False)]
    beats += [Beat(entry.days_ago, staff=entry.by is not None) for entry in case.timeline]
    triaged = case.status is Status.NEW and (case.priority is not Priority.NORMAL or case.due_in is not None)
    if triaged:
        beats.append(Beat(case.days_ago, staff=True))
    moments = calendar.moments(beats, case.name)
    telling = _Telling(case, _due_day(case, calendar))
    telling.begin(moments[0])
    for number, (entry, at) in enumerate(zip(case.timeline, moments[1:], strict=not triaged)):
        telling.at = max(at, telling.at)
        telling.entry(number, entry)
    if triaged:
        telling.at = moments[-1]
        telling.plan(lead, case.title or title_from(case.message), telling.due_day)
    return telling.steps


class _Telling:
    """Tells one case: keeps the status that the desk would show, and whose case it is."""

    def __init__(self, case: CaseText, due_day: date | None) -> None:
        self.case = case
        self.due_day = due_day
        self.status = Status.NEW
        self.holder: str | None = None
        self.visitor: tuple[str, datetime] | None = None
        self.steps: list[Step] = []
        self._unlooked: list[File] = []
        self._chance = Random(case.name)  # noqa: S311 - times of day in a demonstration guard nothing
        self._staff = [number for number, entry in enumerate(case.timeline) if entry.by]
        self._plan_at = self._planning()

    def begin(self, at: datetime) -> None:
        """The enquiry arrives."""
        self.at = at
        self._do(Sent())

    def entry(self, number: int, entry: Entry) -> None:
        """An entry of the timeline, with what goes before and after it."""
        if entry.by is None:
            self._do(Wrote(entry.text, entry.files, entry.wish, entry.contact))
            self.status = states.after_message(self.status, None)
            self._unlooked += [file for file in entry.files if file.note]
            return
        self._open(entry.by)
        self._warn(entry.by)
        self._prepare(number, entry.by)
        self._write(number, entry, entry.by)
        if number == self._staff[-1]:
            self._finish(entry.by)

    def plan(self, by: str, title: str, due_day: date | None) -> None:
        """Somebody names the case."""
        self._open(by)
        self._do(Planned(by, title, self.case.priority, due_day))

    def _warn(self, by: str) -> None:
        for file in self._unlooked:
            self._do(Warned(by, file.name, file.note))
        self._unlooked = []

    def _prepare(self, number: int, by: str) -> None:
        wanted = self.case.assignee
        if wanted and (self.holder is None or (by == wanted and self.holder != by)):
            self._take(by)
        if number in (self._staff[0], self._plan_at):
            self.plan(by, self.case.title or "", self.due_day if number == self._plan_at else None)

    def _write(self, number: int, entry: Entry, by: str) -> None:
        if entry.kind is Kind.REPLY:
            waits = self._waits_after(number)
            self._do(Answered(by, entry.text, waits, entry.files))
            self.status = Status.WAITING if waits else self._started()
        elif self._hands_over(number, by):
            self.holder = self.case.assignee
            self._do(HandedOver(by, self.case.assignee or "", entry.text))
        else:
            self._do(Noted(by, entry.text, entry.files))

    def _finish(self, by: str) -> None:
        wanted = self.case.status
        reasons = {Status.CLOSED: Reason.DONE, Status.WAITING: Reason.FOR_OTHERS, Status.OPEN: Reason.STARTED}
        if wanted is self.status or (wanted, self.status) == (Status.OPEN, Status.WAITING):
            return  # what waits for the person is opened by the message that follows
        self._do(Moved(by, wanted, reasons[wanted], self.case.outcome))
        self.status = wanted

    def _take(self, by: str) -> None:
        self.holder = by
        self.status = self._started()
        self._do(Took(by))

    def _open(self, by: str) -> None:
        if self.visitor is None or self.visitor[0] != by or self.at - self.visitor[1] > _SAME_SITTING:
            self._do(Opened(by))
        self.visitor = (by, self.at)

    def _do(self, deed: Deed) -> None:
        self.steps.append(Step(self.at, deed))
        self.at += timedelta(seconds=self._chance.randint(15, 50))

    def _started(self) -> Status:
        return Status.OPEN if self.status is Status.NEW else self.status

    def _planning(self) -> int | None:
        """The entry with which the due day is set: the last one by staff that still lay before that day."""
        if self.due_day is None or not self._staff:
            return None
        early = [number for number in self._staff if self.case.timeline[number].days_ago > self._days_overdue()]
        return early[-1] if early else self._staff[0]

    def _days_overdue(self) -> int:
        return -self.case.due_in.days if self.case.due_in else 0

    def _waits_after(self, number: int) -> bool:
        """Whether a reply leaves the next step to the person: they wrote next, or are still to."""
        later = [entry.kind for entry in self.case.timeline[number + 1:] if entry.kind is not Kind.NOTE]
        return later[0] is Kind.MESSAGE if later else self.case.status is Status.WAITING

    def _hands_over(self, number: int, by: str) -> bool:
        """Whether a note is the holder's last word before the colleague who has the case today goes on."""
        following = [entry.by for entry in self.case.timeline[number + 1:] if entry.by]
        return by == self.holder != self.case.assignee and following[:1] == [self.case.assignee]


def _due_day(case: CaseText, calendar: Calendar) -> date | None:
    return None if case.due_in is None else calendar.now.date() + case.due_in
