"""In Arabic no two numbers with a dash or a stroke between them stand loose in a sentence: they would change places.

What must keep its order stands isolated from left to right; days are written with the name of their month.
"""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from flask import Flask

from intake.questionnaires.kept import shipped
from intake.settings import CrisisContact
from intake.web.languages import in_local_digits
from tests.web.public.test_every_page import Bones
from tests.web.visitor import Visitor

LOOSE = re.compile(r"\d[\d.,:]*\s*[-–—−/\u2010\u2011]\s*\d")
CATALOG = Path(__file__).parents[3] / "intake/web/translations/ar/LC_MESSAGES/messages.mo"
EMPTY = frozenset({"input", "meta", "link", "br", "img", "hr", "use", "path", "circle", "rect"})


class Sentences(HTMLParser):
    """The text of a page that takes its direction from it: without code, bdi and what runs from left to right."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self._apart: list[bool] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Come into an element."""
        if tag not in EMPTY:
            own = tag in {"bdi", "script", "style"} or dict(attrs).get("dir") == "ltr"
            self._apart.append(own or any(self._apart[-1:]))

    def handle_endtag(self, tag: str) -> None:
        """Leave it."""
        if tag not in EMPTY:
            self._apart.pop()

    def handle_data(self, data: str) -> None:
        """Take what stands there."""
        if not any(self._apart[-1:]):
            self.text += data


@pytest.fixture
def given_settings() -> dict[str, object]:
    """Numbers to call, with strokes in them and days on which they were tried."""
    return {"minimum_seconds": 0, "crisis_contacts": (
        CrisisContact(country="DE", name="24/7", phone="0800-111-0-111", note="9-17", checked=date(2025, 3, 1)),)}


def test_the_check_sees_what_is_loose_and_lets_what_is_isolated_pass() -> None:
    assert LOOSE.search(Sentences("<p>من 3-5 <br> أيام</p>").text)
    assert LOOSE.search(Sentences("<p>2025-03-01</p>").text)
    assert not LOOSE.search(Sentences('<p>رقم <bdi>3-5</bdi> <span dir="ltr"><b>2025-03-01</b></span></p>').text)


def test_no_public_page_in_arabic_shows_a_loose_range_or_date(app: Flask, visitor: Visitor) -> None:
    sent = visitor.send("مرحبا", language="ar")
    visitor.come_back(sent.code, language="ar")
    paths = [rule.rule.replace("<lang:language>", "ar") for rule in app.url_map.iter_rules()
             if rule.endpoint.startswith("public.") and "GET" in (rule.methods or set())
             and rule.arguments == {"language"}]
    pages = {path: visitor.get(path).html for path in (*paths, *(f"/ar/contact?for={number}" for number in "1234"))}
    assert len(pages) >= 13
    assert "0800-111-0-111" in pages["/ar/help"]
    assert "1 مارس 2025" in pages["/ar/help"]
    loose = {path: LOOSE.findall(Sentences(html).text) for path, html in {**pages, "receipt": sent.page.html}.items()}
    assert {path: found for path, found in loose.items() if found} == {}


def test_no_sentence_in_arabic_holds_one() -> None:
    with CATALOG.open("rb") as file:
        catalog = read_mo(file)
    said = [text for message in catalog if message.id for text in
            ([message.string] if isinstance(message.string, str) else message.string or ())]
    asked = [text for form in shipped() for text in _texts(form.model_dump())]
    assert len(said) > 250
    assert len(asked) > 50
    assert [text for text in (*said, *asked) if LOOSE.search(text)] == []


def _texts(value: object) -> list[str]:
    """Every Arabic text of a questionnaire, wherever it stands in it."""
    if isinstance(value, dict):
        return [value["ar"]] if isinstance(value.get("ar"), str) else [
            text for inner in value.values() for text in _texts(inner)]
    return [text for inner in value for text in _texts(inner)] if isinstance(value, list | tuple) else []


@pytest.mark.parametrize("language", ["fa", "ar"])
def test_a_receipt_shows_its_code_in_0_to_9_and_on_wish_in_the_digits_of_the_script(
    visitor: Visitor, language: str
) -> None:
    sent = visitor.send("سلام", language=language)
    assert sent.code.isascii()
    local = in_local_digits(sent.code, language)
    folded = sent.page.html.split('id="receipt-code"', 1)[1].split("<details", 1)[1].split("</details>", 1)[0]
    assert " ".join(re.findall(r"<span>(.*?)</span>", folded)) == local
    assert not local.isascii()
    visitor.come_back(local, language=language)


@pytest.mark.parametrize("language", ["en", "sq"])
def test_it_stands_there_once_where_digits_are_the_same(visitor: Visitor, language: str) -> None:
    html = visitor.send("Hello.", language=language).page.html
    assert html.count('class="receipt"') == 1
    assert Bones(html).ids.count("receipt-code") == 1
