"""What the fields of the contact form take, what they ask to look at again, and that all of it stays on the page."""

from typing import Any

import pytest
import time_machine

from intake import clock
from intake.questionnaires.safe_contact import Channel, Onlooker, SafeContact, Safety, Way
from intake.web.forms import TEXT_LIMIT
from tests.web.conftest import Office
from tests.web.visitor import Visitor

FORM = "/en/contact"

KEPT_EQUAL = [
    "\x00 NUL \x00", "\x01\x07\x08\x0b\x0c\x1b\x1f\x7f", "\x80\x85\x9f", "\u200f\u200e\u202e turned \u202c\u2066\u2069",
    "\ufeff mark \ufffe \uffff", "e\u0301 \u00e9 \u212b \u00c5", "  spaces around  \t", "\nstarts with a line",
    "ends with lines\n\n\n", "lines \u2028\u2029", "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0010ffff",
    "می\u200cخواهم",
    "{{ 7*7 }} {% raw %} ${7*7} %(a)s %s %", "</textarea><script>alert(1)</script>", "' OR 1=1; --",
    "\\u0000 \\x00 &lt;", "﷽ ௵ 𒐫", "a" * TEXT_LIMIT,
]


@pytest.mark.slow
def test_text_arrives_with_equal_code_points(visitor: Visitor, office: Office) -> None:
    for text in KEPT_EQUAL:
        visitor.send(text, called=text[:500], **{"contact-notes": text[:2000]})
    arrived = {(entry.text, summary.called, summary.contact.notes) for summary, [entry] in office.arrived().values()}
    assert arrived == {(text, text[:500], text[:2000]) for text in KEPT_EQUAL}


def test_only_line_ends_are_made_alike(visitor: Visitor, office: Office) -> None:
    visitor.send("one\r\ntwo\rthree\nfour\r\r\n\n\r")
    assert office.texts() == ["one\ntwo\nthree\nfour\n\n\n\n"]


def test_line_ends_are_made_alike_in_dates_and_persons_too(visitor: Visitor, office: Office) -> None:
    form = visitor.get(f"{FORM}?for=2").form(FORM)
    visitor.post(FORM, form | {"message": "For him.", "person-called": "A\r\nB\rC", "last_heard-day": "\r1"}, 200)
    [(_, [entry])] = office.arrived().values()
    given = entry.answers["given"]
    assert (given["person"]["called"], given["last_heard"]["day"]) == ("A\nB\nC", "\n1")


def test_an_empty_message_is_asked_for_and_nothing_else_is_lost(visitor: Visitor, office: Office) -> None:
    for text in ("", " ", "\n\t \u2003"):
        page = visitor.post(FORM, visitor.fill(message=text, called="Nobody", for_whom="self"), 422)
        assert "Please write something here" in page.text_of("message-error")
        assert page.title.startswith("Error: ")
        again = page.form(FORM)
        assert (again["called"], again["for_whom"]) == ("Nobody", "self")
    assert office.texts() == []


def test_a_text_that_is_too_long_is_said_so_beside_it_and_kept(visitor: Visitor, office: Office) -> None:
    text = "\N{PILE OF POO}" * (TEXT_LIMIT + 1)
    page = visitor.post(FORM, visitor.fill(
        message=text, called="c" * 501, **{"contact-notes": "w" * 2001, "contact-word_ours": "o" * 501}), 422)
    assert "50000 characters" in page.text_of("message-error")
    assert "500 characters" in page.text_of("called-error")
    assert "2000 characters" in page.text_of("contact-notes-error")
    assert "500 characters" in page.text_of("contact-word_ours-error")
    again = page.form(FORM)
    assert (again["message"], again["called"], again["contact-notes"]) == (text, "c" * 501, "w" * 2001)
    assert office.texts() == []


def test_a_body_over_two_megabytes_is_refused_with_a_page(visitor: Visitor) -> None:
    fields = visitor.fill(message="a" * (2 * 1024 * 1024))
    assert "too much at once" in visitor.post(FORM, fields, 413).title


def by_email(address: str) -> dict[str, str]:
    return {"contact-may": "ways", "contact-email-safety": "safe", "contact-email-address": address}


def test_an_address_that_could_not_arrive_is_shown_again(visitor: Visitor, office: Office) -> None:
    for address in ("anna@example", "anna@mail..org", "anna@@mail.org", "anna@mail.org.", "a@b.c,d"):
        page = visitor.post(FORM, visitor.fill(message="m", **by_email(address)), 422)
        assert "looks incomplete" in page.text_of("contact-email-address-error")
        assert page.form(FORM)["contact-email-address"] == address
    assert office.texts() == []


WORDS = ["anna@mail.org", "  anna@mail.org ", "anna@mail (ask my sister for the rest)", "آنا@مثال.ایران", "a@ b"]


