"""An answer in words, as whoever gave it reads it over and as the desk reads it."""

from typing import Any

from babel.lists import format_list

from intake.questionnaires.definition import Kind, Question, YesNo
from intake.questionnaires.when import Calendar, When, when_from
from intake.web.filters import day
from intake.web.places import country_name, language_name
from intake.web.question_fields import CALENDARS, YES_NO


def in_words(question: Question, answer: Any, language: str) -> str:
    """The answer to a question in a language, the one that is spoken just now; ways of contact have a card instead."""
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
            return _when(when_from(answer))
        case Kind.PERSON:
            return ", ".join(answer.values())
        case _:
            return str(answer)


def _when(told_as: When) -> str:
    """The date as it was told, with its calendar, and the day that it is where it is one."""
    typed = " ".join(part for part in (told_as.day, told_as.month, told_as.year) if part)
    exact = told_as.as_gregorian()
    if exact is None:
        return f"{typed} ({CALENDARS[told_as.calendar]})"
    if told_as.calendar is Calendar.GREGORIAN:
        return day(exact)
    return f"{typed} ({CALENDARS[told_as.calendar]}): {day(exact)}"
