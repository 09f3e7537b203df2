"""A form in steps: page by page without a script, nothing lost on the way, and nothing sent before the last press."""

from collections.abc import Mapping
from typing import Any, get_args

import pytest
import time_machine
from flask import Flask

from intake import clock
from intake.cases.items import Kind
from intake.errors import Unready
from intake.questionnaires.kept import ENTRANCES, GENERAL, shipped
from intake.settings import LANGUAGES, FormName, load_settings
from tests.web.conftest import Office
from tests.web.pager import Pager
from tests.web.public.test_contact_fields import KEPT_EQUAL
from tests.web.public.test_entrances import GIVEN
from tests.web.visitor import Visitor

FORM, LETTER = "/en/contact", "My brother has not called.\n\n  Since spring."
FORMS = {each.form: each for each in shipped()}
CONTACT: dict[str, str | list[str]] = {
    "contact-may": "ways", "contact-email-safety": "safe", "contact-email-address": "a@mail.org",
    "contact-email-times": "after nine", "contact-phone-safety": "unsafe", "contact-zone": "Asia/Tehran",
    "contact-voicemail": "no", "contact-withheld": "unknown", "contact-onlookers": ["parent", "child"],
    "contact-word_ours": "lemon", "contact-notes": "My uncle answers.\nDo not tell him.",
}


@pytest.fixture
def given_settings() -> dict[str, object]:
    """All forms but the last in steps."""
    return {"minimum_seconds": 0, "forms_in_steps": {*ENTRANCES[:3], GENERAL}}


def form_of(entrance: str) -> str:
    return ENTRANCES[int(entrance) - 1] if entrance else GENERAL


def kept(given: dict[str, Any], name: str) -> Any:
    """The answer, or the part of it, that an input of this name became."""
    question, *parts = name.split("-")
    answer = given[question]
    if question == "contact" and len(parts) > 1:
        answer = answer["ways"][parts[0]]
    return answer[parts[-1]] if parts else answer


@pytest.mark.parametrize("entrance", ["", "1", "2", "3"])
def test_each_page_asks_one_question_and_what_follows_from_it(visitor: Visitor, entrance: str) -> None:
    pager, seen = Pager(visitor, entrance), []
    while not pager.is_check:
        seen.append(pager.controls)
        assert pager.place == len(seen)
        pager.go_on({"message": LETTER})
    assert seen == [{each.name for each in step} for step in FORMS[form_of(entrance)].steps()]
    assert pager.place == len(seen) + 1
    assert pager.controls == set()


def test_a_form_that_is_not_named_stays_on_one_page(visitor: Visitor) -> None:
    pager = Pager(visitor, "4")
    assert "step" not in pager.fields
    assert pager.controls == {each.name for each in FORMS["information"].questions}


@pytest.mark.parametrize("entrance", ["1", "2", "3"])
def test_what_arrives_is_what_would_have_arrived_from_one_page(
    visitor: Visitor, office: Office, entrance: str
) -> None:
    typed = {"message": LETTER, "called": "M.", **GIVEN[entrance], **CONTACT}
    pager = Pager(visitor, entrance)
    pager.to_the_end(typed)
    assert pager.press("send").has("receipt-code")
    [(summary, [entry])] = office.arrived().values()
    assert (entry.text, summary.called, summary.for_whom) == (LETTER, "M.", form_of(entrance))
    for name, value in {**GIVEN[entrance], **CONTACT, "contact-may": True}.items():
        assert kept(entry.answers["given"], name) == value, name


@pytest.mark.slow
def test_every_text_arrives_with_equal_code_points(visitor: Visitor, office: Office) -> None:
    for text in KEPT_EQUAL:
        pager = Pager(visitor)
        pager.to_the_end({"message": text, "called": text[:500], "contact-notes": text[:2000]})
        pager.press("send")
    arrived = {(entry.text, summary.called, summary.contact.notes) for summary, [entry] in office.arrived().values()}
    assert arrived == {(text, text[:500], text[:2000]) for text in KEPT_EQUAL}


def test_only_line_ends_are_made_alike(visitor: Visitor, office: Office) -> None:
    pager = Pager(visitor)
    pager.to_the_end({"message": "one\r\ntwo\rthree\nfour\r\r\n\n\r"})
    pager.press("send")
    assert office.texts() == ["one\ntwo\nthree\nfour\n\n\n\n"]


def test_nothing_is_kept_before_the_last_press(visitor: Visitor, office: Office) -> None:
    pager = Pager(visitor, "2")
    pager.to_the_end({"message": LETTER, **GIVEN["2"]})
    assert "Nothing has been sent yet" in pager.page.html
    pager.press()
    assert pager.is_check, "Enter is no sending"
    assert office.arrived() == {}
    assert "Set-Cookie" not in visitor.answer.headers


