"""The way back: a receipt code opens its thread.

A code that is wrong, was replaced, or whose case was erased meets the same steps and the same page: one Argon2id, one
unit of work, one sentence. Only a typing error is told apart, by the check digit alone, before anything is tried.
"""

from flask import current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake.cases import receipt, thread
from intake.cases.thread import Thread
from intake.errors import Busy
from intake.vault.lately import Bucket
from intake.vault.receipt_code import normalise
from intake.web import cookies
from intake.web.guard import public
from intake.web.public import pace, thread_session, words
from intake.web.public.blueprint import blueprint
from intake.web.public.return_form import ReturnForm, ask_for_code
from intake.web.public.sending import UNKEPT
from intake.web.public.thread_page import show_messages
from intake.web.work import changing, runtime


@blueprint.get("/<lang:language>/return")
@public
def show_return(language: str) -> ResponseReturnValue:
    """Ask for the code."""
    notice = words.visit_over() if "ended" in request.args else ""
    return ask_for_code(ReturnForm(), notice, tone="info", status=200)


@blueprint.post("/<lang:language>/return")
@public
def open_thread(language: str) -> ResponseReturnValue:
    """Open the thread of a code, or ask again."""
    form = ReturnForm()
    if not form.may_be_taken():
        return ask_for_code(form, status=form.status_shown_again)
    try:
        opened = _open(normalise(form.code.data or ""))
        return _enter(*opened, language, form) if opened else ask_for_code(form, words.opens_nothing())
    except Busy:
        return ask_for_code(form, words.many_at_once(), status=429)
    except UNKEPT as error:
        current_app.logger.error("a thread could not be opened: %s", type(error).__name__)
        return ask_for_code(form, words.cannot_look(), status=503)


def _open(code: str) -> tuple[Thread, str] | None:
    """The thread of a code and a session over it, or None after exactly the same steps for every code that fails."""
    with pace.a_place(Bucket.CODE_TRIES, slowed=pace.too_many(Bucket.CODE_TRIES)):
        keys = receipt.stretch_code(code, runtime().secrets.pepper)
    with changing() as work:
        found = receipt.find_thread(work, keys)
        if found is None:
            return None
        opened = thread.enter(work, found, keys)
        return opened, thread_session.start(work, opened)


def _enter(opened: Thread, token: str, language: str, form: ReturnForm) -> ResponseReturnValue:
    """To the thread; what was being written stands in its form again, and is not sent."""
    if form.message.words:
        response = make_response(show_messages(opened, words.not_sent(), tone="info"))
    else:
        response = make_response(redirect(url_for("public.show_thread", language=language), 303))
    cookies.keep(response, cookies.SESSION, token)
    return response
