"""Each entrance asks its own short questions, without a script, and the desk reads the answers as they were asked."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from intake.cases.items import Kind
from intake.errors import Untrusted
from intake.questionnaires.kept import ENTRANCES, Questionnaires, shipped
from intake.settings import LANGUAGES
from tests.web.conftest import Office
from tests.web.visitor import Visitor

FORM = "/en/contact"
FORMS = {each.form: each for each in shipped()}
GIVEN: dict[str, dict[str, str | list[str]]] = {
    "1": {"situation": "leave", "needs": ["place", "papers"], "danger": "yes", "country": "FR",
          "answer_language": "fa"},
    "2": {"relation": "sibling", "person-called": "Lale", "person-age": "about 30", "knows": "yes", "agreed": "no",
          "last_heard-year": "۱۴۰۳", "last_heard-month": "spring", "last_heard-calendar": "jalali", "needs": ["leave"]},
    "3": {"needs": ["work", "money"], "left_when-year": "2025", "left_when-month": "3", "left_when-day": "21",
          "left_when-calendar": "gregorian", "country": "DE", "pressed": "unsaid"},
    "4": {"about": ["money", "papers"], "firsthand": "no", "happened-year": "2024", "happened-calendar": "gregorian",
          "ask_back": "yes"},
}


def filled(visitor: Visitor, entrance: str, language: str = "en") -> dict[str, str | list[str]]:
    path = f"/{language}/contact"
    return {**visitor.get(f"{path}?for={entrance}").form(path), **GIVEN[entrance]}


@pytest.mark.parametrize("entrance", sorted(GIVEN))
def test_its_answers_arrive_with_the_form_and_version_that_asked(
    visitor: Visitor, office: Office, entrance: str
) -> None:
    form = ENTRANCES[int(entrance) - 1]
    visitor.post(FORM, filled(visitor, entrance) | {"message": "Please help."}, 200)
    [(summary, [entry])] = office.arrived().values()
    assert (entry.kind, entry.text, summary.for_whom) == (Kind.ENQUIRY, "Please help.", form)
    assert (entry.answers["form"], entry.answers["version"]) == (form, FORMS[form].version)
    for name, value in GIVEN[entrance].items():
        part, _, rest = name.partition("-")
        kept = entry.answers["given"][part]
        assert (kept[rest] if rest else kept) == value, name


@pytest.mark.parametrize("entrance", sorted(GIVEN))
def test_only_its_message_is_needed(visitor: Visitor, office: Office, entrance: str) -> None:
    fields = visitor.get(f"{FORM}?for={entrance}").form(FORM)
    visitor.post(FORM, fields | {"message": "Nothing else."}, 200)
    [(_, [entry])] = office.arrived().values()
    assert entry.answers["given"] == {}


def test_what_follows_from_another_answer_is_not_kept(visitor: Visitor, office: Office) -> None:
    visitor.post(FORM, filled(visitor, "1") | {"message": "m", "danger": "no"}, 200)
    [(_, [entry])] = office.arrived().values()
    assert "country" not in entry.answers["given"]


@pytest.mark.parametrize("entrance", sorted(GIVEN))
def test_an_error_and_a_change_of_language_lose_no_answer(visitor: Visitor, entrance: str) -> None:
    typed = filled(visitor, entrance)
    again = visitor.post(FORM, typed | {"message": ""}, 422)
    in_persian = visitor.post("/fa/contact", typed | {"message": "m", "other_language": "1"}, 200)
    for page, path in ((again, FORM), (in_persian, "/fa/contact")):
        shown = page.form(path)
        assert shown["entrance"] == entrance
        for name, value in GIVEN[entrance].items():
            assert shown[name] == (value if isinstance(value, str) else value[-1]), name
            for each in value if isinstance(value, list) else ():
                assert re.search(rf'checked[^>]*value="{each}"', page.html), each


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_asks_in_the_language_of_its_page(visitor: Visitor, language: str) -> None:
    for number, form in enumerate(ENTRANCES, 1):
        page = visitor.get(f"/{language}/contact?for={number}")
        for question in FORMS[form].questions:
            assert question.label.say(language).replace("'", "&#39;") in page.html, question.name


def test_whoever_writes_for_somebody_else_is_told_that_we_contact_them_alone(visitor: Visitor) -> None:
    hint = FORMS["someone"].question("contact").hint
    assert hint is not None
    assert hint.en == "We contact you alone, never the person you are writing about."
    for language in LANGUAGES:
        page = visitor.get(f"/{language}/contact?for={ENTRANCES.index('someone') + 1}")
        assert page.text_of("contact-hint") == hint.say(language)
        assert not visitor.get(f"/{language}/contact?for={ENTRANCES.index('self') + 1}").has("contact-hint")


def test_a_page_of_an_earlier_version_is_read_as_it_was_asked(app: Flask, visitor: Visitor, office: Office) -> None:
    first = FORMS["self"]
    second = first.model_copy(update={"version": 2, "questions": first.questions[1:]})
    open_page = filled(visitor, "1")
    running = app.extensions["intake"]
    app.extensions["intake"] = replace(running, questionnaires=Questionnaires([*FORMS.values(), second]))
    del app.extensions["intake.blank_forms"]  # as after the restart in which a process finds the new version
    for version in ("1", "2", "", "77", "nonsense", "9" * 40):
        page = open_page if version == "1" else visitor.get(f"{FORM}?for=1").form(FORM)
        sent = open_page | {"csrf_token": page["csrf_token"], "message": version or "none", "version": version}
        visitor.post(FORM, sent, 200)
    versions = {entry.text: entry.answers["version"] for _, [entry] in office.arrived().values()}
    assert versions == {"1": 1, "2": 2, "none": 2, "77": 2, "nonsense": 2, "9" * 40: 2}
    assert all(("situation" in entry.answers["given"]) is (entry.answers["version"] == 1)
               for _, [entry] in office.arrived().values())


def test_a_form_that_closed_meanwhile_gives_everything_back(
    visitor: Visitor, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = filled(visitor, "2") | {"message": "Do not lose this.", "contact-notes": "Nor this."}
    monkeypatch.setattr("intake.accounts.trust.Trust.route", _closed)
    page = visitor.post(FORM, typed, 503)
    again = page.form(FORM)
    assert (again["message"], again["contact-notes"], again["person-called"]) == (
        "Do not lose this.", "Nor this.", "Lale")
    assert "Your message has not been sent" in page.html
    monkeypatch.undo()
    assert visitor.post(FORM, again | {"needs": ["leave"]}, 200).has("receipt-code")


def _closed(*_: object) -> None:
    raise Untrusted("not pinned")
