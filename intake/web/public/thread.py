"""The thread, for somebody whose receipt code opened it: read, write, leave.

With an ended session the code is asked for again; what was being written comes along (DESIGN 2, promise 11).
"""

from collections.abc import Callable
from contextlib import suppress

from flask import current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake.cases import thread
from intake.cases.thread import Thread
from intake.errors import NotFound
from intake.web import cookies
from intake.web.file_words import HERE
from intake.web.guard import public
from intake.web.public import arrived, sent_files, thread_session, words
from intake.web.public.blueprint import blueprint
from intake.web.public.return_form import ReturnForm, ask_for_code, back_to_the_code
from intake.web.public.sending import UNKEPT
from intake.web.public.thread_page import MessageForm, show_messages, show_without_messages
from intake.web.taking import Told
from intake.web.work import changing


@blueprint.context_processor
def whose_page() -> dict[str, Callable[[], str]]:
    """What forms on pages of a conversation bring along, so that they reach no other one."""
    return {"conversation": thread_session.conversation}


@blueprint.get("/<lang:language>/thread")
@public
def show_thread(language: str) -> ResponseReturnValue:
    """The messages so far, and a form for one more."""
    opened = thread_session.find()
    notice = words.code_changed() if "code" in request.args else words.arrived() if "arrived" in request.args else ""
    with suppress(NotFound):
        if opened is not None:
            return show_messages(opened, notice, tone="good")
    return back_to_the_code(language)


@blueprint.post("/<lang:language>/thread")
@public
def send_message(language: str) -> ResponseReturnValue:
    """Take a message, then show the thread with it."""
    form = MessageForm()
    try:
        return _take(form, language) or _ask_again(form, language)
    except UNKEPT as error:
        current_app.logger.error("a message could not be kept: %s", type(error).__name__)
        return show_without_messages(form, words.not_kept())


@blueprint.post("/<lang:language>/thread/leave")
@public
def leave_thread(language: str) -> ResponseReturnValue:
    """End the session. It asks for no token: `/exit` is a plain link that does the same."""
    thread_session.end()
    response = make_response(redirect(url_for("public.show_home", language=language), 303))
    cookies.forget_session(response)
    return response


def _take(form: MessageForm, language: str) -> ResponseReturnValue | None:
    """What follows on the message; None where the visit is over."""
    with suppress(NotFound):
        opened = thread_session.find()
        if opened is None:
            return None
        if not form.may_be_taken():
            return show_messages(opened, form=form, status=form.status_shown_again)
        if told := _send(opened, form, language):
            return show_messages(opened, words.files_missing(), form=form, files=told)
        return redirect(url_for("public.show_thread", language=language, _anchor="newest"), 303)
    return None


def _send(opened: Thread, form: MessageForm, language: str) -> tuple[Told, ...]:
    """Keep the message, then take its files; what is told of these, unless all of them arrived."""
    with changing() as work:
        place = thread.send(work, opened, form.message.words, language, form.sending())
    told = sent_files.take(place, form.issued().nonce, language, thread_session.find)
    return told if any(each.fate not in HERE for each in told) else ()


def _ask_again(form: MessageForm, language: str) -> ResponseReturnValue:
    """The code is asked for; what was being written comes along unless it had arrived, files do not."""
    if arrived.arrived_in(form):
        return arrived.to_the_code(language)
    notice = words.text_kept()
    return ask_for_code(ReturnForm(), f"{notice} {words.choose_again()}" if sent_files.were_chosen() else notice)
