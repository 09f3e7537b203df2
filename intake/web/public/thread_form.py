"""A page of its own within a conversation: what is answered there becomes an entry, as a message does.

With an ended visit the code is asked for, and everything typed comes along (`return_form.py`).
"""

import json
from dataclasses import dataclass
from typing import Any

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from intake.cases import sent, thread
from intake.cases.thread import Thread
from intake.errors import NotFound
from intake.web.forms import PublicForm
from intake.web.public import thread_session, words
from intake.web.public.return_form import ReturnForm, ask_for_code, back_to_the_code
from intake.web.public.sending import UNKEPT
from intake.web.work import changing, runtime


class FormInThread(PublicForm):
    """What such a page asks. Its field `page`, which the template writes, says which one it is when the visit ended."""

    def told(self) -> tuple[str, dict[str, Any]]:
        """What is kept of it: a text, and answers that the desk alone sees."""
        raise NotImplementedError

    def drawn(self, page: "PageInThread") -> str:
        """The page, with whatever was typed."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class PageInThread:
    """What such a page says beside its form."""

    notice: str
    tone: str
    answer_in: str
    minutes: int


def show(form: FormInThread, language: str) -> ResponseReturnValue:
    """The page, empty, for whoever is in the conversation."""
    return render(form) if thread_session.visit() is not None else back_to_the_code(language)


def send(form: FormInThread, language: str) -> ResponseReturnValue:
    """Keep what was answered, then show the conversation with it; or the page again, with all that was typed."""
    try:
        opened = thread_session.visit()
        if opened is None:
            return _ask_again()
        if not form.may_be_taken():
            return render(form), form.status_shown_again
        _keep(opened, form, language)
    except NotFound:
        return _ask_again()
    except UNKEPT as error:
        current_app.logger.error("an entry could not be kept: %s", type(error).__name__)
        return render(form, words.not_kept()), 503
    return redirect(url_for("public.show_thread", language=language, _anchor="newest"), 303)


def render(form: FormInThread, notice: str = "", tone: str = "warn") -> str:
    """The page with whatever was typed."""
    settings = runtime().settings
    answer_in = words.within_days(settings.answering_days)
    return form.drawn(PageInThread(notice, tone, answer_in, settings.thread_minutes))


def _keep(opened: Thread, form: FormInThread, language: str) -> None:
    text, answers = form.told()
    fields = {"message": text, "answers": json.dumps(answers, sort_keys=True)}
    sending = sent.fingerprint(runtime().secrets.pepper, form.issued().nonce, fields)
    with changing() as work:
        thread.send(work, opened, text, language, sending, answers)


def _ask_again() -> ResponseReturnValue:
    form = ReturnForm()
    return ask_for_code(form, words.text_kept() if form.message.words else words.unseen_kept())
