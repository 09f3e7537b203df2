"""The page that says what erasing a case means, and its form. Who it is for types the reference, so no click slips."""

from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, StringField
from wtforms.validators import ValidationError

from intake.cases import erase_page, lists
from intake.cases.states import ErasureReason
from intake.web.days import day
from intake.web.desk import nav, words
from intake.web.desk.fields import VersionField
from intake.web.desk.forms import require_one_of
from intake.web.desk.person import keyring
from intake.web.desk.step_up import StepUpForm
from intake.web.desk.words import _
from intake.web.filters import visible
from intake.web.forms import LINE_LIMIT, Needed, text_limit
from intake.web.frame import me
from intake.web.guard import visitor
from intake.web.work import changing


class EraseForm(StepUpForm):
    """Why the case goes, its reference, typed, and one's password: nobody erases at a screen that was left open."""

    version = VersionField()
    reason = RadioField(_l("Why is it erased?"), choices=[], validate_choice=False)
    typed = StringField(_l("To confirm, type the reference of this case"),
                        [Needed(_l("Type the reference of the case.")), text_limit(LINE_LIMIT)])

    def __init__(self, reference: str, **given: Any) -> None:
        super().__init__(**given)
        self.reference = reference
        self.reason.choices = [(each.value, str(words.ERASURE_REASONS[each])) for each in ErasureReason]

    def validate_reason(self, field: Field) -> None:
        """One of the reasons."""
        require_one_of(ErasureReason, field, _l("Choose a reason."))

    def validate_typed(self, field: Field) -> None:
        """The reference of this very case; small letters and a missing hyphen are no mistakes."""
        if _letters(field.data) != _letters(self.reference):
            raise ValidationError(_("This is not the reference of this case. It is %(reference)s.",
                                    reference=self.reference))


@dataclass(frozen=True, slots=True)
class ShownErase:
    """The page, in words. `held` is why nothing can be erased; empty when it can."""

    reference: str
    title: str
    language: str
    status: str
    received: str
    entries: int
    held: str
    form: EraseForm
    changed: bool


def show(form: EraseForm, status: int = 200, *, changed: bool = False) -> ResponseReturnValue:
    """The page, with the form new or as it was sent; `changed`: the case is not what the form was about any more."""
    person = visitor().actor
    with changing() as work:
        page = erase_page.show(work, person, keyring(), form.reference)
        teams, counts = lists.teams_and_counts(work, person)
    if changed or not form.version.raw_data:
        form.version.data, form.version.raw_data = page.version, None
    held = words.held(page.hold.reason, page.hold.day) if page.hold else ""
    shown = ShownErase(
        reference=page.reference,
        title=visible(page.title) if page.title.strip() else _("Without a name"),
        language=page.language,
        status=page.status.value,
        received=day(page.received_day),
        entries=page.entries,
        held=held,
        form=form,
        changed=changed,
    )
    return render_template("desk/show_erase.html", page=shown, me=me(), nav=nav.build(counts, teams, None)), status


def _letters(text: str | None) -> str:
    return "".join(letter for letter in (text or "").upper() if letter.isalnum())
