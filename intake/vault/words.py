"""Secrets as words on paper (SLIP-39): pepper and backup key as one card, the recovery key as two of three.

Words are shown once and typed back; they are never stored, logged or sent. There is no passphrase. The same list of
1,024 words, none of which sounds like another, also says hashes aloud.
"""

from collections.abc import Sequence
from typing import Final

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics  # type: ignore[import-untyped]
from shamir_mnemonic.share import Share  # type: ignore[import-untyped]
from shamir_mnemonic.wordlist import WORD_INDEX_MAP, WORDLIST  # type: ignore[import-untyped]

WORD_BITS: Final = 10


def to_cards(secret: bytes, needed: int, made: int) -> tuple[str, ...]:
    """A secret as `made` cards of words, any `needed` of which give it back."""
    (cards,) = generate_mnemonics(1, [(needed, made)], secret)
    return tuple(cards)


def to_paper(secret: bytes) -> str:
    """A secret as the words of one single card."""
    return to_cards(secret, 1, 1)[0]


def from_paper(words: str, size: int) -> bytes:
    """The secret of `size` bytes on that one card; ValueError for mistyped words and for those of anything else."""
    secret = from_cards([words])
    if len(secret) != size:
        raise ValueError("these words are those of another secret")
    return secret


def in_lines(words: str) -> str:
    """The words as they are shown to be copied, six in a line."""
    listed = words.split()
    return "\n".join("   " + " ".join(listed[start:start + 6]) for start in range(0, len(listed), 6))


def from_cards(cards: Sequence[str]) -> bytes:
    """The secret on the cards. A mistyped word, or cards that do not belong together, raise ValueError.

    Case, line breaks, extra spaces and numbers of words do not matter. The words are never part of the error.
    """
    try:
        secret: bytes = combine_mnemonics([" ".join(split(card)) for card in cards])
    except MnemonicError:
        raise ValueError("these are not the words of one secret, or one of them is mistyped") from None
    return secret


def split(card: str) -> tuple[str, ...]:
    """The words as somebody typed them, in small letters; numbers that were copied along with them are left out."""
    return tuple(word for word in card.lower().split() if not word.rstrip(".)").isdecimal())


def is_known(word: str) -> bool:
    """Whether a word is on the list."""
    return word in WORD_INDEX_MAP


def is_whole(card: Sequence[str]) -> bool:
    """Whether the words are one card without a mistake: the last three of them check the others."""
    try:
        Share.from_mnemonic(" ".join(card))
    except MnemonicError:
        return False
    return True


def spoken(raw: bytes) -> str:
    """Bytes as words, ten bits each; what is left over beyond whole words is not said."""
    number, count = int.from_bytes(raw, "big"), 8 * len(raw) // WORD_BITS
    number >>= 8 * len(raw) - WORD_BITS * count
    return " ".join(WORDLIST[number >> WORD_BITS * (count - 1 - at) & 1023] for at in range(count))
