"""Changing one's code, from inside the thread: explained, then shown, then put in the place of the old one."""

from dataclasses import dataclass

from flask import current_app, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.cases import receipt, way_back
from intake.cases.thread import Thread
from intake.errors import Busy, NotFound
from intake.vault.receipt_code import code_after
from intake.web import cookies
from intake.web.guard import public
from intake.web.public import thread_session, words
from intake.web.public.blueprint import blueprint
from intake.web.public.new_code import CodeForm, show_new_code
from intake.web.public.return_form import ReturnForm, ask_for_code, back_to_the_code
from intake.web.public.sending import UNKEPT
from intake.web.work import changing, runtime


@dataclass(frozen=True, slots=True)
class ChangePage:
    """What the page says beside the form."""

    minutes: int


@blueprint.get("/<lang:language>/thread/code")
@public
def show_change_code(language: str) -> ResponseReturnValue:
    """What changing the code means."""
    return _explain(CodeForm()) if thread_session.visit() is not None else back_to_the_code(language)


@blueprint.post("/<lang:language>/thread/code")
@public
def make_code(language: str) -> ResponseReturnValue:
    """Show a new code. It does not hold yet."""
    form, opened = CodeForm(), thread_session.visit()
    if opened is None:
        return ask_for_code(ReturnForm(), words.code_not_taken())
    if not form.may_be_taken():
        return _explain(form), form.status_shown_again
    form.replace(opened)
    return show_new_code(form, _code(form, opened))


@blueprint.post("/<lang:language>/thread/code/take")
@public
def take_code(language: str) -> ResponseReturnValue:
    """Put the new code in the place of the old one, which opens nothing from then on."""
    form, opened = CodeForm(), thread_session.find()
    if opened is None:
        return ask_for_code(ReturnForm(), words.code_not_taken())
    if not form.may_be_taken():
        return _explain(form), form.status_shown_again
    return _take(form, opened, language)


def _take(form: CodeForm, opened: Thread, language: str) -> ResponseReturnValue:
    try:
        replaced = form.replaced_in(opened)
        code = _code(form, replaced)
        token = _change(replaced, code)
    except NotFound:
        return ask_for_code(ReturnForm(), words.code_not_taken())
    except Busy:
        return show_new_code(form, code, words.code_not_changed(), status=429)
    except UNKEPT as error:
        current_app.logger.error("a code could not be changed: %s", type(error).__name__)
        return show_new_code(form, code, words.code_not_changed(), status=503)
    response = make_response(redirect(url_for("public.show_thread", language=language, code=1), 303))
    cookies.keep(response, cookies.SESSION, token)
    return response


def _change(opened: Thread, code: str) -> str:
    with runtime().receipt_lanes.place():
        keys = receipt.stretch_code(code, runtime().secrets.pepper)
    with changing() as work:
        return thread_session.renew(work, way_back.change(work, opened, keys))


def _code(form: CodeForm, opened: Thread) -> str:
    return code_after(runtime().secrets.pepper, form.issued().nonce, opened.tag)


def _explain(form: CodeForm) -> str:
    page = ChangePage(runtime().settings.thread_minutes)
    return render_template("public/show_change_code.html", form=form, page=page)
