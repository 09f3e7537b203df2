"""The page that asks for a receipt code: shown by `/return`, and wherever a thread's session has ended."""

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import StopValidation

from intake.vault.receipt_code import is_well_formed, normalise
from intake.web import cookies
from intake.web.forms import Needed, PublicForm, WordsField
from intake.web.public import words


class ReturnForm(PublicForm):
    """Asks for the code. `message` brings along what somebody was writing when their visit ended; it is never sent."""

    code = StringField(_l("Your code"), [Needed(_l("Please enter your code."))])
    message = WordsField(_l("What you were writing"))

    def validate_code(self, field: StringField) -> None:
        """The check digit is free to test and tells nothing about any case."""
        if not is_well_formed(normalise(field.data or "")):
            raise StopValidation(words.mistyped())


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """What the page says beside the form."""

    notice: str
    tone: str


def ask_for_code(form: ReturnForm, notice: str = "", *, tone: str = "warn", status: int = 422) -> ResponseReturnValue:
    """The page, with whatever was typed."""
    return render_template("public/show_return.html", form=form, page=ReturnPage(notice, tone)), status


def refuse_code(form: ReturnForm) -> ResponseReturnValue:
    """The page after a code that opens nothing: one sentence beside the field, whatever the reason."""
    form.code.errors = (words.opens_nothing(),)
    return ask_for_code(form)


def back_to_the_code(language: str) -> ResponseReturnValue:
    """To the page, for somebody whose visit is over; it says so where there was one."""
    ended = 1 if cookies.read(cookies.SESSION) else None
    return redirect(url_for("public.show_return", language=language, ended=ended), 303)
