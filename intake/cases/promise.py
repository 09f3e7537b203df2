"""By when somebody was promised a first answer, and whether they have had one (requirement F-021).

The public pages promise an answer within so many working days. The clock runs from the day on which an enquiry came,
and nothing stops it but an answer: a message to the person, or a contact outside this system in which they were spoken
with or sent something. That a colleague took the case, or set it to waiting, is no answer. Closing the case ends it.

That there was an answer stands in the sealed summary, not in a column: of a contact outside it would say that the
person was reached.
"""

from dataclasses import dataclass
from datetime import date

from intake.calendars.working_days import WorkingDays
from intake.cases.states import Status
from intake.cases.summary import Summary
from intake.settings import Settings


@dataclass(frozen=True, slots=True)
class Promise:
    """A first answer within so many of the site's working days."""

    days: int
    working: WorkingDays

    def last_day(self, since: date) -> date:
        """The last day on which an answer to what came on this day is in time."""
        return self.working.after(since, self.days)


def promise_of(settings: Settings) -> Promise:
    """What the operator lets the public pages promise."""
    return Promise(settings.answering_days, WorkingDays(settings.working_days, frozenset(settings.holidays)))


def is_unanswered(status: Status, summary: Summary) -> bool:
    """Whether nobody has answered yet. Of a case from before answers were noted, only a new one is known to wait."""
    if status is Status.CLOSED:
        return False
    return status is Status.NEW if summary.answered is None else not summary.answered
