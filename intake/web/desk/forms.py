"""The forms of a case page. They check shape; whether an act is possible is the use case's to say.

Each carries the version of the case that its page showed, so that an act on an older state is noticed, and the moment
of that page, so that what came in between can be shown.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, SelectField, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import HiddenInput, TextInput

from intake.cases.case_page import CasePage
from intake.cases.states import HoldReason, LiftReason, Priority
from intake.cases.workspace import At, Plan
from intake.settings import LANGUAGES
from intake.web.desk import words
from intake.web.desk.day_field import DayField
from intake.web.desk.fields import MomentField, PersonField, VersionField
from intake.web.desk.once import OnceForm
from intake.web.desk.step_up import StepUpForm
from intake.web.desk.take_files import TakesFiles
from intake.web.forms import Needed, WordsField, text_limit
from intake.web.numbers import row_id

TITLE_LIMIT = 200


class CaseForm(OnceForm):
    """A form about one case."""

    act: ClassVar[str] = ""
    version = VersionField()
    shown_at = MomentField()

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        for field in self:  # several forms stand on one page: their fields must not share an id
            field.id = field.label.field_id = f"{self.name}-{field.short_name}"

    @property
    def name(self) -> str:
        """What tells this form from the others on its page."""
        return self.act

    def at(self, reference: str, entry_id: int) -> At:
        """The case, as its page showed it, and the id of what this form writes there."""
        return At(reference, self.version.data or 0, entry_id)

    def renew(self, page: CasePage) -> None:
        """Take the state that `page` shows as the one that this form is about."""
        self.version.data, self.version.raw_data = page.version, None
        self.shown_at.data, self.shown_at.raw_data = page.shown_at.isoformat(), None

    def offer(self, page: CasePage) -> None:
        """Put up the choices that the case has now."""


class TakeForm(CaseForm):
    """Take the case for oneself."""

    act = "take"
    endpoint = "desk.take"


class AssignForm(CaseForm):
    """Give the case to somebody, or put it back."""

    act = "assign"
    endpoint = "desk.assign"
    colleague = PersonField(_l("Who works on it"), "", nobody=_l("Nobody: put it back"))

    def offer(self, page: CasePage) -> None:
        """Colleagues of the case's team."""
        self.colleague.offer([(each.id, each.name) for each in page.colleagues])


class HandOverForm(CaseForm):
    """Give the case to somebody, with what they need to know."""

    act = "hand_over"
    endpoint = "desk.hand_over"
    colleague = PersonField(_l("To whom"), _l("Choose who takes over."))
    note = WordsField(_l("What they need to know"), [Needed(_l("Write what they need to know.")), text_limit()])

    def offer(self, page: CasePage) -> None:
        """Everybody of the team but the one who has it."""
        self.colleague.offer([(each.id, each.name) for each in page.colleagues if each.id != page.assignee_id])


class TransferForm(CaseForm, StepUpForm):
    """Pass the case on to another team: who can read it changes, so it wants the password."""

    act = "transfer"
    endpoint = "desk.transfer"
    team = PersonField(_l("To which team"), _l("Choose a team."))
    note = WordsField(_l("What they need to know"), [Needed(_l("Write what they need to know.")), text_limit()])

    def offer(self, page: CasePage) -> None:
        """Every other team."""
        self.team.offer([(each.id, each.name) for each in page.other_teams])


class NoteForm(CaseForm, TakesFiles):
    """A note for colleagues."""

    act = "note"
    endpoint = "desk.note"
    text = WordsField(_l("Note"), [Needed(_l("Write something first.")), text_limit()])


