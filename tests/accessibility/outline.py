"""What a page is built of, as assistive technology takes it: title, language, headings, names that point elsewhere."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

_POINTING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "form")


@dataclass(slots=True)
class Outline(HTMLParser):
    """A page's outline. `levels` are the headings in their order, `ids` every id as often as it stands there."""

    html: str
    title: str = ""
    language: str = ""
    direction: str = ""
    levels: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    pointed_at: set[str] = field(default_factory=set)
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    _in_title: bool = False

    def __post_init__(self) -> None:
        HTMLParser.__init__(self, convert_charrefs=True)
        self.feed(self.html)
        self.close()

    @property
    def gaps(self) -> list[tuple[int, int]]:
        """Where a heading lies more than one level below the one before it."""
        return [(before, after) for before, after in pairwise([0, *self.levels]) if after > before + 1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of an element."""
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        self._in_title = tag == "title"
        if tag == "html":
            self.language, self.direction = given.get("lang", ""), given.get("dir", "")
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.levels.append(int(tag[1]))
        if "id" in given:
            self.ids.append(given["id"])
        for name in _POINTING:
            self.pointed_at.update(given.get(name, "").split())

    def handle_endtag(self, tag: str) -> None:
        """The title has ended."""
        self._in_title = False

    def handle_data(self, data: str) -> None:
        """Text, of which only the title's is kept."""
        if self._in_title:
            self.title += data
