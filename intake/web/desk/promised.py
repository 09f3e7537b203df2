"""By when a first answer was promised, in words: for the lists and the page of a case."""

from dataclasses import dataclass
from datetime import date

from intake import clock
from intake.cases.promise import promise_of
from intake.web.desk import words
from intake.web.desk.words import _
from intake.web.work import runtime


@dataclass(frozen=True, slots=True)
class Promised:
    """The last day for a first answer. `state` as `words.due_state` gives it: `late` once the day is over."""

    label: str
    day: str
    state: str


def of(since: date | None) -> Promised | None:
    """What was promised to somebody who wrote on this day and waits still; nothing where nobody waits."""
    if since is None:
        return None
    last = promise_of(runtime().settings).last_day(since)
    late = last < clock.today()
    label = _("First answer overdue") if late else _("First answer by")
    return Promised(label, words.near_day(last), words.due_state(last, overdue=late))
