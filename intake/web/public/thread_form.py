"""A page of its own within a conversation: what is answered there becomes an entry, as a message does.

With an ended visit the code is asked for, and everything typed comes along (`return_form.py`).
"""

import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from intake.cases import thread
from intake.cases.thread import Thread
from intake.errors import NotFound
from intake.web.public import arrived, thread_session, words
from intake.web.public.arrived import ArrivingForm
from intake.web.public.return_form import ReturnForm, ask_for_code, back_to_the_code
from intake.web.public.sending import UNKEPT
from intake.web.work import changing, runtime


class FormInThread(ArrivingForm):
    """What such a page asks. Its field `page`, which the template writes, says which one it is when the visit ended."""

    def told(self) -> tuple[str, dict[str, Any]]:
        """What is kept of it: a text, and answers that the desk alone sees."""
        raise NotImplementedError

    def fields(self) -> dict[str, str]:
        """The text and the answers."""
        text, answers = self.told()
        return {"message": text, "answers": json.dumps(answers, sort_keys=True)}

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
        return _take(form, language) or _ask_again(form, language)
    except UNKEPT as error:
        current_app.logger.error("an entry could not be kept: %s", type(error).__name__)
        return render(form, words.not_kept()), 503


def render(form: FormInThread, notice: str = "", tone: str = "warn") -> str:
    """The page with whatever was typed."""
    settings = runtime().settings
    answer_in = words.within_days(settings.answering_days)
    return form.drawn(PageInThread(notice, tone, answer_in, settings.thread_minutes))


def _take(form: FormInThread, language: str) -> ResponseReturnValue | None:
    """What follows on the form; None where the visit is over."""
    opened = thread_session.visit()
    if opened is None:
        return None
    if not form.may_be_taken():
        return render(form), form.status_shown_again
    with suppress(NotFound):
        _keep(opened, form, language)
        return redirect(url_for("public.show_thread", language=language, _anchor="newest"), 303)
    return None


def _keep(opened: Thread, form: FormInThread, language: str) -> None:
    text, answers = form.told()
    with changing() as work:
        thread.send(work, opened, text, language, form.sending(), answers)


def _ask_again(form: FormInThread, language: str) -> ResponseReturnValue:
    if arrived.arrived_in(form):
        return arrived.to_the_code(language)
    back = ReturnForm()
    return ask_for_code(back, words.text_kept() if back.message.words else words.unseen_kept())
