"""Reading lines of phrases, and finding them in the words of a text.

A line is a run of words. `a/b` is either, `c?` may be missing, `_` is any word, `#` a number, and `$`, `€`, `£`, `%`
are themselves. Accents and the two spellings of Arabic letters are one.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

_NUMBER: Final = re.compile(r"\d[\d.,]*")
_WORD: Final = re.compile(r"[^\W\d_]+|[#$€£%]")
_FIGURES: Final = re.compile(r"#[#.,]*")
_KEPT: Final = frozenset("$%.,")
_PLAIN: Final = str.maketrans({
    each: "#" if each.isdigit() else each if each.isalpha() or each in _KEPT else " " for each in map(chr, range(128))
})
_TO_PERSIAN: Final = str.maketrans("يك", "یک")
_TO_ARABIC: Final = str.maketrans("یک", "يك")

Step = tuple[frozenset[str] | None, bool]
"""The words that may stand at one place of a phrase (None: any), and whether it may be left out."""

Phrase = tuple[tuple[Step, ...], int]
"""What follows the first word of a phrase, and what the phrase weighs."""

Table = Mapping[str, tuple[frozenset[str] | None, list[Phrase]]]
"""Phrases by the words that they may begin with, behind what may come second (None: anything)."""


def words_of(folded: str) -> list[str]:
    """The words of a case-folded text; a number is `#`, whichever it is."""
    if folded.isascii():
        return _plain_words(folded)
    words: list[str] = _WORD.findall(_NUMBER.sub("#", folded.replace("#", " ")))
    return words


def _plain_words(folded: str) -> list[str]:
    """The same for a text without accents, which most are, in a fifth of the time."""
    plain = folded.translate(_PLAIN)
    if "#" in plain:
        plain = _FIGURES.sub(" # ", plain)
    for sign in "$%":
        if sign in plain:
            plain = plain.replace(sign, f" {sign} ")
    return plain.replace(".", " ").replace(",", " ").split()


def spellings(word: str) -> frozenset[str]:
    """A word as it is, without its accents, and with either alphabet's forms of its letters."""
    folded = word.casefold()
    bare = "".join(each for each in unicodedata.normalize("NFD", folded) if not unicodedata.combining(each))
    return frozenset(each for form in (folded, bare)
                     for each in (form, form.translate(_TO_PERSIAN), form.translate(_TO_ARABIC)))


def read(weighed: Mapping[int, Mapping[str, str]]) -> Table:
    """The lines of all languages, by what a phrase of theirs weighs, as a table to look in."""
    phrases: dict[str, list[Phrase]] = {}
    for weight, languages in weighed.items():
        for line in dict.fromkeys(line for block in languages.values() for line in block.strip().splitlines()):
            first, *others = map(_step, line.split())
            for word in first[0] or ():
                phrases.setdefault(word, []).append((tuple(others), weight))
    return {word: (_seconds(those), those) for word, those in phrases.items()}


def found_in(words: list[str], table: Table) -> dict[str, int]:
    """The phrases that occur, each once, with their weights. No word belongs to two of them: the heaviest has it."""
    found: dict[str, int] = {}
    beyond = 0
    for place, word in enumerate(words):
        if word in table and place >= beyond:
            seconds, phrases = table[word]
            if seconds is None or (place + 1 < len(words) and words[place + 1] in seconds):
                end, weight = _heaviest(words, place + 1, phrases)
                if end:
                    found[" ".join(words[place:end])] = weight
                    beyond = end
    return found


def _heaviest(words: list[str], place: int, phrases: list[Phrase]) -> tuple[int, int]:
    best = (0, 0)
    for steps, weight in phrases:
        end = _end(words, place, steps, 0)
        if end and (weight, end) > (best[1], best[0]):
            best = end, weight
    return best


def _end(words: list[str], place: int, steps: tuple[Step, ...], step: int) -> int:
    """Where a phrase ends whose first words stand before `place`; 0 where it does not go on."""
    if step == len(steps):
        return place
    wanted, optional = steps[step]
    fits = place < len(words) and (wanted is None or words[place] in wanted)
    end = _end(words, place + 1, steps, step + 1) if fits else 0
    return end or (_end(words, place, steps, step + 1) if optional else 0)


def _step(token: str) -> Step:
    words = token.removesuffix("?").split("/")
    if words == ["_"]:
        return None, token.endswith("?")
    return frozenset[str]().union(*map(spellings, words)), token.endswith("?")


def _seconds(phrases: list[Phrase]) -> frozenset[str] | None:
    return None if any(_goes_anywhere(steps) for steps, _ in phrases) else frozenset(_second_words(phrases))


def _goes_anywhere(steps: tuple[Step, ...]) -> bool:
    """Whether the phrase may be its first word alone, or go on with any word."""
    for wanted, optional in steps:
        if wanted is None:
            return True
        if not optional:
            return False
    return True


def _second_words(phrases: list[Phrase]) -> Iterator[str]:
    for steps, _ in phrases:
        for wanted, optional in steps:
            yield from wanted or ()
            if not optional:
                break
