"""Saying from within the conversation how one may be contacted: what it closes counts, what it would open is asked for.

Nothing of it is shown in the conversation, and nothing typed is lost.
"""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from intake import clock
from intake.cases import case_page, contacting
from intake.cases.case_page import CasePage
from intake.cases.items import Entry, Kind
from intake.questionnaires.safe_contact import Channel
from tests.web.conftest import Office
from tests.web.public.test_trouble import failing, runtime
from tests.web.visitor import Visitor

THREAD, CONTACT, BACK = "/en/thread", "/en/thread/contact", "/en/return"
PHONE = {"contact-may": "ways", "contact-phone-safety": "safe", "contact-phone-address": "0170 1234567"}
MAIL = {"contact-email-safety": "safe", "contact-email-address": "mina@example.org"}


def case(office: Office) -> CasePage:
    """The only case, as the lead opens it."""
    with office.house.stores.changing() as work:
        return case_page.show(work, office.desk.actor, office.desk.keyring, next(iter(office.arrived())))


def entries(office: Office) -> list[Entry]:
    """What came from the person since."""
    return [each for _, found in office.arrived().values() for each in found if each.kind is Kind.MESSAGE_IN]


def test_what_is_new_is_asked_for_and_what_is_taken_back_counts_at_once(visitor: Visitor, office: Office) -> None:
    visitor.come_back(visitor.send("The enquiry.", **PHONE, called="Mina").code)
    form = visitor.get(CONTACT).form(CONTACT)
    visitor.post(CONTACT, {**form, "contact-may": "ways", **MAIL, "called": "Mina"})
    page = case(office)
    assert not any(page.contact.allows(each) for each in Channel)
    assert page.called == "Mina"
    assert page.asked is not None
    assert [each for each in Channel if page.asked.contact.allows(each)] == [Channel.EMAIL]


def test_it_is_the_same_as_a_form_that_is_sent_again(visitor: Visitor, office: Office) -> None:
    sent = visitor.send("The enquiry.", **PHONE)
    visitor.come_back(sent.code)
    visitor.post("/en/contact", {**sent.fields, "contact-may": "return"}, 200)
    visitor.post(CONTACT, {**visitor.get(CONTACT).form(CONTACT), "contact-may": "return"})
    again, here = (each.answers for each in entries(office))
    assert {name: here[name] for name in again} == again
    (summary, found), = office.arrived().values()
    assert contacting.standing(found[:2], summary) == contacting.standing([found[0], found[2]], summary)


def test_the_conversation_says_that_it_was_said_and_nothing_of_it(visitor: Visitor, office: Office) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    form = visitor.get(CONTACT).form(CONTACT)
    visitor.post(CONTACT, {**form, **PHONE, "called": "Mina", "contact-notes": "Not at 8."})
    assert visitor.answer.headers["Location"] == f"{THREAD}#newest"
    page = visitor.get(THREAD)
    assert "You said how we may contact you</h2>" in page.html
    assert [each for each in ("0170", "Mina", "Not at 8.") if each in page.html] == []


@pytest.mark.slow
def test_nothing_chosen_is_asked_again_and_closes_no_way(visitor: Visitor, office: Office) -> None:
    visitor.come_back(visitor.send("The enquiry.", **PHONE).code)
    page = visitor.post(CONTACT, {**visitor.get(CONTACT).form(CONTACT), "called": "Mina"}, 422)
    assert page.form(CONTACT)["called"] == "Mina"
    assert "Please choose one of these" in page.text_of("contact-error")
    assert entries(office) == []
    assert case(office).contact.allows(Channel.PHONE)


def test_the_same_sent_again_counts_once(visitor: Visitor, office: Office) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    form = visitor.get(CONTACT).form(CONTACT)
    for _ in range(2):
        visitor.post(CONTACT, {**form, **PHONE})
        visitor.post(CONTACT, {**form, "contact-may": "return"})
    assert len(entries(office)) == 2


def test_an_ended_visit_brings_everything_along_and_sends_nothing(visitor: Visitor, office: Office) -> None:
    code = visitor.send("The enquiry.").code
    visitor.come_back(code)
    typed = {**visitor.get(CONTACT).form(CONTACT), **PHONE, "called": "Mina", "contact-onlookers": "parent"}
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=True):
        page = visitor.post(CONTACT, typed, 422)
        assert "for your safety you cannot see it" in page.html
        asked = page.form(BACK)
        wrong = visitor.post(BACK, {**asked, "code": "1"}, 422).form(BACK)
        shown = visitor.post(BACK, {**wrong, "code": code}, 200)
        assert "has not been sent" in shown.html
        assert entries(office) == []
        again = shown.form(CONTACT)
        assert {name: again[name] for name in typed if name != "csrf_token"} == {
            name: value for name, value in typed.items() if name != "csrf_token"}
        visitor.post(CONTACT, again)
    assert [each.answers["given"]["called"] for each in entries(office)] == ["Mina"]


@pytest.mark.parametrize("path, chosen", [(CONTACT, PHONE), ("/en/thread/ask", {"wish": "copy"})])
def test_what_had_arrived_when_the_visit_ended_is_told(
    visitor: Visitor, office: Office, path: str, chosen: dict[str, str]
) -> None:
    code = visitor.send("The enquiry.").code
    visitor.come_back(code)
    typed = {**visitor.get(path).form(path), **chosen}
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=True):
        asked = visitor.post(path, typed, 422).form(BACK)
        visitor.come_back(code)
        visitor.post(path, typed)
        visitor.post(BACK, {**asked, "code": code})
        assert "What you sent has arrived." in visitor.follow().html
    with time_machine.travel(clock.now() + timedelta(minutes=32), tick=True):
        visitor.post(path, typed, 303)
        assert "What you sent has arrived." in visitor.follow().html
    assert len(entries(office)) == 1


def test_another_language_and_a_look_at_the_help_keep_what_was_typed(visitor: Visitor) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    typed = {**visitor.get(CONTACT).form(CONTACT), **PHONE}
    turned = visitor.post("/fa/thread/contact", {**typed, "other_language": "1"}, 200)
    assert turned.form("/fa/thread/contact")["contact-phone-address"] == "0170 1234567"
    aside = visitor.post("/en/help", typed, 200).form(CONTACT)
    shown = visitor.post(CONTACT, {**aside, "go_on": "1"}, 200)
    assert shown.form(CONTACT)["contact-phone-address"] == "0170 1234567"


def test_a_store_that_fails_costs_nothing_that_was_typed(app: Flask, visitor: Visitor, office: Office) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    typed = {**visitor.get(CONTACT).form(CONTACT), **PHONE}
    for store in ("main", "shards", "ephemeral"):
        with failing(getattr(runtime(app).stores, store), "execute"):
            page = visitor.post(CONTACT, typed, 503)
            assert page.form(CONTACT)["contact-phone-address"] == "0170 1234567"
    visitor.post(CONTACT, page.form(CONTACT))
    assert len(entries(office)) == 1


@pytest.mark.parametrize("path", [CONTACT, "/en/thread/ask"])
def test_without_a_visit_the_code_is_asked_for(visitor: Visitor, path: str) -> None:
    visitor.get(path, 303)
    assert visitor.answer.headers["Location"] == BACK
    assert "Enter your code" in visitor.post(path, {"contact-may": "return", "wish": "copy"}, 422).html
