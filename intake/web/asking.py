"""A questionnaire as a form, whoever fills it in: the person themselves, or somebody of the staff who listens to them.

Which fields it has, which version is meant, and what was answered, as the core takes it.
"""

from typing import Any, Final

from intake.cases.submit import Enquiry
from intake.errors import NotFound
from intake.questionnaires import answers
from intake.questionnaires.definition import CALLED, CONTACT, FOR_WHOM, MESSAGE, Questionnaire
from intake.questionnaires.kept import ENTRANCES, GENERAL
from intake.questionnaires.safe_contact import contact_from
from intake.web.numbers import seen_version
from intake.web.question_fields import field_for
from intake.web.work import runtime

NUMBERS: Final = dict(zip("1234", ENTRANCES, strict=True))
"""What a form calls its entrance. Addresses in public hide even that (`web/public/entrance_links.py`)."""


def questionnaire_of(entrance: str, version: str) -> Questionnaire:
    """The form of an entrance, as its number says it, or the general one; in this version if there is one, else the
    newest.
    """
    known, form = runtime().questionnaires, NUMBERS.get(entrance, GENERAL)
    try:
        return known.of_version(form, seen_version(version))
    except NotFound:
        return known.newest(form)


def fields_of(questionnaire: Questionnaire) -> dict[str, Any]:
    """The unbound fields of its questions, by their names."""
    return {question.name: field_for(question) for question in questionnaire.questions}


def enquiry_of(asked: Questionnaire, form: Any, language: str) -> Enquiry:
    """What was written into a form with those fields, as the core takes it."""
    given = answers.kept(asked, {each.name: form[each.name].answer for each in asked.questions})
    whom = given.get(FOR_WHOM, "") or asked.entrance()
    return Enquiry(
        message=form[MESSAGE].words, for_whom=whom if whom in ENTRANCES else "", called=given.get(CALLED, ""),
        contact=contact_from(given.get(CONTACT, {})), language=language, form=asked.form, version=asked.version,
        given=given,
    )
