"""The canned answers beside a message: in the language of the message, and in the reader's where that is another."""

from dataclasses import dataclass
from typing import Final

from flask import request

from intake.canned.answers import Answer, added
from intake.web.desk import words
from intake.web.desk.forms import ReplyForm
from intake.web.languages import page_language
from intake.web.work import runtime

_BUTTON: Final = "put_in"


@dataclass(frozen=True, slots=True)
class Said:
    """A text, its language, and what that is called."""

    text: str
    language: str
    called: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One answer. `own`: what it says in the reader's language, if that is another and somebody wrote it."""

    name: str
    title: str
    said: Said
    own: Said | None


def offers(language: str) -> tuple[Offer, ...]:
    """All answers that there are in a language, in their order."""
    return tuple(_offer(each, language) for each in runtime().canned if language in each.text)


def put_in(form: ReplyForm) -> bool:
    """Where the button of an answer was pressed: put it at the end of the message, in the language chosen for that.

    Says whether this is all that was asked for. A form whose token does not hold asks for nothing.
    """
    if _BUTTON not in request.form or not form.csrf_token.validate(form):
        return False
    for offer in offers(form.language.data or ""):
        if offer.name == request.form[_BUTTON]:
            form.text.data = added(form.text.words, offer.said.text)
    return True


def _offer(answer: Answer, language: str) -> Offer:
    ours = page_language()
    title = next((answer.title[each] for each in (ours, "en") if each in answer.title), answer.name)
    own = _said(answer, ours) if ours != language and ours in answer.text else None
    return Offer(answer.name, title, _said(answer, language), own)


def _said(answer: Answer, language: str) -> Said:
    return Said(answer.text[language], language, words.language_name(language))
