"""The check page: every answer stands there as it was given, can be changed, and is given back whatever goes wrong."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from intake.cases.models import Case
from intake.errors import Untrusted
from intake.questionnaires.kept import ENTRANCES, GENERAL, shipped
from intake.questionnaires.safe_contact import Onlooker
from intake.settings import LANGUAGES
from tests.web.conftest import Office
from tests.web.pager import Fields, Pager
from tests.web.public.test_entrances import GIVEN
from tests.web.public.test_steps import CONTACT, LETTER
from tests.web.public.test_trouble import failing, runtime, taken
from tests.web.visitor import Visitor

FORMS = {each.form: each for each in shipped()}
FULL: Fields = {"message": LETTER, "called": "M.", "answer_language": "fa", **GIVEN["2"], **CONTACT}


@pytest.fixture
def given_settings() -> dict[str, object]:
    """All forms in steps."""
    return {"minimum_seconds": 0, "forms_in_steps": {*ENTRANCES, GENERAL}}


def checked(visitor: Visitor, entrance: str, typed: Fields, language: str = "en") -> Pager:
    """Somebody before the check page."""
    pager = Pager(visitor, entrance, language)
    pager.to_the_end(typed)
    return pager


def rows(pager: Pager) -> dict[str, str]:
    """What stands below each question, without its marks."""
    row = r'<div>\s*<dt class="label">(.*?)</dt>\s*<dd><button[^>]*>.*?</dd>\s*<dd[^>]*>(.*?)</dd>\s*</div>'
    found = re.findall(row, pager.page.html, re.DOTALL)
    return {question: " ".join(re.sub(r"<[^>]*>", " ", said).split()) for question, said in found}


def test_every_question_stands_there_with_its_answer(visitor: Visitor) -> None:
    told = rows(checked(visitor, "2", FULL))
    contact = told.pop("May we contact you?")
    assert told == {
        "Who is this person to you?": "My sister or brother",
        "What may we call this person?": "Lale, about 30",
        "Does this person know that you are writing to us?": "Yes",
        "Do they agree with it?": "No",
        "When did you last hear from them?":
            "Solar Hijri (Iran): \u2068spring ۱۴۰۳\u2069 = from 20 Mar 2024 to 20 Mar 2025",
        "What are you hoping for?": "Help for them to leave",
        "Your message": "My brother has not called. Since spring.",
        "What may we call you?": "M.",
        "Which language would you like to read?": "Persian",
    }
    for said in ("in the ways that I mark as safe", "E-mail Safe a@mail.org after nine", "Telephone call Not safe",
                 "Your time zone Iran Time", "on your voice mail? No", "Mother or father · A child", "lemon",
                 "My uncle answers. Do not tell him."):
        assert said in contact
    assert "Letter" not in contact


@pytest.mark.parametrize("language", LANGUAGES)
def test_several_answers_stand_there_each_once_in_every_language(visitor: Visitor, language: str) -> None:
    seen_by = [each.value for each in Onlooker]
    told = rows(checked(visitor, "2", {**FULL, "contact-onlookers": seen_by}, language)).values()
    assert max(said.count(" · ") for said in told) == len(seen_by) - 1


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entrance", ["1", "2", "3", "4"])
def test_what_was_left_out_is_not_provided_and_what_was_not_asked_is_not_there(
    visitor: Visitor, entrance: str, language: str
) -> None:
    told = rows(checked(visitor, entrance, {"message": LETTER}, language))
    form = FORMS[ENTRANCES[int(entrance) - 1]]
    assert list(told) == [each.label.say(language).replace("'", "&#39;") for each in form.questions
                          if each.only_if is None]
    *others, message = sorted(told.values(), key=lambda said: "brother" in said)
    assert len(set(others)) == 1, "all say that nothing was said"
    assert "brother" in message


def test_who_comes_back_says_so_and_who_said_nothing_of_it_did_not(visitor: Visitor) -> None:
    question = "May we contact you?"
    back = rows(checked(visitor, "", {"message": "m", "contact-may": "return"}))[question]
    assert back == "I will come back here to read your answer"
    assert rows(checked(visitor, "", {"message": "m"}))[question] == "Not provided"
    opened = {**CONTACT, "message": "m", "contact-may": "return", "contact-notes": ""}
    assert "a@mail.org" not in rows(checked(visitor, "", opened))[question]


def test_an_answer_is_changed_on_its_page_and_going_on_leads_back(visitor: Visitor, office: Office) -> None:
    pager = checked(visitor, "2", FULL)
    buttons = dict(re.findall(r'<button[^>]*name="change" value="(\d+)"[^>]*>Change<span class="unseen">: ([^<]*)<',
                              pager.page.html))
    assert len(re.findall('name="change"', pager.page.html)) == len(rows(pager))
    place = next(place for place, question in buttons.items() if question == "What may we call you?")
    pager.press("change", place)
    assert pager.controls == {"called"}
    assert pager.fields["called"] == "M."
    pager.press(typed={"called": "Somebody else"})
    assert pager.is_check
    assert rows(pager)["What may we call you?"] == "Somebody else"
    pager.press("send")
    [(summary, [entry])] = office.arrived().values()
    assert (summary.called, entry.text) == ("Somebody else", LETTER)


def test_a_changed_answer_that_asks_for_more_is_asked_on_the_same_page(visitor: Visitor) -> None:
    pager = checked(visitor, "2", FULL)
    pager.press("change", "3")
    assert pager.controls == {"knows", "agreed"}
    pager.press(typed={"knows": "no"})
    assert "Do they agree with it?" not in rows(pager)
    assert rows(pager)["Does this person know that you are writing to us?"] == "No"


def test_going_back_from_a_change_leads_to_the_check_page_with_what_was_typed(visitor: Visitor) -> None:
    pager = checked(visitor, "", {"message": LETTER})
    pager.press("change", "1")
    pager.press("back", typed={"for_whom": "left"})
    assert pager.is_check
    assert "I have left" in rows(pager)["Who are you writing for?"]


def test_a_change_that_leaves_an_error_behind_is_found_before_sending(visitor: Visitor, office: Office) -> None:
    pager = checked(visitor, "", {"message": LETTER})
    pager.press("change", "2")
    pager.press("back", typed={"message": ""})
    assert rows(pager)["Your message"] == "Not provided"
    page = pager.press("send", status=422)
    assert page.has("message-error")
    pager.press(status=422)
    pager.press(typed={"message": "Now."})
    assert pager.is_check, "whoever came from here goes back here"
    pager.press("send")
    assert office.texts() == ["Now."]


def test_what_somebody_wrote_is_text_in_a_direction_of_its_own(visitor: Visitor) -> None:
    hostile = "</div><script>alert(1)</script>\x07\u202eturned"
    pager = checked(visitor, "", {**CONTACT, "message": hostile, "called": hostile, "contact-notes": hostile})
    html = pager.page.html
    assert html.count("<script") == 1, "the page's own"
    assert html.count('<div class="words" dir="auto">&lt;/div&gt;&lt;script&gt;') == 3
    assert "␇" in rows(pager)["Your message"]


def answered(pager: Pager) -> dict[str, str | list[str]]:
    """What the page holds of what was said, without what it needs itself."""
    return {name: value for name, value in pager.fields.items() if name not in {"csrf_token", "website", "again"}}


def refused(pager: Pager, status: int) -> None:
    """The check page again, with everything in it as it was."""
    before, told = answered(pager), rows(pager)
    pager.press("send", status=status)
    assert pager.is_check
    assert answered(pager) == before
    assert rows(pager) == told


def test_the_trap_of_any_page_is_no_wall(visitor: Visitor, office: Office) -> None:
    pager = Pager(visitor, "2")
    pager.press(typed={"website": "https://x.example"})
    pager.to_the_end(FULL)
    assert pager.fields["website"] == "https://x.example"
    refused(pager, 422)
    assert pager.fields["website"] == ""
    assert office.texts() == []
    assert pager.press("send").has("receipt-code")


def test_a_full_lane_and_a_failing_store_give_everything_back(app: Flask, visitor: Visitor, office: Office) -> None:
    pager = checked(visitor, "2", FULL)
    with taken(app):
        refused(pager, 429)
    with failing(runtime(app).stores.main, "commit"):
        refused(pager, 503)
    assert "has not reached us" in pager.page.html
    with office.house.stores.reading() as work:
        assert work.main.query(Case).count() == 0
    assert pager.press("send").has("receipt-code")
    assert office.texts() == [LETTER]


def test_a_form_that_closed_meanwhile_gives_everything_back(
    visitor: Visitor, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    pager = checked(visitor, "2", FULL)
    monkeypatch.setattr("intake.accounts.trust.Trust.route", _closed())
    refused(pager, 503)
    assert "Your message has not been sent" in pager.page.html
    monkeypatch.undo()
    assert pager.press("send").has("receipt-code")


def _closed() -> Callable[..., None]:
    def closed(*_: object) -> None:
        raise Untrusted("not pinned")

    return closed


@pytest.mark.parametrize("token", ["", "nonsense", "A" * 5000])
def test_a_token_that_is_not_ours_loses_nothing(visitor: Visitor, office: Office, token: str) -> None:
    pager = Pager(visitor, "2")
    pager.press(typed={"csrf_token": token})
    assert not pager.page.has("error-summary"), "moving sends nothing, so there is nothing to refuse"
    pager.to_the_end(FULL)
    page = pager.press("send", status=422, typed={"csrf_token": token})
    assert pager.is_check
    assert page.title.startswith("Error: ")
    assert "please send it once more" in page.text_of("error-summary")
    assert office.texts() == []
    assert pager.press("send").has("receipt-code")


def test_another_site_cannot_send_the_form(visitor: Visitor, office: Office) -> None:
    fields = {**checked(visitor, "", {"message": "Not by me."}).fields, "send": "1"}
    visitor.post("/en/contact", fields, 422, headers={"Sec-Fetch-Site": "cross-site"})
    assert office.texts() == []
