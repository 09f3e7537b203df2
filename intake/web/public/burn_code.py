"""Burning one's code, from inside the thread: the way back is closed for good, for everybody who may have the code.

The addresses say nothing of it: they stay in the history of somebody's browser.
"""

from dataclasses import dataclass

from flask import current_app, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.cases import way_back
from intake.cases.thread import Thread
from intake.errors import NotFound
from intake.web import cookies
from intake.web.forms import PublicForm
from intake.web.guard import public
from intake.web.public import thread_session, words
from intake.web.public.blueprint import blueprint
from intake.web.public.return_form import ReturnForm, ask_for_code, back_to_the_code
from intake.web.public.sending import UNKEPT
from intake.web.work import changing, runtime


class BurnForm(PublicForm):
    """Asks for nothing but the press of its button."""


@dataclass(frozen=True, slots=True)
class BurnPage:
    """What the page says beside the form."""

    notice: str
    minutes: int


@blueprint.get("/<lang:language>/thread/end")
@public
def show_burn_code(language: str) -> ResponseReturnValue:
    """What burning the code means, and what it does not."""
    return _explain(BurnForm()) if thread_session.visit() is not None else back_to_the_code(language)


@blueprint.post("/<lang:language>/thread/end")
@public
def burn_code(language: str) -> ResponseReturnValue:
    """Burn the code, end the visit, and say so."""
    form, opened = BurnForm(), thread_session.find()
    if opened is None:
        return ask_for_code(ReturnForm(), words.perhaps_burnt())
    if not form.may_be_taken():
        return _explain(form), form.status_shown_again
    try:
        _burn(opened)
    except NotFound:
        return ask_for_code(ReturnForm(), words.perhaps_burnt())
    except UNKEPT as error:
        current_app.logger.error("a code could not be burnt: %s", type(error).__name__)
        return _explain(form, words.not_burnt()), 503
    return _leave(language)


@blueprint.get("/<lang:language>/thread/ended")
@public
def show_burnt(language: str) -> ResponseReturnValue:
    """That the conversation is closed. It says so to anybody who asks."""
    return render_template("public/show_burnt.html")


def _burn(opened: Thread) -> None:
    with changing() as work:
        way_back.burn(work, opened)
        thread_session.end_all(work, opened)


def _leave(language: str) -> ResponseReturnValue:
    response = make_response(redirect(url_for("public.show_burnt", language=language), 303))
    cookies.forget_session(response)
    return response


def _explain(form: BurnForm, notice: str = "") -> str:
    page = BurnPage(notice, runtime().settings.thread_minutes)
    return render_template("public/show_burn_code.html", form=form, page=page)
