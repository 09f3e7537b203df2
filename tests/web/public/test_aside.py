"""Looking at a short page while something is being written loses nothing of it, and takes nothing of it either."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from intake.questionnaires.kept import ENTRANCES, GENERAL
from tests.web.conftest import Office
from tests.web.pager import Pager
from tests.web.pages import Page
from tests.web.public.test_contact_fields import KEPT_EQUAL, MACHINES
from tests.web.public.test_entrances import GIVEN
from tests.web.public.test_steps import CONTACT
from tests.web.public.test_trouble import runtime
from tests.web.visitor import Visitor

TYPED = "My sister does not answer.\n\n  Since May \"&\" <June>."
PAGES = ("help", "privacy", "safety", "accessibility", "real-site")


@pytest.mark.parametrize("page", PAGES)
def test_what_was_typed_comes_back_from_every_short_page(visitor: Visitor, office: Office, page: str) -> None:
    form = visitor.get("/en/contact?for=2").form("/en/contact")
    typed = form | GIVEN["2"] | {"message": TYPED, "called": "M."}
    before = visitor.post("/en/contact", typed | {"other_language": "1"}, 200).html
    aside = visitor.post(f"/en/{page}", typed, 200)
    assert visitor.get(f"/en/{page}").title == aside.title
    back = visitor.post("/en/contact", aside.form("/en/contact") | {"go_on": "1"}, 200)
    assert without_token(back) == without_token(Page(before))
    assert office.arrived() == {}


def without_token(page: Page) -> str:
    """The page but for what differs each time."""
    return page.html.replace(page.form("/en/contact")["csrf_token"], "")


def test_several_choices_come_back_too(visitor: Visitor) -> None:
    form = visitor.get("/en/contact?for=1").form("/en/contact")
    html = visitor.post("/en/help", {**form, "needs": ["talk", "law"]}, 200).html
    assert '<input type="hidden" name="needs" value="talk">' in html
    assert '<input type="hidden" name="needs" value="law">' in html


def test_from_page_to_page_and_from_language_to_language_it_stays(visitor: Visitor, office: Office) -> None:
    first = visitor.post("/en/help", visitor.fill(message=TYPED), 200)
    assert '<button form="kept" formaction="/fa/help"' in first.html
    second = visitor.post("/fa/help", first.form("/en/contact") | {"other_language": "1"}, 200)
    assert (second.language, '<button form="kept" formaction="/fa/privacy"' in second.html) == ("fa", True)
    third = visitor.post("/fa/privacy", second.form("/fa/contact"), 200)
    back = visitor.post("/fa/contact", third.form("/fa/contact") | {"go_on": "1"}, 200)
    assert back.form("/fa/contact")["message"] == TYPED
    visitor.post("/fa/contact", back.form("/fa/contact"), 200)
    [(_, [entry])] = office.arrived().values()
    assert entry.text == TYPED


def test_a_code_and_a_message_of_a_conversation_come_back(visitor: Visitor) -> None:
    code = visitor.get("/en/return").form("/en/return") | {"code": "12"}
    aside = visitor.post("/en/safety", code, 200)
    back = visitor.post("/en/return", aside.form("/en/return") | {"go_on": "1"}, 200)
    assert (back.form("/en/return")["code"], back.has("error-summary")) == ("12", False)
    visitor.come_back(visitor.send("Hello.").code)
    aside = visitor.post("/en/help", visitor.get("/en/thread").form("/en/thread") | {"message": TYPED}, 200)
    back = visitor.post("/en/thread", aside.form("/en/thread") | {"go_on": "1"}, 200)
    assert back.form("/en/thread")["message"] == TYPED
    assert "bubble own" not in back.html


def test_in_a_page_with_a_form_no_short_page_is_a_link_that_would_empty_it(visitor: Visitor) -> None:
    visitor.come_back(visitor.send("Hello.").code)
    for form in ("contact", "return", "thread"):
        page = visitor.get(f"/en/{form}")
        for short in PAGES:
            assert f"/en/{short}" not in page.links
            assert f'<button form="typed" formaction="/en/{short}" formnovalidate' in page.html


@pytest.mark.slow
def test_every_text_comes_back_as_it_was(visitor: Visitor) -> None:
    fields = visitor.get("/en/contact").form("/en/contact")
    for text in KEPT_EQUAL:
        aside = visitor.post("/en/help", fields | {"message": text, "called": text, "contact-notes": text}, 200)
        again = visitor.post("/en/contact", aside.form("/en/contact") | {"go_on": "1"}, 200).form("/en/contact")
        assert {again[name] for name in ("message", "called", "contact-notes")} == {text}


class TestInSteps:
    """A form that goes in steps keeps the answers of its other pages in hidden fields."""

    @pytest.fixture
    def given_settings(self) -> dict[str, object]:
        """All forms in steps."""
        return {"minimum_seconds": 0, "forms_in_steps": {*ENTRANCES, GENERAL}}

    @pytest.mark.slow
    def test_a_look_aside_leads_back_to_every_page_as_it_was(self, visitor: Visitor, office: Office) -> None:
        typed = {"message": TYPED, "called": "M.", **GIVEN["2"], **CONTACT}
        pager = Pager(visitor, "2")
        while not pager.is_check:
            look_aside(pager)
            pager.go_on(typed)
        look_aside(pager)
        pager.press("change", "2")
        look_aside(pager)
        pager.press()
        assert pager.is_check, "it was still known that this answer was being changed"
        assert office.arrived() == {}
        pager.press("send")
        [(_, [entry])] = office.arrived().values()
        assert entry.text == TYPED


def look_aside(pager: Pager) -> None:
    """Look at a short page from here, come back, and find the same page with the same in it."""
    before = pager.page.html
    pager.page = pager.visitor.post("/en/safety", pager.fields, 200)
    pager.press("go_on")
    assert pager.page.html == before


def test_it_asks_no_store_and_leaves_no_trace_in_an_address(visitor: Visitor, app: Flask) -> None:
    fields = visitor.fill(message=TYPED)
    seen: list[str] = []
    stores = runtime(app).stores
    for store in (stores.main, stores.shards, stores.ephemeral):
        event.listen(store, "before_cursor_execute", lambda *given: seen.append(given[2]))
    for page in PAGES:
        aside = visitor.post(f"/en/{page}", fields, 200)
        assert {"Location", "Set-Cookie", "Onion-Location"}.isdisjoint(visitor.answer.headers)
        assert "noindex" in visitor.answer.headers["X-Robots-Tag"]
        led_to = re.findall('(?:href|action|formaction)="([^"]*)"', aside.html)
        assert [address for address in led_to if "?" in address or "sister" in address] == []
    visitor.post("/en/contact", aside.form("/en/contact") | {"go_on": "1"}, 200)
    assert seen == []


def test_a_body_that_is_too_large_or_no_form_meets_what_it_meets_everywhere(visitor: Visitor) -> None:
    fields = visitor.fill()
    assert "too much at once" in visitor.post("/en/help", fields | {"message": "a" * (2 * 1024 * 1024)}, 413).title
    many = fields | {f"f{number}": "v" for number in range(500)}
    assert "too much at once" in visitor.post("/en/help", many, 413).title
    for sending in MACHINES:
        answer = visitor.browser.post("/en/help", **sending)
        assert answer.status_code in {200, 413}
        assert b"<h1>" in answer.data


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}])
def test_another_site_puts_no_text_into_our_pages(visitor: Visitor, headers: dict[str, Any]) -> None:
    page = visitor.post("/en/help", visitor.fill(message=TYPED), 200, headers)
    assert (page.has("kept"), "June" in page.html) == (False, False)


def test_while_something_is_being_written_no_button_leads_to_an_empty_form_for_it(visitor: Visitor) -> None:
    fields = visitor.fill(message=TYPED)
    for page in PAGES:
        aside, alone = visitor.post(f"/en/{page}", fields, 200), visitor.get(f"/en/{page}")
        assert "/en/contact" not in aside.links
        back = ('<button form="kept" formaction="/en/contact" formnovalidate '
                'formenctype="application/x-www-form-urlencoded" name="go_on" value="1" class="link">')
        assert f"{back}Write to us</button>" in aside.html
        assert (alone.links.count("/en/contact") > 1) == (aside.html.count("Back to what I was writing") > 1)
        assert "/en/return" in aside.links, "who wants another form means to go"


@pytest.mark.parametrize("form", ["contact", "return", "thread"])
def test_enter_still_sends_and_the_way_out_stands_before_all_that_leads_aside(visitor: Visitor, form: str) -> None:
    visitor.come_back(visitor.send("Hello.").code)
    page = visitor.get(f"/en/{form}")
    own = rf'(?s:<form[^>]*action="/en/{form}"(?:(?!</form>).)*</form>)|<button form="typed"[^>]*>'
    first, *_ = (tag for part in re.findall(own, page.html) for tag in re.findall("<button[^>]*>", part))
    assert first == '<button form="typed" class="unseen" tabindex="-1" aria-hidden="true">'
    for html in (page.html, visitor.post("/en/help", page.form(f"/en/{form}"), 200).html):
        assert html.index('href="/exit"') < html.index('id="leave"') < html.index("<button")


def test_a_post_that_names_no_form_of_ours_shows_the_page_alone(visitor: Visitor) -> None:
    for fields in ({}, {"origin": "elsewhere", "message": TYPED}, {"message": TYPED}):
        page = visitor.post("/en/help", fields, 200)
        assert (page.has("kept"), TYPED.splitlines()[0] in page.html) == (False, False)
    visitor.post("/en/", {}, 405)
    visitor.post("/en/nothing", {}, 404)
