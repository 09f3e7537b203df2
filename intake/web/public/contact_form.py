"""The form of a first enquiry, made from its questionnaire: what it asks, and what it lets pass.

Only the message must hold something. A check here helps somebody not to lose their way back; it never keeps anybody
out, so whatever reads like a description passes.
"""

from functools import cache
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField

from intake.cases.submit import Enquiry
from intake.questionnaires.definition import Questionnaire
from intake.web.asking import NUMBERS, enquiry_of, fields_of, questionnaire_of
from intake.web.forms import PublicForm


class ContactForm(PublicForm):
    """What a person may tell us at first. `entrance` is the number that an address says it by."""

    questionnaire: Questionnaire
    website = StringField(_l("Please leave this empty"))
    entrance = HiddenField()
    version = HiddenField()

    def caught(self) -> bool:
        """Whether the trap was filled in. It is emptied, so that a person whose browser filled it can go on."""
        filled = bool(self.website.data)
        self.website.data = ""
        return filled

    def enquiry(self, language: str) -> Enquiry:
        """What was written, as the core takes it."""
        return enquiry_of(self.questionnaire, self, language)


def asked_form(entrance: str) -> ContactForm:
    """The form of an entrance, as its number says it; the general one for any other text. New, or as it was posted."""
    questionnaire = questionnaire_of(entrance, request.form.get("version", ""))
    form: ContactForm = _form_of(questionnaire)()
    form.entrance.data = entrance if entrance in NUMBERS else ""
    form.version.data = str(questionnaire.version)
    return form


@cache
def _form_of(questionnaire: Questionnaire) -> Any:
    name = f"ContactForm_{questionnaire.form}_{questionnaire.version}"
    return type(name, (ContactForm,), {"questionnaire": questionnaire, **fields_of(questionnaire)})
