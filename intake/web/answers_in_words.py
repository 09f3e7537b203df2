"""An answer in words, as whoever gave it reads it over and as the desk reads it."""

from typing import Any

from flask_babel import gettext

from intake.calendars.convert import Calendar
from intake.questionnaires.definition import Kind, Question, YesNo
from intake.questionnaires.when import Precision, When, when_from
from intake.web.days import CALENDARS, day, page_calendar
from intake.web.filters import isolated
from intake.web.languages import page_language
from intake.web.places import country_name, language_name
from intake.web.question_fields import YES_NO


def in_words(question: Question, answer: Any, language: str) -> str:
    """The answer to a question in a language, the one that is spoken just now; ways of contact have a card instead."""
    match question.kind:
        case Kind.YES_NO:
            return str(YES_NO[YesNo(answer)])
        case Kind.ONE | Kind.SEVERAL:
            chosen = [answer] if isinstance(answer, str) else answer
            labels = [choice.label.say(language) for choice in question.choices if choice.value in chosen]
            return " · ".join(labels)
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
    between = gettext("from %(first)s to %(last)s", first=day(span.first), last=day(span.last))
    return f"{entered} = {between}"
