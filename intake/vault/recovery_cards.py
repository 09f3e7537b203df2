"""The recovery key of an installation: three cards of twenty words each, any two of which give its seed (SLIP-39).

The secret behind them exists in memory alone: while the cards are made and typed back, and while a team is recovered.
What stays anywhere is the public half. No error here carries a word that somebody typed, except the two with which
every card of one set begins: they tell sets apart and are no part of the secret.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from intake.vault import words
from intake.vault.context import context
from intake.vault.keys import derive

NEEDED: Final = 2
MADE: Final = 3
SECRET_SIZE: Final = 16
WORDS_ON_A_CARD: Final = 20
_SET_WORDS: Final = 2


class Fault(StrEnum):
    """What may be wrong with a card as it was typed."""

    LENGTH = "length"
    UNKNOWN_WORD = "unknown_word"
    MISTYPED = "mistyped"
    SAME_CARD = "same_card"
    OTHER_SET = "other_set"


class CardProblem(ValueError):
    """A card cannot be used. `card` counts the cards given from 1, `place` the words of one; 0 where none is meant.

    `told` is a number of words for `LENGTH`, and how the two sets begin for `OTHER_SET`.
    """

    def __init__(self, fault: Fault, card: int, place: int = 0, told: tuple[str, ...] = ()) -> None:
        super().__init__(f"card {card}: {fault.value}")
        self.fault, self.card, self.place, self.told = fault, card, place, told


@dataclass(frozen=True, slots=True)
class Cards:
    """A fresh set: what is written down, and the secret that any two of the three give back."""

    secret: bytes
    cards: tuple[str, ...]

    def __repr__(self) -> str:
        return "Cards()"


def new_cards() -> Cards:
    """A fresh secret of 128 bits on three cards."""
    secret = secrets.token_bytes(SECRET_SIZE)
    return Cards(secret, words.to_cards(secret, NEEDED, MADE))


def seed_of(secret: bytes) -> bytes:
    """The seed behind the cards' secret: from it come the same keys as from a person's seed."""
    return derive(secret, context("recovery key"))


def secret_on(cards: Sequence[str]) -> bytes:
    """The secret on two cards as somebody typed them, or `CardProblem` that says which card and which word."""
    if len(cards) != NEEDED:
        raise ValueError("two cards are needed, no more and no fewer")
    typed = [words.split(card) for card in cards]
    for number, card in enumerate(typed, 1):
        _require_a_card(card, number)
    first, second = (card[:_SET_WORDS] for card in typed)
    if first != second:
        raise CardProblem(Fault.OTHER_SET, NEEDED, told=(" ".join(first), " ".join(second)))
    if typed[0] == typed[1]:
        raise CardProblem(Fault.SAME_CARD, NEEDED)
    try:
        secret = words.from_cards(cards)
    except ValueError:
        raise CardProblem(Fault.OTHER_SET, NEEDED, told=(" ".join(first), " ".join(second))) from None
    if len(secret) != SECRET_SIZE:
        raise CardProblem(Fault.OTHER_SET, NEEDED, told=(" ".join(first), " ".join(second)))
    return secret


def _require_a_card(card: Sequence[str], number: int) -> None:
    for place, word in enumerate(card, 1):
        if not words.is_known(word):
            raise CardProblem(Fault.UNKNOWN_WORD, number, place)
    if len(card) != WORDS_ON_A_CARD:
        raise CardProblem(Fault.LENGTH, number, told=(str(len(card)),))
    if not words.is_whole(card):
        raise CardProblem(Fault.MISTYPED, number)
