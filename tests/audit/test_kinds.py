"""The vocabulary is closed, and nothing that a person wrote fits into a fact."""

import re

import pytest

from intake.audit.kinds import FACTS, Act, check_facts


def test_every_act_says_which_facts_it_carries() -> None:
    assert FACTS.keys() == set(Act)


@pytest.mark.parametrize("act", Act)
def test_an_act_is_a_noun_and_a_verb(act: Act) -> None:
    assert re.fullmatch(r"[a-z]+:[a-z_]+", act.value)
    assert len(act.value) <= 40, "the column holds 40 characters"


def test_a_fact_too_many_is_refused() -> None:
    with pytest.raises(ValueError, match="carries"):
        check_facts(Act.CASE_OPENED, {"entries": 3, "title": "a"})


def test_a_missing_fact_is_refused() -> None:
    with pytest.raises(ValueError, match="carries"):
        check_facts(Act.CASE_MOVED, {"old": "new", "new": "open"})


@pytest.mark.parametrize("words", [
    "My sister left them in May", "a\nb", "a@b", "سلام", "x" * 201, ["fine", "not fine"], {"who": "two words"},
    {"two words": 1}, 1.5, b"bytes",
])
def test_what_a_person_could_have_written_is_no_fact(words: object) -> None:
    with pytest.raises(ValueError, match="token"):
        check_facts(Act.CASE_OPENED, {"entries": words})  # type: ignore[dict-item]


@pytest.mark.parametrize("fact", [
    None, True, 0, 2**62, "2026-03-01T14", "desk.show_case", "a" * 64, ["K7", 1], {"a": 1},
])
def test_numbers_and_tokens_are_facts(fact: object) -> None:
    check_facts(Act.CASE_OPENED, {"entries": fact})  # type: ignore[dict-item]
