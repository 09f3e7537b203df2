"""Saying from within the conversation how one may be contacted. It holds as what a form that is sent again says.

The server has no key to what was said before, so the page cannot show it: everything is said anew.
"""

from functools import cache
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms.validators import ValidationError

from intake.cases.wishes import Wish, marked
from intake.questionnaires import answers
from intake.questionnaires.definition import CALLED, CONTACT, Questionnaire
from intake.web.asking import fields_of, questionnaire_of
from intake.web.contact_field import ContactField
from intake.web.guard import public
from intake.web.public import thread_form
from intake.web.public.blueprint import blueprint
from intake.web.public.thread_form import FormInThread, PageInThread


class ThreadContactForm(FormInThread):
    """How somebody may be contacted, and what to call them: the questions of the general form."""

    questionnaire: Questionnaire

    def validate_contact(self, field: ContactField) -> None:
        """On a page about nothing else, nothing chosen is a slip, and would close every way."""
        if not field.choice and not field.data.may:
            raise ValidationError(gettext("Please choose one of these."))

    def told(self) -> tuple[str, dict[str, Any]]:
        """No text, and the answers as a form that is sent again holds them."""
        asked = self.questionnaire
        given = answers.kept(asked, {name: self[name].answer for name in (CALLED, CONTACT)})
        return "", marked(Wish.CONTACT, {"form": asked.form, "version": asked.version, "given": given})

    def drawn(self, page: PageInThread) -> str:
        """The page."""
        return render_template("public/show_thread_contact.html", form=self, page=page)


@blueprint.get("/<lang:language>/thread/contact")
@public
def show_thread_contact(language: str) -> ResponseReturnValue:
    """The questions about contact."""
    return thread_form.show(asked(), language)


@blueprint.post("/<lang:language>/thread/contact")
@public
def send_thread_contact(language: str) -> ResponseReturnValue:
    """Take what was said of contact."""
    return thread_form.send(asked(), language)


def asked() -> ThreadContactForm:
    """The form, new or as it was posted."""
    form: ThreadContactForm = _form_of(questionnaire_of("", request.form.get("version", "")))()
    return form


@cache
def _form_of(questionnaire: Questionnaire) -> Any:
    """The form's class, whose name goes into its tokens."""
    fields = fields_of(questionnaire)
    name = f"{ThreadContactForm.__name__}_{questionnaire.version}"
    return type(name, (ThreadContactForm,), {"questionnaire": questionnaire, CALLED: fields[CALLED],
                                             CONTACT: fields[CONTACT]})
