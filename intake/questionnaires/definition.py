"""What a public form asks: a versioned definition, checked when it is read. It knows no page and no case.

Each question records why it is asked, who sees the answer and how long it is kept, and speaks all languages; a
definition that leaves one of these out is refused (requirements F-002, L-024).
"""

import tomllib
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Words = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,30}$")]

MESSAGE: Final = "message"
CALLED: Final = "called"
CONTACT: Final = "contact"
FOR_WHOM: Final = "for_whom"
_TAKEN: Final = frozenset({
    "csrf_token", "website", "again", "other_language", "go_on", "only_shown", "origin", "version", "entrance",
    "files", "as_evidence", "questionnaire", "data", "errors", "form_errors", "meta", "caught", "enquiry", "issued",
    "process", "validate", "start_anew", "hidden_tag", "token_failed", "steps", "step", "asked", "carried", "at",
    "at_the_end", "changing", "change", "back", "send", "team", "how", "told_in", "hand_out", "sending",
    "other_form", "offer", "nonce", "is_meant", "endpoint",
})
"""What a page and its form need themselves."""


class Kind(StrEnum):
    """What an answer is."""

    LONG = "long_text"
    SHORT = "short_text"
    ONE = "single_choice"
    SEVERAL = "multiple_choice"
    YES_NO = "yes_no"
    WHEN = "approximate_date"
    COUNTRY = "country"
    LANGUAGE = "language"
    PERSON = "person"
    CONTACT = "contact_way"


class YesNo(StrEnum):
    """The four answers to a question of yes or no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    UNSAID = "unsaid"


class SeenBy(StrEnum):
    """Who sees an answer: whoever may read the case, or also whoever sees the team's lists."""

    READERS = "readers"
    TEAM = "team"


class Retention(StrEnum):
    """How long an answer is kept: as long as its case."""

    CASE = "case"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Texts(_Part):
    """One text in every language."""

    en: Words
    fa: Words
    ar: Words
    fr: Words
    de: Words
    sq: Words

    def say(self, language: str) -> str:
        """The text in a language of `LANGUAGES`."""
        return str(getattr(self, language))


class Choice(_Part):
    """One of the answers to choose from."""

    value: Name
    label: Texts


class Condition(_Part):
    """A question is asked only of whoever chose this answer to an earlier one."""

    question: Name
    answer: Name


class Question(_Part):
    """One question. `only_if` names the answer that makes it one."""

    name: Name
    kind: Kind
    label: Texts
    hint: Texts | None = None
    reason: Words
    seen_by: SeenBy
    retention: Retention
    required: bool = False
    choices: tuple[Choice, ...] = ()
    only_if: Condition | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """What may be chosen; empty where nothing is chosen from a list of ours."""
        return tuple(YesNo) if self.kind is Kind.YES_NO else tuple(choice.value for choice in self.choices)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if (self.kind in {Kind.ONE, Kind.SEVERAL}) != bool(self.choices):
            raise ValueError(f"{self.name}: choices stand with questions to choose from, and with no others")
        if len(set(self.values)) != len(self.values):
            raise ValueError(f"{self.name}: a choice stands there twice")
        if self.name in _TAKEN or self.required != (self.name == MESSAGE):
            raise ValueError(f"{self.name}: this name is taken, or something else than the message is required")
        return self


class Questionnaire(_Part):
    """A form: who it is for, which version it is, and its questions in their order."""

    form: Name
    version: Annotated[int, Field(ge=1)]
    title: Texts
    lead: Texts
    questions: tuple[Question, ...]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        kinds = {MESSAGE: Kind.LONG, CALLED: Kind.SHORT, CONTACT: Kind.CONTACT}
        named = {question.name: question for question in self.questions}
        if len(named) != len(self.questions) or not kinds.keys() <= named.keys():
            raise ValueError(f"{self.form}: names differ, and there are {', '.join(kinds)} among them")
        if any(question.kind is Kind.CONTACT and question.name != CONTACT for question in self.questions):
            raise ValueError(f"{self.form}: ways of contact are asked once, as {CONTACT}")
        for name, kind in kinds.items():
            if named[name].kind is not kind or named[name].only_if:
                raise ValueError(f"{self.form}: {name} is asked of everybody, as {kind.value}")
        earlier: dict[str, Question] = {}
        for question in self.questions:
            wanted = question.only_if
            asked = earlier.get(wanted.question) if wanted else None
            if wanted and (asked is None or wanted.answer not in asked.values or asked.only_if):
                raise ValueError(f"{self.form}: {question.name} depends on an answer that nobody gave before it")
            earlier[question.name] = question
        return self

    def __hash__(self) -> int:
        """By what names it: the hash of all its texts would be made anew at each asking."""
        return hash((self.form, self.version))

    def question(self, name: str) -> Question:
        """The question of this name."""
        return next(question for question in self.questions if question.name == name)

    def following(self, name: str, answer: str) -> tuple[Question, ...]:
        """The questions asked of whoever gave this answer."""
        return tuple(each for each in self.questions
                     if each.only_if and (each.only_if.question, each.only_if.answer) == (name, answer))

    def steps(self) -> tuple[tuple[Question, ...], ...]:
        """The questions that everybody is asked, in their order, each with those that follow from its answers."""
        return tuple(
            (first, *(each for each in self.questions if each.only_if and each.only_if.question == first.name))
            for first in self.questions if first.only_if is None
        )

    def entrance(self) -> str:
        """Whom a person writes for who chose this form: its name, or nothing for the form that asks it."""
        return "" if any(question.name == FOR_WHOM for question in self.questions) else self.form


def read(text: str) -> Questionnaire:
    """A definition from TOML. Raises pydantic's `ValidationError`, naming each part that is missing or wrong."""
    return Questionnaire.model_validate(tomllib.loads(text))
