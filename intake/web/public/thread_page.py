"""The page of a thread: the messages both ways, and the form for the next one."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from intake.cases import thread
from intake.cases.thread import Thread, ThreadPage
from intake.web.forms import Needed, PublicForm, WordsField, text_limit
from intake.web.public import words
from intake.web.question_fields import NOTHING_WRITTEN
from intake.web.work import reading, runtime


class MessageForm(PublicForm):
    """One more message. It is taken over from the request, so it also stands filled on a page that did not send it."""

    message = WordsField(_l("Your message"), [Needed(NOTHING_WRITTEN), text_limit()])


@dataclass(frozen=True, slots=True)
class ThreadView:
    """What the page says. `thread` is None when the messages cannot be read just now."""

    thread: ThreadPage | None
    answer_in: str
    minutes: int
    notice: str
    tone: str


def show_messages(
    opened: Thread, notice: str = "", *, form: MessageForm | None = None, tone: str = "warn", status: int = 200,
) -> ResponseReturnValue:
    """The page. Raises `NotFound` when the case was erased meanwhile."""
    with reading() as work:
        shown = thread.show(work, opened)
    return _page(shown, form or MessageForm(), notice, tone), status


def show_without_messages(form: MessageForm, notice: str) -> ResponseReturnValue:
    """The page while a store fails: what was typed, and a word about it."""
    return _page(None, form, notice, "warn"), 503


def _page(shown: ThreadPage | None, form: MessageForm, notice: str, tone: str) -> str:
    settings = runtime().settings
    view = ThreadView(shown, words.within_days(settings.answering_days), settings.thread_minutes, notice, tone)
    return render_template("public/show_thread.html", form=form, page=view)
