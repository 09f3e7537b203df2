"""What somebody typed stands apart from the sentence around it, in whichever two directions it is written."""

from html.parser import HTMLParser

import pytest

from intake.questionnaires.safe_contact import Channel, SafeContact, Safety, Way
from tests.web.desk.conftest import Desk

MIXED = ("CSS: سلام", "سلام (CSS)!", "+49 30 1234567 الرقم", "۱۲ items, و 3", "C++ \u0648 Java", "!?",
         "مرحبا / hello / سلام", "(1) \u05e9\u05dc\u05d5\u05dd")
"""As the W3C's “Strings on the Web” has them: the first letter says nothing about the whole, or there is none."""
EMPTY = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "path", "circle", "rect"}


class Loose(HTMLParser):
    """Where a text stands without a direction of its own: neither in bdi nor below dir="auto" or "ltr"."""

    def __init__(self, html: str, wanted: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wanted, self.times, self.found = wanted, 0, list[str]()
        self._open: list[tuple[str, bool]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Come into an element; a field's own text is looked at here."""
        given = dict(attrs)
        apart = tag in {"bdi", "title"} or given.get("dir") in {"auto", "ltr"}
        if tag == "input" and self.wanted in (given.get("value") or ""):
            self.times += 1
            self.found += [] if apart else [f"<input name={given.get('name')}>"]
        if tag not in EMPTY:
            self._open.append((tag, apart))

    def handle_endtag(self, tag: str) -> None:
        """Leave it."""
        while tag not in EMPTY and self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """A text."""
        if self.wanted in data:
            self.times += 1
            isolated = f"\u2068{self.wanted}\u2069" in data
            if not isolated and not any(apart for _, apart in self._open):
                self.found.append(" > ".join(tag for tag, _ in self._open))


@pytest.mark.slow
def test_whatever_was_typed_keeps_a_direction_of_its_own(desk: Desk) -> None:
    for text in MIXED:
        contact = SafeContact(may=True, ways={Channel.POST: Way(Safety.SAFE, text, text)}, say_instead=text, notes=text,
                              word_ours=text, word_danger=text)
        reference, code = desk.send(text, called=text, contact=contact)
        desk.karim.act(reference, "take")
        desk.karim.act(reference, "plan", title=text, priority="urgent", due_day="2026-01-02")
        desk.karim.act(reference, "note", text=text)
        desk.karim.act(reference, "reply", text=text)
        desk.write_again(code, text)
        case, contact_page, mine = (Loose(desk.karim.get(path).html, text) for path in (
            f"/desk/cases/{reference}?words=1", f"/desk/cases/{reference}/contact", "/desk/?view=mine"))
        assert (case.found, contact_page.found, mine.found) == ([], [], [])
        assert (case.times >= 8, contact_page.times >= 6, mine.times >= 1) == (True, True, True)