class CorrectNoteForm(CaseForm):
    """Put a better text in place of one's own note. The page holds one of these for each such note."""

    act = "correct_note"
    endpoint = "desk.correct_note"
    note = StringField(widget=HiddenInput())
    text = WordsField(_l("Corrected note"), [Needed(_l("Write something first.")), text_limit()])

    def __init__(self, note_id: str = "", **given: Any) -> None:
        self.note_id = note_id
        super().__init__(**given)
        self.note.data, self.note.raw_data = note_id, None

    @property
    def name(self) -> str:
        """The kind, and which note."""
        return f"{self.act}-{self.note_id}"

    def is_meant(self, typed: dict[str, list[str]]) -> bool:
        """Whether the draft was for this note."""
        return typed.get("note") == [self.note_id]

    def validate_note(self, _field: Field) -> None:
        """A note's row id."""
        if row_id(self.note_id) is None:
            raise ValidationError(str(_l("Choose a note of yours to correct.")))


class ReplyForm(CaseForm, TakesFiles):
    """A message to the person."""

    act = "reply"
    endpoint = "desk.reply"
    text = WordsField(_l("Message"), [Needed(_l("Write something first.")), text_limit()])
    language = SelectField(_l("Language of this message"), choices=[], validate_choice=False)
    then_wait = BooleanField(_l("Then wait for their answer"))

    def offer(self, page: CasePage) -> None:
        """Every language that somebody may have asked for; the case's own stands there."""
        self.language.choices = [(each, words.language_name(each)) for each in LANGUAGES]
        self.language.data = self.language.data or page.language

    def validate_language(self, field: Field) -> None:
        """One of them, or none for the case's own."""
        if field.data and field.data not in LANGUAGES:
            raise ValidationError(str(_l("Choose one of these.")))

    def refuse_unread(self) -> None:
        """Say beside the text that nobody would read it."""
        self.text.errors = [str(_l("The person cannot read messages any more, so this was not sent."))]


class PlanForm(CaseForm):
    """The case's name, urgency and next day."""

    act = "plan"
    endpoint = "desk.plan"
    title = WordsField(_l("Name of the case"), [Needed(_l("Give the case a name.")), text_limit(TITLE_LIMIT)],
                       widget=TextInput())
    priority = SelectField(_l("Priority"), choices=[], validate_choice=False)
    due_day = DayField(_l("Due on"))

    def offer(self, page: CasePage) -> None:
        """The priorities, in words."""
        self.priority.choices = [(each.value, str(words.PRIORITIES[each])) for each in Priority]

    def validate_priority(self, field: Field) -> None:
        """One of the three."""
        require_one_of(Priority, field)

    def plan(self) -> Plan:
        """What was planned."""
        return Plan(" ".join(self.title.words.split("\n")), Priority(self.priority.data), self.due_day.data)


class HoldForm(CaseForm):
    """Keep the case from being erased, by anybody."""

    act = "hold"
    endpoint = "desk.hold"
    reason = SelectField(_l("Why may it not be erased?"), choices=[], validate_choice=False)

    def offer(self, page: CasePage) -> None:
        """The reasons, in words."""
        self.reason.choices = [("", str(_l("Choose…"))), *((each.value, str(words.HOLD_REASONS[each]))
                                                          for each in HoldReason)]

    def validate_reason(self, field: Field) -> None:
        """One of the reasons."""
        require_one_of(HoldReason, field, _l("Choose a reason."))


class LiftForm(CaseForm):
    """End the hold."""

    act = "lift_hold"
    endpoint = "desk.lift_hold"
    reason = SelectField(_l("Why does it end?"), choices=[], validate_choice=False)

    def offer(self, page: CasePage) -> None:
        """The reasons, in words."""
        self.reason.choices = [("", str(_l("Choose…"))), *((each.value, str(words.LIFT_REASONS[each]))
                                                          for each in LiftReason)]

    def validate_reason(self, field: Field) -> None:
        """One of the reasons."""
        require_one_of(LiftReason, field, _l("Choose a reason."))


def require_one_of(values: Iterable[StrEnum], field: Field, message: Any = None) -> None:
    """Refuse what is none of the values."""
    if field.data not in {each.value for each in values}:
        raise ValidationError(str(message or _l("Choose one of these.")))
