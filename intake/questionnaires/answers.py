"""What somebody answered: which questions were theirs to answer, and which answers are kept.

An answer is what JSON can say: text, a list of choices, or a small record for a date, a person or the ways of contact.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intake.questionnaires.definition import MESSAGE, Question, Questionnaire

Answer = Any


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer, in the words of the version that was asked."""

    question: Question
    answer: Answer


def asks(questionnaire: Questionnaire, given: Mapping[str, Answer]) -> tuple[Question, ...]:
    """The questions that somebody with these answers is asked, in their order."""
    return tuple(
        each for each in questionnaire.questions
        if each.only_if is None or each.only_if.answer in _chosen(given.get(each.only_if.question))
    )


def kept(questionnaire: Questionnaire, given: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers worth keeping, the message aside: to questions that were asked, and not empty."""
    return {each.name: given[each.name] for each in asks(questionnaire, given)
            if each.name != MESSAGE and given.get(each.name)}


def told(questionnaire: Questionnaire, given: Mapping[str, Answer]) -> tuple[Asked, ...]:
    """The answered questions in their order, for whoever reads the case."""
    return tuple(Asked(each, given[each.name]) for each in questionnaire.questions if each.name in given)


def _chosen(answer: Answer) -> tuple[str, ...]:
    return tuple(answer) if isinstance(answer, list | tuple) else (answer,)
