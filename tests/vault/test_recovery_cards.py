"""Three cards, any two of which give the secret back; and what is said when they cannot."""

from itertools import permutations

import pytest

from intake.vault import recovery_cards, words
from intake.vault.recovery_cards import CardProblem, Fault, new_cards, secret_on


def problem_of(*cards: str) -> CardProblem:
    with pytest.raises(CardProblem) as raised:
        secret_on(cards)
    told = str(raised.value).removesuffix(raised.value.fault.value)
    assert not any(word in told for card in cards for word in card.split() if len(word) > 6)
    return raised.value


def test_any_two_of_three_cards_open_in_any_order() -> None:
    made = new_cards()
    assert [secret_on(pair) for pair in permutations(made.cards, 2)] == [made.secret] * 6


def test_one_card_alone_does_not_open() -> None:
    made = new_cards()
    for card in made.cards:
        assert problem_of(card, card).fault is Fault.SAME_CARD
        with pytest.raises(ValueError, match="two cards"):
            secret_on([card])
        with pytest.raises(ValueError, match="words of one secret"):
            words.from_cards([card])


def test_another_set_is_another_secret() -> None:
    made = new_cards()
    assert made.secret not in {words.from_cards(pair) for pair in permutations(new_cards().cards, 2)}


def test_cards_may_be_typed_with_their_numbers_and_in_capitals() -> None:
    made = new_cards()
    numbered = [" ".join(f"{place}. {word}\n" for place, word in enumerate(card.upper().split(), 1))
                for card in made.cards[:2]]
    assert secret_on(numbered) == made.secret


def test_a_word_that_is_on_no_card_is_named_by_its_place() -> None:
    made = new_cards()
    wrong = made.cards[1].split()
    wrong[6] = "nonsense"
    found = problem_of(made.cards[0], " ".join(wrong))
    assert (found.fault, found.card, found.place) == (Fault.UNKNOWN_WORD, 2, 7)


def test_a_missing_word_and_a_swapped_pair_are_told_apart() -> None:
    first, second, _ = new_cards().cards
    short = problem_of(" ".join(first.split()[:-1]), second)
    assert (short.fault, short.card, short.told) == (Fault.LENGTH, 1, ("19",))
    swapped = first.split()
    swapped[8], swapped[9] = ("academic", "acid") if swapped[8] == swapped[9] else (swapped[9], swapped[8])
    assert problem_of(" ".join(swapped), second).fault is Fault.MISTYPED


def test_cards_of_two_sets_are_named_by_the_words_they_begin_with() -> None:
    one, other = new_cards().cards[0], new_cards().cards[1]
    found = problem_of(one, other)
    assert found.fault is Fault.OTHER_SET
    assert found.told == (" ".join(one.split()[:2]), " ".join(other.split()[:2]))


def test_a_pepper_is_no_recovery_card() -> None:
    paper = words.to_paper(bytes(32))
    assert problem_of(paper, new_cards().cards[0]).fault is Fault.LENGTH


def test_a_set_does_not_show_itself() -> None:
    made = new_cards()
    assert repr(made) == "Cards()"
    assert len(made.secret) == recovery_cards.SECRET_SIZE


@pytest.mark.parametrize("raw, said", [(b"\x00\x00", "academic"), (b"\xff\xff\xff", "zero zero"), (b"", "")])
def test_bytes_are_said_ten_bits_a_word(raw: bytes, said: str) -> None:
    assert words.spoken(raw) == said
