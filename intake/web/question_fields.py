"""The fields of a questionnaire, one for each kind of question. Each gives its `answer` as the core keeps it.

Nothing here can be answered wrongly but by length: what is no choice counts as not chosen, and half a date is a date.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from babel.lists import format_list
from flask_babel import LazyString, get_locale, gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from intake.calendars.convert import Calendar
from intake.questionnaires.definition import Kind, Question, Texts, YesNo
from intake.questionnaires.when import When
from intake.web.contact_field import ContactField
from intake.web.days import CALENDARS, example_day, usual_calendar
from intake.web.forms import LINE_LIMIT, TEXT_LIMIT, Needed, WordsField, plain_lines, text_limit
from intake.web.languages import page_language
from intake.web.places import countries, spoken

PART_LIMIT = 200
_EXAMPLE: Final = date(2022, 3, 21)
NOTHING_WRITTEN = _l("Please write something here, even one sentence.")
YES_NO = {
    YesNo.YES: _l("Yes"),
    YesNo.NO: _l("No"),
    YesNo.UNKNOWN: _l("I do not know"),
    YesNo.UNSAID: _l("I would rather not say"),
}


class TextAnswer(WordsField):
    """A text of one or many lines."""

    @property
    def answer(self) -> str:
        """What was typed."""
        return self.words


class OneOf(RadioField):
    """A choice that cannot be wrong: what is none of the choices counts as not chosen."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the posted choice, if it is one."""
        known = {choice.value for choice in self.choices or () if isinstance(choice, SelectChoice)}
        self.data = valuelist[0] if valuelist and valuelist[0] in known else self.default

    def pre_validate(self, form: Any) -> None:
        """Nothing is left to refuse."""

    @property
    def answer(self) -> str:
        """The choice, or nothing."""
        return self.data or ""


class SeveralOf(SelectMultipleField):
    """Any number of choices; what is none of them is left out."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the posted choices, in the order in which they are offered."""
        self.data = [choice.value for choice in self.choices or ()
                     if isinstance(choice, SelectChoice) and choice.value in valuelist]

    def pre_validate(self, form: Any) -> None:
        """Nothing is left to refuse."""

    @property
    def answer(self) -> list[str]:
        """The choices."""
        return list(self.data or ())


class ListedField(SelectField):
    """One of a long list that depends on the page's language, or nothing."""

    def __init__(self, label: Any, *, offered: Callable[[str], list[tuple[str, str]]], **given: Any) -> None:
        self.offered = offered
        super().__init__(label, choices=(), validate_choice=False, **given)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the posted choice, if it is one."""
        known = {code for code, _ in self.offered("en")}
        self.data = valuelist[0] if valuelist and valuelist[0] in known else ""

    def listed(self) -> list[tuple[str, str]]:
        """Codes and names, in the page's language and its order."""
        return self.offered(str(get_locale() or "en"))

    @property
    def answer(self) -> str:
        """The code, or nothing."""
        return self.data or ""


class PartsField(Field):
    """A field of several inputs, whose names begin with its own."""

    parts: tuple[str, ...] = ()

    @property
    def typed(self) -> dict[str, str]:
        """What stands in each input."""
        return dict(self.data)

    @property
    def first_id(self) -> str:
        """The id of the input where somebody begins."""
        return f"{self.id}-{self.parts[0]}"

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take all inputs at once."""
        self.process_errors = []
        self.data = {part: plain_lines(formdata.get(f"{self.name}-{part}")) if formdata else ""
                     for part in self.parts}

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no short line."""
        if any(len(value) > PART_LIMIT for value in self.typed.values()):
            raise ValidationError(str(_l("This is too long: at most %(max)d characters.", max=PART_LIMIT)))


class WhenField(PartsField):
    """A date as somebody remembers it: year, month and day, each of them free, in one of the calendars."""

    parts = ("day", "month", "year", "calendar")
    calendars = CALENDARS

    @property
    def hint(self) -> str:
        """What the question says of itself, and one day as it is written in each calendar."""
        written = [example_day(_EXAMPLE, calendar) for calendar in Calendar]
        example = gettext("For example: %(days)s.", days=format_list(written, style="or", locale=get_locale() or "en"))
        return f"{self.description} {example}".strip()

    @property
    def calendar(self) -> str:
        """The calendar chosen, or the one that people of the page's language think in."""
        chosen = self.data["calendar"]
        return str(chosen if chosen in set(Calendar) else usual_calendar(page_language()))

    @property
    def answer(self) -> dict[str, Any]:
        """The date as a record; an empty one where nothing was typed."""
        return When(self.data["year"], self.data["month"], self.data["day"], Calendar(self.calendar)).record()


class PersonField(PartsField):
    """Somebody who is written about: what to call them, and about how old they are."""

    parts = ("called", "age")

    @property
    def answer(self) -> dict[str, str]:
        """What was typed of them."""
        return {part: value for part, value in self.data.items() if value}


def said(texts: Texts) -> LazyString:
    """A text of a questionnaire, in the language of the page that shows it."""
    return LazyString(lambda: texts.say(page_language()))


def field_for(question: Question) -> Any:
    """The unbound field of a question."""
    label, hint = said(question.label), said(question.hint) if question.hint else ""
    made, given = _FIELDS[question.kind]
    return made(label, description=hint, **given(question))


def _choices(question: Question) -> dict[str, Any]:
    return {"choices": [SelectChoice(choice.value, said(choice.label)) for choice in question.choices]}


def _nothing(_question: Question) -> dict[str, Any]:
    return {}


_FIELDS: dict[Kind, tuple[type[Field], Callable[[Question], dict[str, Any]]]] = {
    Kind.LONG: (TextAnswer, lambda question: {
        "validators": [*([Needed(NOTHING_WRITTEN)] if question.required else []), text_limit(TEXT_LIMIT)]}),
    Kind.SHORT: (TextAnswer, lambda _: {"validators": [text_limit(LINE_LIMIT)], "widget": TextInput()}),
    Kind.ONE: (OneOf, _choices),
    Kind.YES_NO: (OneOf, lambda _: {"choices": [SelectChoice(each.value, words) for each, words in YES_NO.items()]}),
    Kind.SEVERAL: (SeveralOf, _choices),
    Kind.WHEN: (WhenField, _nothing),
    Kind.PERSON: (PersonField, _nothing),
    Kind.COUNTRY: (ListedField, lambda _: {"offered": countries}),
    Kind.LANGUAGE: (ListedField, lambda _: {"offered": spoken}),
    Kind.CONTACT: (ContactField, _nothing),
}


