"""The rules that tell likely spam: what they must catch, and above all what they must leave alone."""

import random
import re
import time
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.judging import judge as judging
from intake.judging import phrases
from intake.judging.judge import CLEAN, Sign, judge
from intake.judging.phrases import found_in, read, words_of
from tests.judging.letters import ADVERTISEMENTS, IN_NEED

LETTERS = [(language, text) for language, texts in IN_NEED.items() for text in texts]
OFFERED = [(language, text) for language, texts in ADVERTISEMENTS.items() for text in texts]
MEGABYTE = 1 << 20
PIECES = (
    "a", "1", "1 ", "1-", ".", "@", "www.", "http://", "a.", "a.com", "-", "//", "//a.", "?ref", "&u", " . ", " .",
    "\n", " ", "<a ", "[url", "سئو ", "check my ", ".tk", "//a.a", "@a-", "(", "é", "watch?v=", "$", "click on the ",
)


@pytest.mark.parametrize("language,text", LETTERS)
def test_people_in_need_are_not_taken_for_spam(language: str, text: str) -> None:
    assert not judge((text,)).suspicious, judge((text,)).signs


@pytest.mark.parametrize("language,text", [each for each in LETTERS if "://" not in each[1]])
def test_nor_are_they_when_they_send_a_link_along(language: str, text: str) -> None:
    judged = judge((f"{text} https://example.org/page/7",))
    assert not judged.suspicious, judged.signs


@pytest.mark.parametrize("language,text", OFFERED)
def test_advertisements_are_noticed_in_every_language(language: str, text: str) -> None:
    assert judge((text,)).suspicious, judge((text,)).signs


@pytest.mark.parametrize("text", ["money", "They will kill me", "sex", "God", "bitcoin", "casino", "viagra", "porn",
                                  "https://example.org/my-sister and what they wrote about her", "+49 151 23456789",
                                  "me@example.org", "www.example.org is the page of the group"])
def test_no_subject_and_no_link_is_enough_alone(text: str) -> None:
    assert not judge((text,)).suspicious


def test_a_place_on_a_map_is_no_link() -> None:
    assert judge(("https://maps.app.goo.gl/Ab12Cd34",)) == CLEAN


def test_a_text_of_nothing_but_a_link_is_set_aside_unless_it_asks_for_help() -> None:
    assert judge(("https://example.com/offer",)).signs[Sign.ONLY_LINKS]
    assert not judge(("help https://example.com/where-i-am",)).suspicious


def test_the_same_text_in_several_fields_is_a_sign_and_a_choice_is_not() -> None:
    text = "Replica bags for every season, look."
    assert Sign.REPEATED in judge((text, text)).signs
    assert judge(("yes", "yes")) == CLEAN


def test_how_it_was_sent_is_enough_whatever_it_says() -> None:
    judged = judge(("They took my sister.",)).seen_with(Sign.TRAP)
    assert (judged.suspicious, list(judged.signs)) == (True, [Sign.TRAP])


def test_a_long_letter_is_not_weighed_by_a_few_of_its_words() -> None:
    letter = "I do not know what is going on with us since we moved to the house by the lake. " * 10
    assert not judge((letter + "Buy now, click here. " + letter,)).suspicious


def test_accents_letters_and_numbers_are_read_in_all_their_forms() -> None:
    table = read({2: {"fr": "référencement # €"}, 1: {"fa": "فالوور یک"}})
    assert found_in(words_of("referencement 1.000,50 €"), table)
    assert found_in(words_of("référencement 7 €"), table)
    assert found_in(words_of("فالوور يك"), table)
    assert not found_in(words_of("référencement €"), table)


@given(st.text(st.characters(max_codepoint=127)))
def test_a_text_without_accents_is_read_as_any_other(text: str) -> None:
    folded = text.casefold()
    assert words_of(folded) == words_of(folded + " é")[:-1]


def test_what_may_be_missing_may_and_nothing_else() -> None:
    table = read({1: {"en": "check out? my _? _? channel"}})
    assert [bool(found_in(words_of(text), table)) for text in (
        "check my channel", "check out my very new channel", "check my own big new channel", "check out the channel",
    )] == [True, True, False, False]


def test_no_word_counts_for_two_phrases() -> None:
    table = read({1: {"en": "free\nfree gift", "de": "free"}, 2: {"en": "free gift card"}})
    assert found_in(words_of("a free gift card"), table) == {"free gift card": 2}


@pytest.mark.slow
@pytest.mark.parametrize("module", [judging, phrases])
def test_no_pattern_is_slow_on_a_megabyte_of_anything(module: ModuleType) -> None:
    patterns = {name: each for name, each in vars(module).items() if isinstance(each, re.Pattern)}
    assert patterns
    slow = {}
    for piece in PIECES:
        text = (piece * (MEGABYTE // len(piece) + 1))[:MEGABYTE - 1] + "!"
        for name, pattern in patterns.items():
            seconds = min(_seconds(lambda: pattern.findall(text)) for _ in range(2))  # noqa: B023 - called at once
            if seconds > 0.1:
                slow[name, piece] = seconds
    assert slow == {}


def test_judging_takes_a_time_that_grows_with_the_text_and_no_faster() -> None:
    texts = [piece * (50_000 // len(piece)) for piece in PIECES]
    texts.append("".join(random.Random(1).choices("abc .:/?=@-$1\n", k=50_000)))
    assert max(min(_seconds(lambda: judge((text,))) for _ in range(3)) for text in texts) < 0.1  # noqa: B023


def test_a_letter_of_usual_length_is_judged_in_a_tenth_of_a_millisecond() -> None:
    letter = ("I have not heard from my sister since she moved into the house. She is 19. I do not want her to be in "
              "trouble because I write. What can I do? ") * 6
    times = [_seconds(lambda: [judge((letter,)) for _ in range(20)]) / 20 for _ in range(50)]
    assert min(times) < 0.0001


def _seconds(deed) -> float:  # type: ignore[no-untyped-def]  # noqa: ANN001
    began = time.thread_time()
    deed()
    return time.thread_time() - began
