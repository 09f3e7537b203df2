"""Names in the order in which the readers of a page look for them.

The library that knows every alphabet, ICU, has to be compiled where it is installed; four alphabets are few enough to
stand here. A page's own script comes first, numbers count as numbers, and ي stands where ی does.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import Final, TypeVar

from flask_babel import get_locale

Item = TypeVar("Item")
Place = tuple[tuple[tuple[int, int], ...], str]

_LATIN: Final = "a b c d e f g h i j k l m n o p q r s t u v w x y z"
_ALBANIAN: Final = "a b c ç d dh e ë f g gj h i j k l ll m n nj o p q r rr s sh t th u v w x xh y z zh"
_PERSIAN: Final = "آ ا ب پ ت ث ج چ ح خ د ذ ر ز ژ س ش ص ض ط ظ ع غ ف ق ک گ ل م ن و ه ی"
_ARABIC: Final = "ا ب پ ت ث ج چ ح خ د ذ ر ز ژ س ش ص ض ط ظ ع غ ف ق ک گ ل م ن ه و ی"
_ALPHABETS: Final = {"sq": (_ALBANIAN, _PERSIAN), "fa": (_PERSIAN, _LATIN), "ar": (_ARABIC, _LATIN)}
_ANY_OTHER: Final = (_LATIN, _PERSIAN)
_ONE_LETTER: Final = str.maketrans({
    "ي": "ی", "ى": "ی", "ك": "ک", "ە": "ه", "ہ": "ه", "ۀ": "ه",
    "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i",
})
_FEMININE: Final = {"ar": "ت"}  # where ة stands; elsewhere with ه
_PIECES: Final = re.compile(r"\d+|\D")
_GAP, _NUMBER, _OWN, _SECOND, _OTHER = range(5)


def by_name(items: Iterable[Item], name: Callable[[Item], str]) -> list[Item]:
    """The items by their names, as the page's language orders them."""
    language = str(get_locale() or "en")
    return sorted(items, key=lambda item: place(name(item), language))


def place(name: str, language: str) -> Place:
    """Where a name stands among others, for readers of a language."""
    letters, found, at = _letters(language), [], 0
    text = unicodedata.normalize("NFKC", name.casefold()).replace("ة", _FEMININE.get(language, "ه"))
    pieces = _PIECES.findall(text.translate(_ONE_LETTER))
    while at < len(pieces):
        pair = "".join(pieces[at:at + 2])
        size = 2 if pair in letters else 1
        found += [letters[pair]] if size == 2 else _ranks(pieces[at], letters)
        at += size
    return tuple(found), name


def _ranks(piece: str, letters: dict[str, tuple[int, int]]) -> list[tuple[int, int]]:
    """A number, a letter, or nothing for what is only written around letters."""
    if piece.isdecimal():
        return [(_NUMBER, int(piece))]
    if piece in letters:
        return [letters[piece]]
    if piece.isspace() or piece == "-":
        return [(_GAP, 0)]
    base = unicodedata.normalize("NFKD", piece).translate(_ONE_LETTER)
    return [letters.get(mark, (_OTHER, ord(mark))) for mark in base if unicodedata.category(mark) in {"Ll", "Lo"}]


@cache
def _letters(language: str) -> dict[str, tuple[int, int]]:
    own, second = (alphabet.split() for alphabet in _ALPHABETS.get(language, _ANY_OTHER))
    ranked = {letter: (_SECOND, rank) for rank, letter in enumerate(second)}
    return ranked | {letter: (_OWN, rank) for rank, letter in enumerate(own)}
