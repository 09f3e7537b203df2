"""Reading a page for one thing: the text that somebody wrote, as a reader of the page would see it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from tests.support.served import scalar

_VOID: Final = frozenset({"area", "br", "circle", "col", "hr", "img", "input", "line", "link", "meta", "path", "rect",
                          "source", "use", "wbr"})
_HIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(slots=True)
class Words:
    """The text of one element, and the names of the elements inside it."""

    text: str = ""
    inside: list[str] = field(default_factory=list)


class Enquiries(HTMLParser):
    """Every element of a page that carries the attribute `marked`, or is of that class where it begins with a dot."""

    def __init__(self, html: str, marked: str = "data-enquiry") -> None:
        super().__init__(convert_charrefs=True)
        self.marked = marked
        self.found: list[Words] = []
        self._depth = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go into the element, or note what it holds."""
        if self._depth:
            self.found[-1].inside.append(tag)
            self._depth += tag not in _VOID
        elif self.marked in dict(attrs) or self.marked[1:] in (dict(attrs).get("class") or "").split():
            self.found.append(Words())
            self._depth = 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the element holds."""
        if self._depth:
            self.found[-1].inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if self._depth:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        """Text belongs to the element."""
        if self._depth:
            self.found[-1].text += data


def enquiry_of(html: str) -> str:
    """The enquiry on a case's page. It stands there once, and is nothing but text."""
    [words] = Enquiries(html).found
    assert words.inside == [], "what somebody wrote became elements of the page"
    return words.text


def kept(text: str) -> str:
    """What DESIGN 5 says of a posted text: code points equal, CRLF and CR made LF."""
    return scalar(text).replace("\r\n", "\n").replace("\r", "\n")


def shown(text: str) -> str:
    """The same as it is shown: control characters as their symbols."""
    return _HIDDEN.sub(lambda found: _symbol(ord(found[0])), kept(text))


def _symbol(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def _of_ours(tag: str, names: Iterable[str]) -> list[str]:
    """The attributes of an element, but for the direction of somebody's words, which their letters decide."""
    return [name for name in names if tag != "bdi" or name not in {"lang", "dir"}]


class Shape(HTMLParser):
    """What a page is made of: each element with the names of its attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, ...]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element."""
        self.elements.append((tag, *sorted(_of_ours(tag, (name for name, _ in attrs)))))


@dataclass(slots=True)
class Part:
    """One element of a page: its name, its attributes, and the text that stands in it and in no element inside it."""

    tag: str
    given: dict[str, str]
    text: str = ""


class Parts(HTMLParser):
    """Every element of a page, in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Part] = []
        self._open: list[Part] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element, and go into it."""
        self.found.append(Part(tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self._open.append(self.found[-1])

    def handle_endtag(self, tag: str) -> None:
        """Leave the element, and what was left open in it."""
        if any(part.tag == tag for part in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Text belongs to the innermost element."""
        if self._open:
            self._open[-1].text += data


def told_alike(usual: Iterable[Part], html: str, told: str, text: str) -> int:
    """Hold two pages together that differ in what was written alone: `told` on the usual one, `text` on the other.

    The same elements, and wherever the one text stands, the other does: shown as text between elements, and as it was
    kept where it stands in a field. Gives in how many places.
    """
    places, theirs = 0, Parts(html).found
    for one, other in zip(usual, theirs, strict=True):
        assert (other.tag, _of_ours(other.tag, other.given)) == (one.tag, _of_ours(one.tag, one.given)), text
        if told in one.text:
            said = kept(text) if one.tag == "textarea" else shown(text)
            assert other.text == one.text.replace(told, said), (one, text)
            places += 1
        for name, value in one.given.items():
            if told in value:
                assert other.given[name] == value.replace(told, kept(text)), (one, text)
                places += 1
    return places
