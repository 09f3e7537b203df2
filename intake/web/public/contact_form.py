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
from intake.errors import NotFound
from intake.questionnaires import answers
from intake.questionnaires.definition import CALLED, CONTACT, FOR_WHOM, MESSAGE, Questionnaire
from intake.questionnaires.kept import ENTRANCES, GENERAL
from intake.questionnaires.safe_contact import contact_from
from intake.web.forms import PublicForm
from intake.web.numbers import seen_version
from intake.web.question_fields import field_for
from intake.web.work import runtime

NUMBERS = dict(zip("1234", ENTRANCES, strict=True))
"""What `?for=` may say. Numbers, because an address stays in a browser's history (requirements S-032)."""


class ContactForm(PublicForm):
    """What a person may tell us at first. `entrance` is the number that an address says it by; `again` is filled on a
    page that was shown once more because of how the form was sent.
    """

    questionnaire: Questionnaire
    website = StringField(_l("Please leave this empty"))
    again = HiddenField()
    entrance = HiddenField()
    version = HiddenField()

    def caught(self) -> bool:
        """Whether the trap was filled in. It is emptied, so that a person whose browser filled it can go on."""
        filled = bool(self.website.data)
        self.website.data = ""
        return filled

    def enquiry(self, language: str) -> Enquiry:
        """What was written, as the core takes it."""
        asked = self.questionnaire
        given = answers.kept(asked, {each.name: self[each.name].answer for each in asked.questions})
        whom = given.get(FOR_WHOM, "") or asked.entrance()
        return Enquiry(
            message=self[MESSAGE].words, for_whom=whom if whom in ENTRANCES else "", called=given.get(CALLED, ""),
            contact=contact_from(given.get(CONTACT, {})), language=language, form=asked.form, version=asked.version,
            given=given,
        )


def asked_form(entrance: str) -> ContactForm:
    """The form of an entrance, as its number says it; the general one for any other text. New, or as it was posted."""
    chosen = NUMBERS.get(entrance, GENERAL)
    questionnaire = _questionnaire(chosen, request.form.get("version", ""))
    form: ContactForm = _form_of(questionnaire)()
    form.entrance.data, form.version.data = entrance if chosen != GENERAL else "", str(questionnaire.version)
    return form


def _questionnaire(form: str, version: str) -> Questionnaire:
    """The version that the posted page asked, if it is one; else the newest."""
    known = runtime().questionnaires
    try:
        return known.of_version(form, seen_version(version))
    except NotFound:
        return known.newest(form)


@cache
def _form_of(questionnaire: Questionnaire) -> Any:
    fields = {question.name: field_for(question) for question in questionnaire.questions}
    name = f"ContactForm_{questionnaire.form}_{questionnaire.version}"
    return type(name, (ContactForm,), {"questionnaire": questionnaire, **fields})
