"""What somebody answered, as they were asked it: in their version's words and language, and beside it the desk's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel.lists import format_list
from flask_babel import force_locale

from intake.calendars.convert import Calendar
from intake.errors import NotFound
from intake.questionnaires.answers import Answer, told
from intake.questionnaires.definition import CALLED, CONTACT, FOR_WHOM, Kind, Question, YesNo
from intake.questionnaires.when import Precision, When, when_from
from intake.web.days import CALENDARS, day, page_calendar
from intake.web.desk.words import _
from intake.web.filters import isolated
from intake.web.languages import page_language
from intake.web.places import country_name, language_name
from intake.web.question_fields import YES_NO
from intake.web.work import runtime

_SHOWN_ELSEWHERE = frozenset({CALLED, CONTACT, FOR_WHOM})


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """A question and its answer, in the reader's language and, where that differs, in the person's."""

    question: str
    answer: str
    asked: str
    answered: str


def of(answers: Mapping[str, Any], language: str) -> tuple[GivenAnswer, ...]:
    """The answers that an entry holds, in their order; the message and what the card shows aside.

    `language` is the one they were asked in. Nothing where the entry holds none, or its form is not known any more.
    """
    if "given" not in answers:
        return ()
    try:
        questionnaire = runtime().questionnaires.of_version(answers["form"], answers["version"])
    except NotFound:
        return ()
    return tuple(_given(each.question, each.answer, language) for each in told(questionnaire, answers["given"])
                 if each.question.name not in _SHOWN_ELSEWHERE)


def _given(question: Question, answer: Answer, theirs: str) -> GivenAnswer:
    ours = page_language()
    with force_locale(theirs):
        asked, answered = question.label.say(theirs), _said(question, answer, theirs)
    if ours == theirs:
        return GivenAnswer(asked, answered, "", "")
    return GivenAnswer(question.label.say(ours), _said(question, answer, ours), asked, answered)


def _said(question: Question, answer: Any, language: str) -> str:
    match question.kind:
        case Kind.YES_NO:
            return str(YES_NO[YesNo(answer)])
        case Kind.ONE | Kind.SEVERAL:
            chosen = [answer] if isinstance(answer, str) else answer
            labels = [choice.label.say(language) for choice in question.choices if choice.value in chosen]
            return format_list(labels, style="unit", locale=language) if labels else ""
        case Kind.COUNTRY:
            return country_name(answer, language)
        case Kind.LANGUAGE:
            return language_name(answer, language)
        case Kind.WHEN:
            return _when(when_from(answer), language)
        case Kind.PERSON:
            return ", ".join(answer.values())
        case _:
            return str(answer)


def _when(told_as: When, language: str) -> str:
    """The date as it was told, with its calendar; for the reader also the day, or from when to when year or month was.

    The calendar's name stands first: by its letters the browser finds the direction of the line.
    """
    typed = " ".join(part for part in (told_as.day, told_as.month, told_as.year) if part)
    entered = f"{CALENDARS[told_as.calendar]}: {isolated(typed)}"
    span, same_calendar = told_as.span(), told_as.calendar is Calendar.GREGORIAN
    if span is None or language != page_language():
        return entered
    if span.precision is Precision.DAY:
        return day(span.first) if same_calendar else f"{entered} = {day(span.first)}"
    if same_calendar and page_calendar() is Calendar.GREGORIAN:
        return entered
    return f"{entered} = {_('from %(first)s to %(last)s', first=day(span.first), last=day(span.last))}"
