"""The form by which somebody of the staff takes an enquiry down: a questionnaire as it is, and how it was told.

What the questions let pass is what they let pass from the person themselves. A draft that was carried over the sign-in
brings its form along, and the nonce by which sending twice stays one case.
"""

from functools import cache
from typing import Any, Final

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError

from intake.cases.submit import Enquiry
from intake.cases.take_down import How
from intake.questionnaires.definition import CONTACT, Questionnaire
from intake.web import carry, tokens
from intake.web.asking import NUMBERS, enquiry_of, fields_of, questionnaire_of
from intake.web.desk.fields import PersonField
from intake.web.desk.forms import require_one_of
from intake.web.desk.words import HOW, language_name
from intake.web.forms import StaffForm
from intake.web.guard import visitor
from intake.web.languages import page_language
from intake.web.work import runtime

_NONCE: Final = "new-case"


class NewCaseForm(StaffForm):
    """What somebody was told. `entrance` is the number of the form, `sending` a signed nonce."""

    endpoint = "desk.take_down_enquiry"
    questionnaire: Questionnaire
    team = PersonField(_l("For which team?"), _l("Choose a team."))
    how = RadioField(_l("How did they tell you?"), choices=[SelectChoice(each.value, HOW[each]) for each in How],
                     default=How.TELEPHONE.value, validate_choice=False)
    told_in = SelectField(_l("In which language was this told?"), choices=[], validate_choice=False)
    hand_out = BooleanField(_l("Give them a code"))
    sending = HiddenField()
    entrance = HiddenField()
    version = HiddenField()

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.told_in.choices = [(code, language_name(code)) for code in runtime().settings.languages]
        self.told_in.data = self.told_in.data or page_language()
        self[CONTACT].mail_in = ""
        self.nonce = tokens.read(_NONCE, self.sending.data or "")
        if self.nonce is None:
            self.start_anew()

    def offer(self, teams: dict[int, str]) -> None:
        """Put up the teams that there are for this person; the only one goes without saying."""
        self.team.offer(sorted(teams.items(), key=lambda pair: pair[1]))
        if self.team.data not in teams:
            self.team.data = next(iter(teams)) if len(teams) == 1 else None

    def start_anew(self) -> None:
        """Give the page a fresh nonce: what it sends next is a case of its own."""
        self.sending.data = tokens.issue(_NONCE)

    def validate_team(self, field: Field) -> None:
        """A team of one's own, if one was chosen at all."""
        if field.data is not None and field.data not in visitor().actor.teams:
            raise ValidationError(str(_l("Choose a team.")))

    def validate_how(self, field: Field) -> None:
        """One of the ways."""
        require_one_of(How, field)

    def validate_told_in(self, field: Field) -> None:
        """A language that people may be answered in."""
        if field.data not in runtime().settings.languages:
            raise ValidationError(str(_l("Choose one of these.")))

    def validate_sending(self, _field: Field) -> None:
        """A nonce of ours. A page that was open for more than a week has got a fresh one by now."""
        if self.nonce is None:
            raise ValidationError(str(_l("This page was open for a while. What you wrote is still here: please send it "
                                         "once more.")))

    def enquiry(self) -> Enquiry:
        """What was told, as the core takes it."""
        return enquiry_of(self.questionnaire, self, self.told_in.data)

    def issued(self) -> bytes:
        """The nonce of a validated form."""
        if self.nonce is None:
            raise LookupError("only a validated form has a nonce")
        return self.nonce.nonce


def asked_form() -> NewCaseForm:
    """The form that this request is about: the one just chosen, the one posted, a draft's, or that of an address."""
    draft = carry.fields_for(NewCaseForm.endpoint, visitor().actor.id) or {}
    [before] = draft.get("entrance") or [request.form.get("entrance", request.args.get("for", ""))]
    entrance = request.form.get("other_form", before)
    questionnaire = questionnaire_of(entrance, request.form.get("version", "") if entrance == before else "")
    form: NewCaseForm = _form_of(questionnaire)()
    form.entrance.data = entrance if entrance in NUMBERS else ""
    form.version.data = str(questionnaire.version)
    return form


@cache
def _form_of(questionnaire: Questionnaire) -> Any:
    name = f"NewCaseForm_{questionnaire.form}_{questionnaire.version}"
    return type(name, (NewCaseForm,), {"questionnaire": questionnaire, **fields_of(questionnaire)})
