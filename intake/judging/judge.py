"""What tells likely spam from a letter: signs that are weighed, and the sum that sends an enquiry to quarantine.

Pure rules over the text alone: no store, no network, nothing learned. A judgement refuses nobody; it decides where
people look first (docs/abuse.md). Every pattern is bounded, so that no text makes it slow.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from intake.judging.calls import CALLS
from intake.judging.offers import OFFERS
from intake.judging.people import PEOPLE
from intake.judging.phrases import found_in, read, spellings, words_of
from intake.judging.subjects import SUBJECTS

QUARANTINED_FROM: Final = 4
"""What the signs of an enquiry must weigh together to send it to quarantine."""

_COUNTS_IN_FULL: Final = 60
"""So many words make a text whose phrases count in full; in a longer one they count by their share."""

_ONLY: Final = 3
_HARDLY_MORE: Final = 15
"""So many different words beside a link are none, or hardly any."""

_LINK: Final = re.compile(r"(?:https?://|www\.|watch\?v=)[^\s<>\[\]\"]{1,2000}")
_HOST: Final = re.compile(r"\.(?:(?<=\w\.)(?:com|net|org|info|biz|co|ru|cn|io|xyz|tk|ly|eu|tv|cc)"
                          r"(?![\w@])(?:[/?#][^\s<>\[\]\"]{0,2000})?|(?<=\s\.)\s{1,2}com(?!\w))")
_ADDRESS: Final = re.compile(r"@[\w-]{1,63}\.\w")
_TELEPHONE: Final = re.compile(r"\d[\d ()./-]{7,20}\d")
_LEADS_ON: Final = re.compile(r"//[\w.-]{1,253}\.(?:tk|ml|ga|cf|gq)(?!\w)|[?&](?:ref|aff|affiliate|u|url|o)=|/redir")
_THROWN_AWAY: Final = re.compile(
    r"//(?:www\.)?(?:bit\.ly|tinyurl\.com|rb\.gy|cutt\.ly|is\.gd|ow\.ly|shorturl\.at|onelink\.to)/"
    r"|//[\w.-]{1,253}\.(?:xyz|top|site|club|online|store|shop|website|life|live|icu|buzz|win|bid)(?!\w)"
)
_MAPS: Final = ("goo.gl/maps", "maps.app.goo.gl", "google.com/maps", "maps.google.", "maps.apple.com",
                "openstreetmap.org")
_MARKUP: Final = ("<a ", "</a>", "[url", "[/url", "[link", "[img")
_OTHER_WAYS: Final = frozenset({"whatsapp", "skype", "telegram", "viber", "email"})

_PHRASES: Final = read({1: SUBJECTS, 2: OFFERS, 4: CALLS})
_PEOPLE: Final = frozenset[str]().union(*map(spellings, PEOPLE.split()))


class Sign(StrEnum):
    """What was noticed. The values stand in sealed summaries, so they stay."""

    TRAP = "trap"
    HASTE = "haste"
    RUSH = "rush"
    SAME_TODAY = "same_today"
    ONLY_LINKS = "only_links"
    LINK = "link"
    MANY_LINKS = "many_links"
    ODD_LINK = "odd_link"
    MARKUP = "markup"
    REPEATED = "repeated"
    ADVERTISES = "advertises"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The signs that were noticed, with what each weighs."""

    signs: Mapping[Sign, int] = field(default_factory=dict)

    @property
    def score(self) -> int:
        """What the signs weigh together."""
        return sum(self.signs.values())

    @property
    def suspicious(self) -> bool:
        """Whether it belongs into quarantine."""
        return self.score >= QUARANTINED_FROM

    def seen_with(self, *signs: Sign) -> "Judgement":
        """The same text, sent in a way that is a sign itself, and enough."""
        return Judgement({**self.signs, **dict.fromkeys(signs, QUARANTINED_FROM)})


CLEAN: Final = Judgement()


def judge(texts: Sequence[str]) -> Judgement:
    """Weigh what was written: the message, and whatever else was written beside it."""
    folded = "\n".join(texts).casefold()
    links, rest = _apart(folded)
    words = words_of(rest)
    signs = dict(_of_links(links, words)) if links else {}
    if ("<" in folded or "[" in folded) and any(mark in folded for mark in _MARKUP):
        signs[Sign.MARKUP] = 3
    if len(texts) > 1 and _says_one_thing_twice(texts):
        signs[Sign.REPEATED] = 3
    if weight := _advertises(words):
        signs[Sign.ADVERTISES] = weight
        if not _OTHER_WAYS.isdisjoint(words) or _ADDRESS.search(rest) or _TELEPHONE.search(rest):
            signs[Sign.CONTACT] = 1
    return Judgement(signs)


def _apart(folded: str) -> tuple[list[str], str]:
    """The links of a text, and the text without them. A place on a map is no link: people send it to be found."""
    links: list[str] = []
    rest = folded
    if "://" in folded or "www." in folded or "watch?v=" in folded:
        links, rest = _LINK.findall(folded), _LINK.sub(" ", folded)
    if "." in rest:
        links += _HOST.findall(rest)[_addresses(rest):]
    return [link for link in links if not any(place in link for place in _MAPS)], rest


def _addresses(text: str) -> int:
    return len(_ADDRESS.findall(text)) if "@" in text else 0


def _of_links(links: Sequence[str], words: Sequence[str]) -> Iterator[tuple[Sign, int]]:
    tells, different = not _PEOPLE.isdisjoint(words), len(set(words))
    if different <= _ONLY and not tells:
        yield Sign.ONLY_LINKS, QUARANTINED_FROM
    yield Sign.LINK, 1 if tells or different > _HARDLY_MORE else 2
    if len(links) >= 3:
        yield Sign.MANY_LINKS, 2 if len(words) < 10 * len(links) else 1
    if any(map(_LEADS_ON.search, links)):
        yield Sign.ODD_LINK, 2
    elif any(map(_THROWN_AWAY.search, links)):
        yield Sign.ODD_LINK, 1


def _says_one_thing_twice(texts: Iterable[str]) -> bool:
    long = [text.strip() for text in texts if len(text) >= 20]
    return len(set(long)) < len(long)


def _advertises(words: list[str]) -> int:
    """What the phrases of advertisements weigh in a text of these words."""
    found = found_in(words, _PHRASES)
    if not found:
        return 0
    weight = sum(found.values())
    if len(words) > _COUNTS_IN_FULL:
        weight = min(weight * _COUNTS_IN_FULL // len(words), QUARANTINED_FROM if len(found) >= 2 else 3)
    of_people = sum(word in _PEOPLE for word in words)
    if of_people >= 2 and of_people * 40 >= len(words):
        weight = min(weight, 3 if len(found) >= 3 else 2)
    return min(weight, QUARANTINED_FROM)
