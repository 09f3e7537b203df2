"""The thread, for somebody whose receipt code opened it: read, write, leave.

With an ended session the code is asked for again; what was being written comes along (DESIGN 2, promise 11).
"""

from contextlib import suppress

from flask import current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake.cases import sent, thread
from intake.cases.thread import Thread
from intake.errors import NotFound
from intake.web import cookies
from intake.web.guard import public
from intake.web.public import thread_session, words
from intake.web.public.blueprint import blueprint
from intake.web.public.return_form import ReturnForm, ask_for_code, back_to_the_code
from intake.web.public.sending import UNKEPT
from intake.web.public.thread_page import MessageForm, show_messages, show_without_messages
from intake.web.work import changing, runtime


@blueprint.get("/<lang:language>/thread")
@public
def show_thread(language: str) -> ResponseReturnValue:
    """The messages so far, and a form for one more."""
    opened = thread_session.find()
    notice = words.code_changed() if "code" in request.args else ""
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
        opened = thread_session.find()
        if opened is None:
            return ask_for_code(ReturnForm(), words.text_kept())
        if not form.may_be_taken():
            return show_messages(opened, form=form, status=form.status_shown_again)
        _send(opened, form, language)
    except NotFound:
        return ask_for_code(ReturnForm(), words.text_kept())
    except UNKEPT as error:
        current_app.logger.error("a message could not be kept: %s", type(error).__name__)
        return show_without_messages(form, words.not_kept())
    return redirect(url_for("public.show_thread", language=language, _anchor="newest"), 303)


@blueprint.post("/<lang:language>/thread/leave")
@public
def leave_thread(language: str) -> ResponseReturnValue:
    """End the session. It asks for no token: `/exit` is a plain link that does the same."""
    thread_session.end()
    response = make_response(redirect(url_for("public.show_home", language=language), 303))
    cookies.forget_session(response)
    return response


def _send(opened: Thread, form: MessageForm, language: str) -> None:
    text = form.message.words
    sending = sent.fingerprint(runtime().secrets.pepper, form.issued().nonce, {"message": text})
    with changing() as work:
        thread.send(work, opened, text, language, sending)
