"""Strings that people collected because they break software: each arrives equal and is shown as text."""

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import quote, unquote_to_bytes, urlencode

import pytest

from intake.cases.items import Kind
from intake.web.filters import visible
from intake.web.forms import plain_lines
from tests.support import corpus
from tests.web.conftest import Office
from tests.web.pages import Page
from tests.web.visitor import Visitor

LINE, WAY = 500, 2000


def as_received(text: str) -> str:
    """The text as it arrives. No browser sends a lone surrogate; bytes that are no UTF-8 stay as they were escaped."""
    escaped = quote(text, safe="", errors="surrogatepass")
    return plain_lines(url_unquoted(escaped))


def url_unquoted(escaped: str) -> str:
    """What Werkzeug makes of an escaped value: code points where it is UTF-8, and the escapes where it is not."""
    return unquote_to_bytes(escaped).decode("utf-8", "werkzeug.url_quote")


def writable(texts: Iterable[str]) -> list[str]:
    """Those that hold something to send."""
    return [text for text in texts if as_received(text).strip()]


def post(visitor: Visitor, path: str, fields: dict[str, str]) -> int:
    """Send the fields as bytes, whatever they hold."""
    body = urlencode(fields, errors="surrogatepass").encode("ascii")
    visitor.answer = visitor.browser.post(path, data=body, content_type="application/x-www-form-urlencoded")
    return visitor.answer.status_code


def send_each(visitor: Visitor, texts: list[str]) -> Counter[tuple[str, str, str]]:
    """Each text in every free field of an enquiry; gives what should have arrived."""
    expected: Counter[tuple[str, str, str]] = Counter()
    for text in texts:
        fields = visitor.fill(message=text, called=text[:LINE], **{"contact-notes": text[:WAY]})
        assert post(visitor, "/en/contact", fields) == 200, text
        expected[as_received(text), as_received(text[:LINE]), as_received(text[:WAY])] += 1
    return expected


def arrived(office: Office) -> Counter[tuple[str, str, str]]:
    return Counter((entry.text, summary.called, summary.contact.notes)
                   for summary, entries in office.arrived().values() for entry in entries if entry.kind is Kind.ENQUIRY)


def say_each(visitor: Visitor, texts: list[str]) -> Page:
    """Each text as a message in one thread; gives the thread's page."""
    visitor.come_back(visitor.send("A thread for odd texts.").code)
    for text in texts:
        form = Page(visitor.browser.get("/en/thread").get_data(as_text=True)).form("/en/thread")
        assert post(visitor, "/en/thread", {**form, "message": text}) == 303, text
    return Page(visitor.browser.get("/en/thread").get_data(as_text=True))


@pytest.mark.realdata
@pytest.mark.slow
@pytest.mark.parametrize("name", corpus.HOSTILE)
def test_every_tenth_hostile_string_arrives_equal_in_every_field(visitor: Visitor, office: Office, name: str) -> None:
    step = 3 if name == "naughty_strings" else 10
    expected = send_each(visitor, writable(corpus.hostile(name))[::step])
    assert expected
    assert arrived(office) == expected


@pytest.mark.realdata
@pytest.mark.slow
def test_hostile_messages_are_shown_as_text(visitor: Visitor, office: Office) -> None:
    texts = writable(corpus.hostile("naughty_strings") + corpus.hostile("payloads_xss")[::20])[:150]
    page = say_each(visitor, texts)
    assert Counter(office.texts(Kind.MESSAGE_IN)) == Counter(map(as_received, texts))
    assert Counter(page.words) == Counter(visible(as_received(text)) for text in texts)
    own = re.findall(r'<script src="/static/\w+/(\w+)\.js"', page.html)
    assert own == ["exit", "stay"]
    assert page.html.count("<script") == len(own)


@pytest.mark.realdata
@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("name", corpus.every_hostile_set() if corpus.PRESENT else ())
def test_every_hostile_string_arrives_equal_in_every_field(visitor: Visitor, office: Office, name: str) -> None:
    expected = send_each(visitor, writable(corpus.hostile(name)))
    assert arrived(office) == expected