def test_an_address_with_a_few_words_is_taken_as_described(visitor: Visitor, office: Office) -> None:
    for words in WORDS:
        visitor.send("m", **by_email(words))
    arrived = [summary.contact for summary, _ in office.arrived().values()]
    assert {contact.way(Channel.EMAIL).address for contact in arrived} == set(WORDS)
    assert all(contact.allows(Channel.EMAIL) for contact in arrived)


def test_every_part_of_safe_contact_arrives_as_it_was_said(visitor: Visitor, office: Office) -> None:
    visitor.send("m", **{
        "contact-may": "ways", "contact-phone-safety": "safe", "contact-phone-address": "+49 30 000",
        "contact-phone-times": "Mondays, 9 to 10", "contact-text-safety": "unsafe", "contact-zone": "Asia/Tehran",
        "contact-voicemail": "no", "contact-withheld": "yes", "contact-named": "unknown",
        "contact-say_instead": "The dentist", "contact-onlookers": "parent",
        "contact-word_ours": "lemon", "contact-word_danger": "rain",
        "contact-notes": "He reads everything.",
    })
    [(summary, _)] = office.arrived().values()
    assert summary.contact == SafeContact(
        may=True,
        ways={Channel.PHONE: Way(Safety.SAFE, "+49 30 000", "Mondays, 9 to 10"), Channel.TEXT: Way(Safety.UNSAFE)},
        zone="Asia/Tehran", voicemail="no", withheld="yes", named="unknown", say_instead="The dentist",
        onlookers=(Onlooker.PARENT,), word_ours="lemon", word_danger="rain", notes="He reads everything.")
    assert [channel for channel in Channel if summary.contact.allows(channel)] == [Channel.PHONE]


def test_who_will_come_back_leaves_no_address_behind(visitor: Visitor, office: Office) -> None:
    visitor.send("m", **by_email("anna@") | {"contact-may": "return"})
    [(summary, _)] = office.arrived().values()
    assert summary.contact == SafeContact()


def test_who_chose_nothing_and_called_a_way_safe_may_be_reached_by_it(visitor: Visitor, office: Office) -> None:
    fields = {name: value for name, value in visitor.fill(message="m", **by_email("a@mail.org")).items()
              if name != "contact-may"}
    visitor.post(FORM, fields, 200)
    [(summary, _)] = office.arrived().values()
    assert summary.contact.allows(Channel.EMAIL)


def test_a_promised_way_must_be_there(visitor: Visitor, office: Office) -> None:
    not_one = {"contact-may": "ways", "contact-phone-safety": "unsafe"}
    page = visitor.post(FORM, visitor.fill(message="m", **not_one), 422)
    assert "at least one way" in page.text_of("contact-may-error")
    page = visitor.post(FORM, visitor.fill(message="m", **by_email(" ")), 422)
    assert "how to reach you" in page.text_of("contact-email-address-error")
    assert office.texts() == []


@pytest.mark.slow
def test_a_choice_that_does_not_exist_counts_as_none(visitor: Visitor, office: Office) -> None:
    visitor.send("m", for_whom="<script>", **{"contact-may": "pigeon", "contact-zone": "Mars/Phobos"})
    [(summary, _)] = office.arrived().values()
    assert (summary.for_whom, summary.contact) == ("", SafeContact())


MACHINES: list[dict[str, Any]] = [
    {"json": {"message": 5, "csrf_token": ["x"]}}, {"json": [1]}, {"data": b"\xff\xfe%00=%zz&&==&message=%ff"},
    {"data": {"message": ["one", "two"]}}, {"data": b"", "content_type": "multipart/form-data"},
    {"data": b"--x\r\nnot a part", "content_type": "multipart/form-data; boundary=x"},
    {"data": b"<a/>", "content_type": "text/xml"}, {"data": {f"f{number}": "v" for number in range(600)}},
]


def test_whatever_a_machine_sends_is_answered_with_a_page(visitor: Visitor) -> None:
    for sending in MACHINES:
        answer = visitor.browser.post(FORM, **sending)
        assert answer.status_code in {400, 413, 422}
        assert b"<h1>" in answer.data


class TestTheMinimumTime:
    """Who presses faster than somebody could read is asked to press again."""

    @pytest.fixture
    def given_settings(self) -> dict[str, object]:
        """The default pace."""
        return {"minimum_seconds": 3}

    def test_a_form_sent_at_once_comes_back_filled_and_then_passes(self, visitor: Visitor, office: Office) -> None:
        with time_machine.travel(clock.now(), tick=False) as traveller:
            again = visitor.post(FORM, visitor.fill(message="Very fast."), 422).form(FORM)
            assert again["message"] == "Very fast."
            assert office.texts() == []
            traveller.shift(3)
            assert visitor.post(FORM, again, 200).has("receipt-code")
