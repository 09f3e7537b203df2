"""Secrets as words on paper (SLIP-39): pepper and backup key as one card, the recovery key as two of three.

Words are shown once and typed back; they are never stored, logged or sent. There is no passphrase.
"""

from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics  # type: ignore[import-untyped]


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

    Case, line breaks and extra spaces do not matter. The words themselves are never part of the error.
    """
    try:
        secret: bytes = combine_mnemonics([" ".join(card.lower().split()) for card in cards])
    except MnemonicError:
        raise ValueError("these are not the words of one secret, or one of them is mistyped") from None
    return secret
