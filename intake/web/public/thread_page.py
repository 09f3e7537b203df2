"""The page of a thread: the messages both ways, and the form for the next one."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from intake import clock
from intake.cases import thread
from intake.cases.looked import Look
from intake.cases.promise import promise_of
from intake.cases.thread import Message, Thread, ThreadPage
from intake.cases.wishes import Wish
from intake.web import file_words
from intake.web.days import day
from intake.web.file_words import Limits, Line
from intake.web.forms import Needed, WordsField, text_limit
from intake.web.public import sent_files, words
from intake.web.public.arrived import ArrivingForm
from intake.web.question_fields import NOTHING_WRITTEN
from intake.web.taking import Told
from intake.web.work import reading, runtime


class MessageForm(ArrivingForm):
    """One more message. It is taken over from the request, so it also stands filled on a page that did not send it."""

    message = WordsField(_l("Your message"), [Needed(NOTHING_WRITTEN), text_limit()])

    def fields(self) -> dict[str, str]:
        """The message."""
        return {"message": self.message.words}


@dataclass(frozen=True, slots=True)
class ThreadView:
    """What the page says. `thread` is None when the messages cannot be read just now.

    `damaged` are the ids of files that are not whole; `hidden` says what was taken out of those that the person sent.
    `promised` says by when we answer what was asked for, by the message's id. `looked` says who looked, by day.
    `files` tells what became of those that were just sent, `choose_again` that they did not come along.
    """

    thread: ThreadPage | None
    damaged: frozenset[int]
    hidden: dict[int, str]
    promised: dict[int, str]
    looked: tuple[tuple[str, str], ...]
    answer_in: str
    minutes: int
    limits: Limits
    notice: str
    tone: str
    files: tuple[Line, ...]
    choose_again: bool


def show_messages(
    opened: Thread, notice: str = "", *, form: MessageForm | None = None, tone: str = "warn", status: int = 200,
    files: tuple[Told, ...] = (),
) -> ResponseReturnValue:
    """The page. Raises `NotFound` when the case was erased meanwhile."""
    with reading() as work:
        shown = thread.show(work, opened)
    return _page(shown, form or MessageForm(), notice, tone, files), status


def show_without_messages(form: MessageForm, notice: str) -> ResponseReturnValue:
    """The page while a store fails: what was typed, and a word about it."""
    return _page(None, form, notice, "warn"), 503


def _page(shown: ThreadPage | None, form: MessageForm, notice: str, tone: str, files: tuple[Told, ...] = ()) -> str:
    settings = runtime().settings
    sent = [each for message in shown.messages for each in message.files] if shown else []
    view = ThreadView(
        thread=shown, damaged=frozenset(each.id for each in sent if runtime().blobs.size(each.blob) != each.stored),
        hidden={each.id: file_words.hidden(each.cleaning) for each in sent if not each.ours},
        promised=_promised(shown.messages if shown else ()), looked=_looked(shown.looks if shown else ()),
        answer_in=words.within_days(settings.answering_days), minutes=settings.thread_minutes,
        limits=file_words.limits(), notice=notice, tone=tone,
        files=file_words.lines(files), choose_again=not files and sent_files.were_chosen(),
    )
    return render_template("public/show_thread.html", form=form, page=view)


def _promised(messages: Iterable[Message]) -> dict[int, str]:
    """By when we answer what was asked for and waits; nothing where that day is over."""
    promise = promise_of(runtime().settings)
    days = {each.id: promise.last_day(each.at.date()) for each in messages
            if each.waits and each.wish in {Wish.ERASURE, Wish.COPY}}
    return {message: day(last) for message, last in days.items() if last >= clock.today()}


def _looked(looks: Iterable[Look]) -> tuple[tuple[str, str], ...]:
    return tuple((day(on), words.roles(those)) for on, those in groupby(looks, key=lambda look: look.day))
