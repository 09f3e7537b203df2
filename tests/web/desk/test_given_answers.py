"""Answers are shown as they were asked, in the person's language and the reader's, whatever was typed as a date."""

from typing import Any

import pytest
from flask import Flask, g

from intake.questionnaires.kept import shipped
from intake.settings import LANGUAGES
from intake.web.desk import given_answers
from intake.web.desk.given_answers import GivenAnswer

FORMS = {each.form: each for each in shipped()}


def shown(app: Flask, form: str, given: dict[str, Any], theirs: str, ours: str) -> dict[str, GivenAnswer]:
    """The answers as a reader of one language sees what somebody of another gave, by their question in English."""
    with app.test_request_context("/desk/"):
        g.staff_language = ours
        found = given_answers.of({"form": form, "version": FORMS[form].version, "given": given}, theirs)
    return {next(each.label.en for each in FORMS[form].questions if each.label.say(ours) == answer.question): answer
            for answer in found}


@pytest.mark.parametrize("theirs", LANGUAGES)
def test_a_choice_is_shown_in_both_languages(app: Flask, theirs: str) -> None:
    question = FORMS["self"].question("situation")
    answer = shown(app, "self", {"situation": "leave"}, theirs, "en")[question.label.en]
    assert answer.answer == "I want to leave"
    if theirs != "en":
        assert (answer.asked, answer.answered) == (question.label.say(theirs), question.choices[0].label.say(theirs))


@pytest.mark.parametrize("ours", ["en", "fa", "fr", "de"])
def test_names_of_countries_and_languages_are_the_readers(app: Flask, ours: str) -> None:
    found = shown(app, "self", {"danger": "yes", "country": "DE", "answer_language": "fa"}, "sq", ours)
    told = {each.answer for each in found.values()}
    assert {"en": {"Germany", "Persian"}, "fa": {"آلمان", "فارسی"}, "fr": {"Allemagne", "persan"},
            "de": {"Deutschland", "Persisch"}}[ours] <= told


WHEN = {"year": "", "month": "", "day": "", "calendar": "gregorian"}
ODD = [
    {"year": "1", "month": "1", "day": "1"}, {"year": "99", "month": "4", "day": "3"},
    {"year": "622", "month": "3", "day": "21"},
    {"year": "9999", "month": "12", "day": "31"}, {"year": "9377", "month": "1", "day": "1", "calendar": "jalali"},
    {"day": "yesterday"}, {"year": "\ud800"}, {"month": "spring", "year": "1398", "calendar": "jalali"},
]


@pytest.mark.parametrize("theirs", LANGUAGES)
@pytest.mark.parametrize("ours", ["en", "fa"])
def test_no_date_keeps_a_case_from_being_read(app: Flask, theirs: str, ours: str) -> None:
    for odd in ODD:
        found = shown(app, "left", {"left_when": WHEN | odd}, theirs, ours)
        assert all(part in found["When did you leave?"].answer for part in odd.values() if part != "jalali")


@pytest.mark.parametrize("told, ours, said", [
    ({"year": "1401", "month": "1", "day": "1", "calendar": "jalali"}, "en",
     "Solar Hijri (Iran): 1 1 1401 = 21 Mar 2022"),
    ({"year": "١٤٤٦", "month": "رمضان", "day": "١", "calendar": "umm_al_qura"}, "en",
     "Hijri (Umm al-Qura): ١ رمضان ١٤٤٦ = 1 Mar 2025"),
    ({"year": "1398", "month": "spring", "day": "", "calendar": "jalali"}, "en",
     "Solar Hijri (Iran): spring 1398 = from 21 Mar 2019 to 19 Mar 2020"),
    ({"year": "2022", "month": "3", "day": "21"}, "en", "21 Mar 2022"),
    ({"year": "2022", "month": "3", "day": "21"}, "fa", "۱ فروردین ۱۴۰۱ (۲۱ مارس ۲۰۲۲)"),
    ({"year": "2022", "month": "March"}, "en", "Gregorian: March 2022"),
])
def test_a_date_is_shown_as_it_was_told_and_beside_it_the_days_that_it_means(
    app: Flask, told: dict[str, str], ours: str, said: str
) -> None:
    answer = _left(app, WHEN | told, "sq", ours)
    assert _bare(answer.answer) == said
    assert _bare(answer.answered).endswith(" ".join(told[part] for part in ("day", "month", "year") if told.get(part)))
    assert "=" not in answer.answered


def test_half_a_date_is_told_in_the_readers_calendar_too(app: Flask) -> None:
    answer = _bare(_left(app, WHEN | {"year": "2022", "month": "March"}, "fa", "fa").answer)
    for day in ("۱۰ اسفند ۱۴۰۰ (۱ مارس ۲۰۲۲)", "۱۱ فروردین ۱۴۰۱ (۳۱ مارس ۲۰۲۲)"):
        assert day in answer


def _left(app: Flask, told: dict[str, str], theirs: str, ours: str) -> GivenAnswer:
    return shown(app, "left", {"left_when": told}, theirs, ours)["When did you leave?"]


def _bare(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


def test_a_form_that_nobody_knows_any_more_shows_nothing(app: Flask) -> None:
    with app.test_request_context("/desk/"):
        assert given_answers.of({"form": "gone", "version": 3, "given": {"a": "b"}}, "en") == ()
        assert given_answers.of({}, "en") == ()
