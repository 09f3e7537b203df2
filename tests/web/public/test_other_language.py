"""Changing the language keeps what was typed, and neither takes nor refuses anything. No script is needed."""

import pytest

from intake.settings import LANGUAGES
from tests.web.conftest import Office
from tests.web.visitor import Visitor

TYPED = "My sister does not answer.\n\n  Since May."


def test_the_form_in_another_language_holds_all_that_was_typed(visitor: Visitor, office: Office) -> None:
    fields = visitor.fill(message=TYPED, for_whom="someone", called="M.", **{"contact-may": "ways"})
    page = visitor.post("/fa/contact", fields | {"other_language": "1"}, 200)
    assert {**page.form("/fa/contact"), "csrf_token": ""} == {**fields, "csrf_token": ""}
    assert 'lang="fa" dir="rtl"' in page.html
    assert not page.has("error-summary")
    assert office.arrived() == {}


def test_what_is_sent_after_a_change_of_language_is_one_enquiry_in_that_language(
    visitor: Visitor, office: Office
) -> None:
    changed = visitor.post("/fa/contact", visitor.fill(message=TYPED) | {"other_language": "1"}, 200)
    visitor.post("/fa/contact", changed.form("/fa/contact"), 200)
    [(summary, [entry])] = office.arrived().values()
    assert (entry.text, summary.language) == (TYPED, "fa")


def test_a_code_that_was_typed_is_not_tried_by_a_change_of_language(visitor: Visitor) -> None:
    fields = visitor.get("/en/return").form("/en/return") | {"code": "12", "other_language": "1"}
    page = visitor.post("/ar/return", fields, 200)
    assert page.form("/ar/return")["code"] == "12"
    assert not page.has("error-summary")


def test_a_message_in_the_thread_stays_unsent_in_its_field(visitor: Visitor) -> None:
    sent = visitor.send("Hello.")
    visitor.post("/en/return", visitor.get("/en/return").form("/en/return") | {"code": sent.code})
    fields = visitor.follow().form("/en/thread") | {"message": TYPED, "other_language": "1"}
    page = visitor.post("/sq/thread", fields, 200)
    assert page.form("/sq/thread")["message"] == TYPED
    assert "bubble own" not in page.html


@pytest.mark.parametrize("path", ["contact", "return"])
def test_no_language_is_a_link_that_would_empty_the_form_not_even_the_pages_own(visitor: Visitor, path: str) -> None:
    html = visitor.get(f"/en/{path}").html
    menu = html[html.index('<nav class="languages"'):].partition("</nav>")[0]
    for language in LANGUAGES:
        assert f'<button form="typed" formaction="/{language}/{path}"' in menu
    assert menu.count('aria-current="true"') == 1
    assert "<a " not in menu


def test_a_page_without_a_form_has_plain_links(visitor: Visitor) -> None:
    assert '<a href="/fa/" lang="fa"' in visitor.get("/en/").html