def test_who_reads_it_stands_before_the_first_question_and_nowhere_again(visitor: Visitor) -> None:
    pager = Pager(visitor, "2")
    before = pager.page.html.partition('name="relation"')[0]
    for words in ("Only the people of our support team read this", "within 2 working days", "There are two limits"):
        assert words in before
    assert "There are two limits" not in pager.go_on().html


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_a_title_of_its_own_which_names_no_question(visitor: Visitor, language: str) -> None:
    pager, titles = Pager(visitor, "3", language), []
    while not pager.is_check:
        titles.append(pager.page.title)
        pager.go_on({"message": LETTER})
    titles.append(pager.page.title)
    assert len(set(titles)) == len(FORMS["left"].steps()) + 1
    asked = {each.label.say(language) for each in FORMS["left"].questions}
    assert [title for title in titles if any(label in title for label in asked)] == []


def test_the_ways_out_and_to_help_and_the_languages_are_on_every_page(visitor: Visitor) -> None:
    pager = Pager(visitor)
    for _ in range(5):
        assert "/exit" in pager.page.links
        assert 'formaction="/en/help"' in pager.page.html
        assert 'formaction="/fa/contact" name="other_language"' in pager.page.html
        pager.go_on({"message": LETTER})


def test_going_back_checks_nothing_and_loses_nothing(visitor: Visitor) -> None:
    pager = Pager(visitor)
    pager.go_on({"for_whom": "someone"})
    pager.press("back", typed={"message": "x" * 50_001})
    assert (pager.place, pager.fields["for_whom"]) == (1, "someone")
    assert 'name="back"' not in pager.page.html, "there is no page before the first"
    assert "error" not in pager.page.texts
    pager.press("back")
    assert pager.place == 1
    pager.go_on()
    assert pager.fields["message"] == "x" * 50_001


def test_going_back_from_the_check_page_leads_through_the_pages(visitor: Visitor) -> None:
    pager = Pager(visitor)
    pager.to_the_end({"message": LETTER})
    places = []
    for _ in range(5):
        pager.press("back")
        places.append(pager.place)
    assert places == [4, 3, 2, 1, 1]
    assert pager.fields["message"] == LETTER


def test_an_error_is_said_on_its_page_alone(visitor: Visitor) -> None:
    pager = Pager(visitor)
    pager.go_on()
    page = pager.press(status=422, typed={"message": " "})
    assert pager.place == 2
    assert page.title.startswith("Error: ")
    assert "Please write something here" in page.text_of("message-error")
    assert page.text_of("error-summary").count("Please write something") == 1
    pager.press(typed={"message": LETTER})
    page = pager.press(status=422, typed={"contact-may": "ways", "contact-email-safety": "safe"})
    assert (pager.place, pager.fields["message"]) == (3, LETTER)
    assert "how to reach you" in page.text_of("contact-email-address-error")


FORGED: list[Mapping[str, str]] = [
    {"step": "5", "send": "1"}, {"step": "3"}, {"step": "4", "send": "1"}, {"send": "1"}, {"step": "nonsense"}, {},
    {"step": "5", "send": "1", "changing": "1"}, {"step": "-1"}, {"step": "99", "send": "1"}, {"step": "9" * 40},
]


@pytest.mark.parametrize("forged", FORGED, ids=str)
def test_whoever_skips_a_page_is_led_to_the_first_that_needs_something(
    visitor: Visitor, office: Office, forged: Mapping[str, str]
) -> None:
    token = str(Pager(visitor).fields["csrf_token"])
    page = visitor.post(FORM, {"csrf_token": token, "called": "y" * 501, "website": "", **forged}, 422)
    assert page.form(FORM)["step"] == "2"
    assert page.form(FORM)["called"] == "y" * 501
    assert page.has("message-error")
    assert not page.has("called-error")
    assert office.arrived() == {}


MOVES: list[Mapping[str, str]] = [
    {"back": "1"}, {"back": "1", "changing": "1"}, {"change": "1"}, {"change": "99"}, {"change": "?"},
    {"other_language": "1"},
]


@pytest.mark.parametrize("move", MOVES, ids=str)
@pytest.mark.parametrize("message", ["", LETTER])
def test_who_moves_sends_nothing_whatever_else_is_pressed(
    visitor: Visitor, office: Office, move: Mapping[str, str], message: str
) -> None:
    token = str(Pager(visitor).fields["csrf_token"])
    visitor.post(FORM, {"csrf_token": token, "message": message, "step": "5", "send": "1", **move}, 200)
    assert office.arrived() == {}


