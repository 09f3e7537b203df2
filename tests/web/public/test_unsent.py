"""A message that is being written in the conversation is not lost on its other pages: it goes along, and comes back."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from intake import clock
from intake.cases.items import Kind
from tests.web.conftest import Office
from tests.web.pages import Page
from tests.web.public.test_contact_fields import KEPT_EQUAL
from tests.web.visitor import Visitor

THREAD, BACK, TYPED = "/en/thread", "/en/return", "He came at night.\n\n  \"&\" <June>."
CONTACT, ASK, CODE, END = PAGES = tuple(f"{THREAD}/{page}" for page in ("contact", "ask", "code", "end"))
TAKE = f"{CODE}/take"


@pytest.fixture
def code(visitor: Visitor) -> str:
    """The code of the conversation that is open in the visitor's browser."""
    code = visitor.send("The enquiry.").code
    visitor.come_back(code)
    return code


def go(visitor: Visitor, page: str, text: str = TYPED, **more: str) -> Page:
    """Press the way to a page while something stands in the box."""
    shown = visitor.get(THREAD)
    assert page not in shown.links
    way = re.findall(f'<button form="typed" formaction="{page}" formnovalidate [^>]*name="go_on" value="1"', shown.html)
    assert len(way) == 1
    return visitor.post(page, {**shown.form(THREAD), "message": text, "go_on": "1", **more}, 200)


def passes(page: Page) -> bool:
    """Whether a script takes the text out of the tab's history (`exit.js`)."""
    return " data-passing>" in page.html


def leave(visitor: Visitor, page: Page, action: str) -> Page:
    """Leave a page as it is, by its button."""
    assert f'formaction="{THREAD}" name="go_on" value="1"' in page.html
    return visitor.post(THREAD, page.form(action) | {"go_on": "1"}, 200)


@pytest.mark.usefixtures("code")
@pytest.mark.parametrize("path", PAGES)
def test_it_comes_back_from_every_page_by_its_button_and_is_not_sent(
    visitor: Visitor, office: Office, path: str
) -> None:
    page = go(visitor, path)
    assert page.title == visitor.get(path).title
    assert {"Location", "Set-Cookie"}.isdisjoint(visitor.answer.headers)
    back = leave(visitor, page, path)
    assert passes(page)
    assert passes(back)
    assert back.form(THREAD)["message"] == TYPED
    assert not back.has("error-summary")
    assert office.texts(Kind.MESSAGE_IN) == []
    visitor.post(THREAD, back.form(THREAD))
    assert office.texts(Kind.MESSAGE_IN) == [TYPED]


@pytest.mark.usefixtures("code")
@pytest.mark.parametrize("path", PAGES)
def test_with_an_empty_box_a_page_is_as_its_address_shows_it(visitor: Visitor, path: str) -> None:
    for page in (go(visitor, path, text=""), visitor.get(path)):
        assert THREAD in page.links
        assert "unsent" not in page.form(path)
        assert f'formaction="{THREAD}"' not in page.html


@pytest.mark.usefixtures("code")
def test_it_fills_no_field_of_the_other_page(visitor: Visitor) -> None:
    fields = go(visitor, ASK, as_evidence="1").form(ASK)
    assert (fields["message"], fields["unsent"]) == ("", TYPED)


@pytest.mark.usefixtures("code")
@pytest.mark.parametrize("path, fields", [
    (CONTACT, {"contact-may": "return"}), (ASK, {"wish": "copy", "message": "On paper, please."}),
])
def test_whoever_sends_something_there_finds_it_again_and_is_told_what_was_sent(
    visitor: Visitor, office: Office, path: str, fields: dict[str, str]
) -> None:
    page = go(visitor, path)
    again = visitor.post(path, page.form(path) | {"contact-may": "", "wish": ""}, 422)
    for _ in range(2):
        back = visitor.post(path, again.form(path) | fields, 200)
        assert "This was sent. The message you were writing has not been sent yet" in back.html
        assert back.form(THREAD)["message"] == TYPED
        assert passes(back)
    sent = [fields.get("message", "")]
    assert office.texts(Kind.MESSAGE_IN) == sent, "loading the page anew sends nothing twice"
    visitor.post(THREAD, back.form(THREAD))
    assert sorted(office.texts(Kind.MESSAGE_IN)) == sorted([*sent, TYPED])


def test_a_changed_code_keeps_it(app: Flask, visitor: Visitor, code: str) -> None:
    shown = visitor.post(CODE, go(visitor, CODE).form(CODE), 200)
    assert leave(visitor, shown, TAKE).form(THREAD)["message"] == TYPED
    back = visitor.post(TAKE, shown.form(TAKE), 200)
    assert passes(shown)
    assert passes(back)
    assert "Your new code works from now on" in back.html
    assert back.form(THREAD)["message"] == TYPED
    visitor.post(THREAD, back.form(THREAD))
    Visitor(app).come_back(code, 422)


@pytest.mark.usefixtures("code")
def test_burning_the_code_says_first_that_it_cannot_be_sent_any_more(visitor: Visitor) -> None:
    words = "Once the code is burnt, it cannot be sent here any more."
    assert words in go(visitor, END).html
    assert words not in go(visitor, END, text="").html


@pytest.mark.usefixtures("code")
@pytest.mark.parametrize("path", PAGES)
def test_another_language_and_a_look_at_the_help_keep_it(visitor: Visitor, path: str) -> None:
    there = path.replace("/en/", "/fa/")
    turned = visitor.post(there, go(visitor, path).form(path) | {"other_language": "1"}, 200)
    aside = visitor.post("/fa/help", turned.form(there), 200)
    shown = visitor.post(there, aside.form(there) | {"go_on": "1"}, 200)
    assert shown.form(there)["unsent"] == TYPED


@pytest.mark.usefixtures("code")
def test_every_text_comes_back_as_it_was(visitor: Visitor) -> None:
    for text in KEPT_EQUAL:
        assert leave(visitor, go(visitor, ASK, text), ASK).form(THREAD)["message"] == text


@pytest.mark.usefixtures("code")
def test_that_files_were_chosen_is_not_forgotten(visitor: Visitor) -> None:
    for text in (TYPED, ""):
        back = leave(visitor, go(visitor, CONTACT, text, files="letter.pdf", as_evidence="1"), CONTACT)
        assert "Please choose your files again" in back.html
        assert back.form(THREAD)["as_evidence"] == "1"
    assert "choose your files again" not in leave(visitor, go(visitor, CONTACT, files=""), CONTACT).html


@pytest.mark.parametrize("path", PAGES)
def test_a_visit_that_ended_asks_for_the_code_and_keeps_it(visitor: Visitor, code: str, path: str) -> None:
    typed, page = visitor.get(THREAD).form(THREAD), go(visitor, path)
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=True):
        visitor.post(path, typed | {"message": "", "go_on": "1"})
        assert visitor.answer.headers["Location"] == f"{BACK}?ended=1"
        asked = visitor.post(path, typed | {"message": TYPED, "go_on": "1"}, 422)
        assert "What you wrote is kept on this page" in asked.html
        back = visitor.post(BACK, asked.form(BACK) | {"code": code}, 200)
        assert back.form(THREAD)["message"] == TYPED
    with time_machine.travel(clock.now() + timedelta(minutes=40), tick=True):
        asked = visitor.post(path, page.form(path), 422)
        back = visitor.post(BACK, asked.form(BACK) | {"code": code}, 200)
        if path in {CODE, END}:
            assert back.form(THREAD)["message"] == TYPED
        else:
            assert (back.form(path)["unsent"], back.form(path).get("message", "")) == (TYPED, "")
