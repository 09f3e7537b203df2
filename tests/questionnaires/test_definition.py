"""A questionnaire is whole or refused: why, who sees it, how long, and six languages, for every question."""

from typing import Any

import pytest
from pydantic import ValidationError

from intake.questionnaires.definition import CALLED, CONTACT, MESSAGE, Kind, Questionnaire, Texts
from intake.questionnaires.kept import ENTRANCES, GENERAL, shipped
from intake.settings import LANGUAGES

SHIPPED = {each.form: each for each in shipped()}


def spoken(text: str = "Text") -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, text)


def question(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": kind, "label": spoken(), "reason": "Why.", "seen_by": "readers",
            "retention": "case"} | more


def definition(*more: dict[str, Any], **changed: Any) -> dict[str, Any]:
    asked = [question("message", "long_text", required=True), *more, question("contact", "contact_way"),
             question("called", "short_text")]
    return {"form": "try", "version": 1, "title": spoken(), "lead": spoken(), "questions": asked} | changed


def test_a_text_speaks_the_languages_of_the_settings() -> None:
    assert tuple(Texts.model_fields) == LANGUAGES


def test_the_general_form_and_each_entrance_have_one() -> None:
    assert set(SHIPPED) == {GENERAL, *ENTRANCES}


@pytest.mark.parametrize("form", sorted(SHIPPED))
def test_a_shipped_form_is_short_and_asks_for_the_message_alone(form: str) -> None:
    questions = SHIPPED[form].questions
    assert len(questions) <= 10
    assert [each.name for each in questions if each.required] == ["message"]


@pytest.mark.parametrize("form", sorted(SHIPPED))
def test_a_shipped_form_says_something_else_in_each_language(form: str) -> None:
    for each in SHIPPED[form].questions:
        texts = [each.label, *([each.hint] if each.hint else []), *(choice.label for choice in each.choices)]
        for text in texts:
            persian = [text.say(language) for language in ("fa", "ar")]
            assert all(any("\u0600" <= mark <= "\u06ff" for mark in said) for said in persian)
            assert len({text.say(language) for language in ("en", "fr", "sq")}) == 3, text.en


@pytest.mark.parametrize("form", sorted(SHIPPED))
def test_a_yes_no_question_can_be_left_open_in_two_ways(form: str) -> None:
    for each in SHIPPED[form].questions:
        if each.kind is Kind.YES_NO:
            assert set(each.values) == {"yes", "no", "unknown", "unsaid"}


@pytest.mark.parametrize("form", sorted(SHIPPED))
def test_who_chooses_one_of_several_can_say_that_they_would_rather_not(form: str) -> None:
    """In words: a browser cannot take such a choice back without a script."""
    for each in SHIPPED[form].questions:
        if each.kind is Kind.ONE:
            assert "would rather not say" in each.choices[-1].label.en


@pytest.mark.parametrize("form", sorted(SHIPPED))
def test_a_form_asks_for_whom_and_what_for_first_then_for_safe_contact_then_for_details(form: str) -> None:
    """Nobody meets a question about danger, or what happened, on the first page."""
    steps = [[each.name for each in step] for step in SHIPPED[form].steps()]
    order = [name for step in steps for name in step]
    first = {"contact": "for_whom", "self": "situation", "someone": "relation", "left": "needs", "information": "about"}
    assert steps[0] == [first[form]]
    assert order.index(MESSAGE) < order.index(CONTACT) < order.index(CALLED)
    assert {"needs", "about", "for_whom"} & set(order[:order.index(MESSAGE)])
    assert set(order[order.index(CONTACT):]) <= {CONTACT, CALLED, "answer_language"}
    for name in {"danger", "pressed"} & set(order):
        assert order.index(MESSAGE) < order.index(name) < order.index(CONTACT)


def test_a_whole_definition_is_taken() -> None:
    assert Questionnaire.model_validate(definition(question("why", "short_text"))).question("why").reason == "Why."


def test_two_that_call_one_version_by_the_same_number_are_told_apart_by_their_words() -> None:
    one, other = (Questionnaire.model_validate(definition(lead=spoken(lead))) for lead in ("One.", "Other."))
    assert {one: "one", other: "other"}[one.model_copy()] == "one"


@pytest.mark.parametrize("missing", ["reason", "seen_by", "retention", "label", "kind"])
def test_a_question_that_leaves_something_out_is_refused(missing: str) -> None:
    asked = question("why", "short_text")
    del asked[missing]
    with pytest.raises(ValidationError):
        Questionnaire.model_validate(definition(asked))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_that_leaves_a_language_out_is_refused(language: str) -> None:
    told = spoken()
    del told[language]
    for wrong in (told, spoken() | {language: " "}):
        with pytest.raises(ValidationError):
            Questionnaire.model_validate(definition(question("why", "short_text", label=wrong)))


CHOICES = [{"value": "one", "label": spoken()}, {"value": "two", "label": spoken()}]
WRONG = {
    "choices where there is nothing to choose": [question("why", "short_text", choices=CHOICES)],
    "nothing to choose from": [question("why", "single_choice")],
    "the same choice twice": [question("why", "single_choice", choices=CHOICES[:1] * 2)],
    "a name that the form needs itself": [question("csrf_token", "short_text")],
    "a name that is none": [question("Wh y", "short_text")],
    "a second question of contact": [question("theirs", "contact_way")],
    "a name that a page needs itself": [question("entrance", "short_text")],
    "something else required": [question("why", "short_text", required=True)],
    "two questions of one name": [question("why", "short_text")] * 2,
    "a condition on nothing": [question("why", "short_text", only_if={"question": "who", "answer": "yes"})],
    "a condition on no answer": [
        question("sure", "yes_no"), question("why", "short_text", only_if={"question": "sure", "answer": "maybe"})],
    "a condition on what comes later": [
        question("why", "short_text", only_if={"question": "sure", "answer": "yes"}), question("sure", "yes_no")],
    "a condition on a condition": [
        question("sure", "yes_no"), question("very", "yes_no", only_if={"question": "sure", "answer": "yes"}),
        question("why", "short_text", only_if={"question": "very", "answer": "yes"})],
}


@pytest.mark.parametrize("case", sorted(WRONG))
def test_what_does_not_hold_together_is_refused(case: str) -> None:
    with pytest.raises(ValidationError):
        Questionnaire.model_validate(definition(*WRONG[case]))


def test_a_form_without_its_message_is_refused() -> None:
    whole = definition()
    whole["questions"] = whole["questions"][1:]
    with pytest.raises(ValidationError):
        Questionnaire.model_validate(whole)


def test_a_step_is_a_question_with_those_that_follow_from_its_answers() -> None:
    asked = Questionnaire.model_validate(definition(
        question("sure", "yes_no"), question("sum", "short_text"),
        question("why", "short_text", only_if={"question": "sure", "answer": "yes"})))
    steps = [[each.name for each in step] for step in asked.steps()]
    assert steps == [["message"], ["sure", "why"], ["sum"], ["contact"], ["called"]]


@pytest.mark.parametrize("form", sorted(SHIPPED))
def test_the_steps_of_a_shipped_form_ask_each_question_once_and_no_text_first(form: str) -> None:
    steps = SHIPPED[form].steps()
    assert sorted(each.name for step in steps for each in step) == sorted(each.name for each in SHIPPED[form].questions)
    assert steps[0][0].values