@pytest.mark.parametrize("step", ["", "1", "4", "6", "nonsense"])
def test_only_the_check_page_sends(visitor: Visitor, office: Office, step: str) -> None:
    token = str(Pager(visitor).fields["csrf_token"])
    visitor.post(FORM, {"csrf_token": token, "message": LETTER, "step": step, "send": "1"}, 200)
    assert office.arrived() == {}


def test_another_language_keeps_the_page_and_all_that_was_typed(visitor: Visitor, office: Office) -> None:
    pager = Pager(visitor, "2")
    while pager.place < 7:
        pager.go_on({"message": LETTER, **GIVEN["2"]})
    for language in ("fa", "sq", "ar"):
        before = pager.fields | CONTACT
        pager.change_language(language, CONTACT)
        assert pager.place == 7
        assert not pager.page.has("error-summary")
        assert {**pager.fields, "csrf_token": ""} == {**before, "csrf_token": ""}
    pager.to_the_end({})
    pager.change_language("fa")
    assert pager.is_check
    assert 'lang="fa" dir="rtl"' in pager.page.html
    pager.press("send")
    [(summary, [entry])] = office.arrived().values()
    assert (summary.language, entry.kind, entry.text) == ("fa", Kind.ENQUIRY, LETTER)


def test_one_nonce_goes_through_all_pages_so_that_sending_twice_is_one_case(visitor: Visitor, office: Office) -> None:
    pager = Pager(visitor)
    token = pager.fields["csrf_token"]
    pager.to_the_end({"message": LETTER})
    fields = pager.fields | {"send": "1"}
    assert fields["csrf_token"] == token
    pages = [visitor.post(FORM, fields, 200) for _ in range(2)]
    assert len({page.text_of("receipt-code") for page in pages}) == 1
    changed = visitor.post(FORM, fields | {"message": "Other words."}, 200)
    assert "Your changes have reached us" in changed.html
    assert office.texts() == [LETTER]


def test_a_page_of_before_the_change_goes_on_in_steps_and_sends_nothing(app: Flask, office: Office) -> None:
    visitor = Visitor(app)
    token = str(Pager(visitor).fields["csrf_token"])
    page = visitor.post(FORM, {"csrf_token": token, "message": LETTER, "called": "M."}, 200)
    assert 'name="send"' in page.html
    assert office.arrived() == {}
    assert visitor.post(FORM, page.form(FORM) | {"send": "1"}, 200).has("receipt-code")


def test_whoever_is_among_the_steps_goes_on_when_the_form_is_on_one_page_again(
    visitor: Visitor, office: Office
) -> None:
    one_page = visitor.get(f"{FORM}?for=4").form(FORM)
    fields = {"csrf_token": one_page["csrf_token"], "entrance": "4", "message": LETTER, "step": "4"}
    page = visitor.post(FORM, fields, 200)
    assert page.form(FORM)["step"] == "5"
    assert office.arrived() == {}


def test_a_form_that_does_not_exist_is_refused_in_one_line() -> None:
    with pytest.raises(Unready, match=r"INTAKE_FORMS_IN_STEPS.*'contact'") as refused:
        load_settings(forms_in_steps=["contact", "contract"])
    assert "\n" not in str(refused.value)
    assert set(get_args(FormName)) == {GENERAL, *ENTRANCES}


def test_a_list_that_is_none_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_FORMS_IN_STEPS", "contact")
    with pytest.raises(Unready, match="forms_in_steps") as refused:
        load_settings()
    assert "\n" not in str(refused.value)
    monkeypatch.setenv("INTAKE_FORMS_IN_STEPS", '["contact"]')
    assert load_settings().forms_in_steps == {"contact"}


class TestTheMinimumTime:
    """It runs from the first page, and is looked at when somebody sends."""

    @pytest.fixture
    def given_settings(self) -> dict[str, object]:
        """The default pace."""
        return {"minimum_seconds": 3, "forms_in_steps": {GENERAL}}

    def test_it_is_measured_from_the_first_page(self, visitor: Visitor, office: Office) -> None:
        with time_machine.travel(clock.now(), tick=False) as traveller:
            pager = Pager(visitor)
            pager.to_the_end({"message": LETTER})
            page = pager.press("send", status=422)
            assert "went very fast" in page.html
            assert pager.is_check
            assert office.texts() == []
            traveller.shift(3)
            assert pager.press("send").has("receipt-code")
