"""The form that moves a case to another status: each status asks its own question."""

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField

from intake.cases.case_page import CasePage
from intake.cases.states import REASONS, Outcome, Reason, Status
from intake.cases.workspace import Move
from intake.web.desk import words
from intake.web.desk.forms import CaseForm, require_one_of
from intake.web.forms import WordsField, text_limit


class MoveForm(CaseForm):
    """Where the case goes, why, and how it ended."""

    act = "move"
    endpoint = "desk.move"
    status = RadioField(_l("New status"), choices=[], validate_choice=False)
    waiting = RadioField(_l("What does it wait for?"), choices=[], validate_choice=False)
    opened = RadioField(_l("Why?"), choices=[], validate_choice=False)
    outcome = SelectField(_l("How did it end?"), choices=[], validate_choice=False)
    note = WordsField(_l("More to say"), [text_limit()])

    def offer(self, page: CasePage) -> None:
        """The statuses that the case may move to from where it stands, and the reasons for each."""
        self.status.choices = [(each.value, _move_label(page.status, each)) for each in page.moves]
        self.waiting.choices = [(each.value, str(words.REASONS[each])) for each in REASONS[Status.WAITING]]
        self.opened.choices = [(each.value, str(words.REASONS[each])) for each in _why_open(page.status)]
        outcomes = [(each.value, str(words.OUTCOMES[each])) for each in Outcome]
        self.outcome.choices = [("", str(_l("Choose…"))), *outcomes]

    def validate_status(self, field: Field) -> None:
        """A status must be chosen; a case is new only once."""
        require_one_of(words.MOVES, field, _l("Choose a status."))

    def validate_waiting(self, field: Field) -> None:
        """Waiting has a reason."""
        if self.status.data == Status.WAITING.value:
            require_one_of(Reason, field, _l("Choose what the case waits for."))

    def validate_opened(self, field: Field) -> None:
        """Opening may have one."""
        if self.status.data == Status.OPEN.value and field.data:
            require_one_of(Reason, field)

    def validate_outcome(self, field: Field) -> None:
        """Closing has an outcome."""
        if self.status.data == Status.CLOSED.value:
            require_one_of(Outcome, field, _l("Choose how the case ended."))

    def move(self) -> Move:
        """The move that was chosen."""
        status = Status(self.status.data)
        reasons = {Status.WAITING: self.waiting.data, Status.OPEN: self.opened.data or Reason.STARTED.value,
                   Status.CLOSED: Reason.DONE.value}
        outcome = Outcome(self.outcome.data) if status is Status.CLOSED else None
        return Move(status, Reason(reasons[status]), outcome, self.note.words)


def _why_open(status: Status) -> tuple[Reason, ...]:
    """The reasons that make sense from where the case stands."""
    if status is Status.NEW:
        return (Reason.STARTED,)
    mistaken = (Reason.BY_MISTAKE,) if status is Status.CLOSED else ()
    return (Reason.CAME_BACK, Reason.GOES_ON, *mistaken)


def _move_label(old: Status, new: Status) -> str:
    if new is Status.OPEN and old is Status.CLOSED:
        return str(_l("Open it again"))
    return str(words.MOVES[new])
