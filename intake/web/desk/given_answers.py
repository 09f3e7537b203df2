"""What somebody answered, as they were asked it: in their version's words and language, and beside it the desk's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale

from intake.errors import NotFound
from intake.questionnaires.answers import Answer, told
from intake.questionnaires.definition import CALLED, CONTACT, FOR_WHOM, Question
from intake.web.answers_in_words import in_words
from intake.web.languages import page_language
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
        asked, answered = question.label.say(theirs), in_words(question, answer, theirs)
    if ours == theirs:
        return GivenAnswer(asked, answered, "", "")
    return GivenAnswer(question.label.say(ours), in_words(question, answer, ours), asked, answered)
