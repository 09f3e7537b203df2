"""The way back: a receipt code opens its thread.

A code that is wrong, was replaced or burnt, or whose case was erased meets the same steps and the same page: one
Argon2id, one unit of work, one sentence. Only a typing error is told apart, by the check digit alone, before anything
is tried.

A code that staff handed out opens nothing by itself. Its page shows another, which follows from the form and the code;
that one opens the thread as soon as the person says that they have it, and until then the first one stays good.
"""

from collections.abc import Callable
from typing import Final

from flask import current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake.cases import receipt, thread, way_back
from intake.cases.thread import Thread
from intake.errors import Busy, NotFound
from intake.vault.lately import Bucket
from intake.vault.receipt_code import code_after, normalise
from intake.web import cookies
from intake.web.guard import public
from intake.web.public import arrived, pace, thread_contact, thread_form, thread_session, thread_wishes, words
from intake.web.public.blueprint import blueprint
from intake.web.public.new_code import show_first_code
from intake.web.public.return_form import PAGE, ReturnForm, ask_for_code, refuse_code
from intake.web.public.sending import UNKEPT
from intake.web.public.thread_form import FormInThread
from intake.web.public.thread_page import MessageForm, show_messages
from intake.web.work import changing, runtime

_PAGES: Final[dict[str, Callable[[], FormInThread]]] = {
    "contact": thread_contact.asked,
    "ask": thread_wishes.ThreadWishForm,
}


@blueprint.get("/<lang:language>/return")
@public
def show_return(language: str) -> ResponseReturnValue:
    """Ask for the code."""
    if told := request.args.get("arrived"):
        return ask_for_code(ReturnForm(), words.arrived(files=told == "files"), tone="good", status=200)
    notice = words.visit_over() if "ended" in request.args else ""
    return ask_for_code(ReturnForm(), notice, tone="info", status=200)


@blueprint.post("/<lang:language>/return")
@public
def open_thread(language: str) -> ResponseReturnValue:
    """Open the thread of a code, or ask again."""
    return _let_in(language, _open)


@blueprint.post("/<lang:language>/return/code")
@public
def take_first_code(language: str) -> ResponseReturnValue:
    """Put the code that the page showed in the place of the one that was handed out, and open the thread."""
    return _let_in(language, _replace)


def _let_in(language: str, through: Callable[[ReturnForm, str], ResponseReturnValue | None]) -> ResponseReturnValue:
    form = ReturnForm()
    if not form.may_be_taken():
        return ask_for_code(form, status=form.status_shown_again)
    try:
        return through(form, language) or refuse_code(form)
    except NotFound:
        return refuse_code(form)
    except Busy:
        return ask_for_code(form, words.many_at_the_door(), status=429)
    except UNKEPT as error:
        current_app.logger.error("a thread could not be opened: %s", type(error).__name__)
        return ask_for_code(form, words.cannot_look(), status=503)


def _open(form: ReturnForm, language: str) -> ResponseReturnValue | None:
    """The thread of a code, or None after exactly the same steps for every code that opens nothing."""
    pepper = runtime().secrets.pepper
    with pace.a_place(Bucket.CODE_TRIES, slowed=pace.too_many(Bucket.CODE_TRIES)):
        keys = receipt.stretch_code(normalise(form.code.data or ""), pepper)
    with changing() as work:
        found = receipt.find_thread(work, keys)
        opened = thread.enter(work, found, keys) if found is not None and not found.handed_out else None
        token = thread_session.start(work, opened) if opened is not None else ""
    if opened is not None:
        return _enter(opened, token, language, form)
    return show_first_code(form, code_after(pepper, form.issued().nonce, keys.tag)) if found is not None else None


def _replace(form: ReturnForm, language: str) -> ResponseReturnValue | None:
    """The thread with its new code. The page that showed it holds the same form, so the same code follows."""
    pepper = runtime().secrets.pepper
    with pace.a_place(Bucket.CODE_TRIES, slowed=pace.too_many(Bucket.CODE_TRIES)):
        handed_out = receipt.stretch_code(normalise(form.code.data or ""), pepper)
        code = code_after(pepper, form.issued().nonce, handed_out.tag)
        keys = receipt.stretch_code(code, pepper)
    try:
        with changing() as work:
            opened = way_back.replace(work, handed_out, keys)
            token = thread_session.start(work, opened) if opened is not None else ""
    except UNKEPT as error:
        current_app.logger.error("a code could not be replaced: %s", type(error).__name__)
        return show_first_code(form, code, words.code_not_changed(), status=503)
    return _enter(opened, token, language, form) if opened is not None else None


def _enter(opened: Thread, token: str, language: str, form: ReturnForm) -> ResponseReturnValue:
    """To the thread; what was being written stands in its form again, and is not sent, unless it had arrived."""
    response = make_response(_with_what_was_typed(opened, language, form)
                             or redirect(url_for("public.show_thread", language=language), 303))
    cookies.keep(response, cookies.SESSION, token)
    return response


def _with_what_was_typed(opened: Thread, language: str, form: ReturnForm) -> ResponseReturnValue | None:
    page = _PAGES.get(request.form.get(PAGE, ""))
    make: Callable[[], FormInThread | MessageForm] | None = page or (MessageForm if form.message.words else None)
    if make is None:
        return None
    cases, typed = arrived.arrived_in(make()), make()  # the one that is shown was not judged
    if opened.case_id in cases:
        return arrived.to_the_conversation(language)
    if cases:  # here it is something new, and must not be taken for what arrived there
        typed.start_anew()
    if isinstance(typed, FormInThread):
        return thread_form.render(typed, words.not_sent(), tone="info")
    return show_messages(opened, words.not_sent(), form=typed, tone="info")
