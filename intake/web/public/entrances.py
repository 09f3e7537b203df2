"""Which form a request is about: which entrance somebody took, which version their page asked, in steps or at once."""

from functools import cache
from typing import Any

from flask import request

from intake.questionnaires.definition import Questionnaire
from intake.web.asking import NUMBERS, fields_of, questionnaire_of
from intake.web.public.contact_form import ContactForm
from intake.web.public.steps import STEP, SteppedForm
from intake.web.work import runtime


def asked_form(entrance: str) -> ContactForm:
    """The form of an entrance, as its number says it; the general one for any other text. New, or as it was posted.

    It comes in steps where the settings say so, and for whoever is already among them.
    """
    questionnaire = questionnaire_of(entrance, request.form.get("version", ""))
    in_steps = questionnaire.form in runtime().settings.forms_in_steps or STEP in request.form
    form: ContactForm = _form_of(SteppedForm if in_steps else ContactForm, questionnaire)()
    form.entrance.data = entrance if entrance in NUMBERS else ""
    form.version.data = str(questionnaire.version)
    return form


@cache
def _form_of(kind: type[ContactForm], questionnaire: Questionnaire) -> Any:
    """The form's class. Its name goes into its tokens, and is the same in steps and at once."""
    name = f"ContactForm_{questionnaire.form}_{questionnaire.version}"
    return type(name, (kind,), {"questionnaire": questionnaire, **fields_of(questionnaire)})
