"""Which form a request is about: which entrance somebody took, which version their page asked, in steps or at once."""

from functools import cache
from typing import Any

from flask import request

from intake.errors import NotFound
from intake.questionnaires.definition import Questionnaire
from intake.questionnaires.kept import ENTRANCES, GENERAL
from intake.web.numbers import seen_version
from intake.web.public.contact_form import ContactForm
from intake.web.public.steps import STEP, SteppedForm
from intake.web.question_fields import field_for
from intake.web.work import runtime

NUMBERS = dict(zip("1234", ENTRANCES, strict=True))
"""What `?for=` may say. Numbers, because an address stays in a browser's history (requirements S-032)."""


def asked_form(entrance: str) -> ContactForm:
    """The form of an entrance, as its number says it; the general one for any other text. New, or as it was posted.

    It comes in steps where the settings say so, and for whoever is already among them.
    """
    chosen = NUMBERS.get(entrance, GENERAL)
    questionnaire = _questionnaire(chosen, request.form.get("version", ""))
    in_steps = chosen in runtime().settings.forms_in_steps or STEP in request.form
    form: ContactForm = _form_of(SteppedForm if in_steps else ContactForm, questionnaire)()
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
def _form_of(kind: type[ContactForm], questionnaire: Questionnaire) -> Any:
    """The form's class. Its name goes into its tokens, and is the same in steps and at once."""
    fields = {question.name: field_for(question) for question in questionnaire.questions}
    name = f"ContactForm_{questionnaire.form}_{questionnaire.version}"
    return type(name, (kind,), {"questionnaire": questionnaire, **fields})
