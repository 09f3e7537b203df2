"""The page that asks for a receipt code: shown by `/return`, and wherever a thread's session has ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import StopValidation

from intake.vault.receipt_code import is_well_formed, normalise
from intake.web import cookies, tokens
from intake.web.forms import Needed, PublicForm, WordsField, plain_lines
from intake.web.public import words

PAGE: Final = "page"
_OF_A_PAGE: Final = frozenset({PAGE, "version", "called", "wish"})
_OF_CONTACT: Final = "contact-"


class ReturnForm(PublicForm):
    """Asks for the code. `message` brings along what somebody was writing when their visit ended, and `carried` what
    else stood on a page of its own within the conversation (`thread_form.py`); it is never sent.
    """

    code = StringField(_l("Your code"), [Needed(_l("Please enter your code."))])
    message = WordsField(_l("What you were writing"))

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """What comes along unseen: the fields of such a page, its message aside, and the token of whichever page it was
        typed on, so that what is sent from there and from here counts once.
        """
        if not (self.message.words or PAGE in request.form):
            return ()
        token = request.form.get(tokens.BROUGHT) or request.form.get("csrf_token", "")
        return (*_of_a_page(), (tokens.BROUGHT, token))

    def validate_code(self, field: StringField) -> None:
        """The check digit is free to test and tells nothing about any case."""
        if not is_well_formed(normalise(field.data or "")):
            raise StopValidation(words.mistyped())


def _of_a_page() -> Iterator[tuple[str, str]]:
    if PAGE in request.form:
        for name, value in request.form.items(multi=True):
            if name in _OF_A_PAGE or name.startswith(_OF_CONTACT):
                yield name, plain_lines(value)


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
