"""What the check page shows: every question that was asked, what was said to it, and on which page it is changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from intake.questionnaires import answers
from intake.questionnaires.definition import Kind, Question, YesNo
from intake.web.answers_in_words import in_words
from intake.web.contact_field import ContactField
from intake.web.contact_words import CHANNELS, Voice
from intake.web.languages import page_language
from intake.web.places import zone_name
from intake.web.public.steps import SteppedForm
from intake.web.question_fields import YES_NO

_TYPED: Final = frozenset({Kind.LONG, Kind.SHORT, Kind.PERSON, Kind.WHEN})


@dataclass(frozen=True, slots=True)
class Said:
    """A part of an answer: words of ours, then what the person typed. `about` says what of, where there are many."""

    ours: str = ""
    typed: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """A question, its answer, and the page to change it on (from 1). Nothing said means that it was left out."""

    question: str
    said: tuple[Said, ...]
    page: int


def look_over(form: SteppedForm) -> tuple[Looked, ...]:
    """The questions of whoever gave these answers, in the order of the pages, as the answers would be kept now."""
    given = {each.name: form[each.name].answer for each in form.questionnaire.questions}
    asked = answers.asks(form.questionnaire, given)
    return tuple(Looked(str(form[each.name].label.text), tuple(_said(form, each)), page)
                 for page, step in enumerate(form.steps, 1) for each in step if each in asked)


def _said(form: SteppedForm, question: Question) -> Iterator[Said]:
    field = form[question.name]
    if isinstance(field, ContactField):
        yield from _contact(field)
    elif field.answer:
        words = in_words(question, field.answer, page_language())
        yield Said(typed=(words,)) if question.kind in _TYPED else Said(ours=words)


def _contact(field: ContactField) -> Iterator[Said]:
    told, voice = field.contact, field.voice
    if told.may or field.choice in voice.may:
        yield Said(ours=str(voice.may["ways" if told.may else "return"]))
    for channel, way in told.ways.items():
        typed = tuple(text for text in (way.address, way.times) if text)
        yield Said(str(voice.safeties[way.safety]), typed, str(CHANNELS[channel]))
    for part in voice.beside:
        if value := getattr(told, part):
            yield _beside(voice, part, value)


def _beside(voice: Voice, part: str, value: Any) -> Said:
    language, about = page_language(), str(voice.beside[part])
    match part:
        case "zone":
            return Said(zone_name(value, language), about=about)
        case "voicemail" | "withheld" | "named" | "reminder":
            return Said(str(YES_NO[YesNo(value)]), about=about)
        case "onlookers":
            named = [str(voice.who[each]) for each in value]
            return Said(" · ".join(named), about=about)
        case _:
            return Said(typed=(value,), about=about)
