"""Each text carries its language and the direction of that, on a desk that speaks another."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from intake.cases.items import Kind
from intake.questionnaires.safe_contact import Channel, SafeContact, Safety, Way
from intake.web.languages import runs
from tests.web.desk.conftest import Desk

TITLE, CALLED, TIMES, INSTEAD, NOTES = "CSS: سلام، کمک کنید", "لاله", "صبح‌ها", "باشگاه کتاب", "شب‌ها تلفن نکنید."
PERSIAN = SafeContact(True, {Channel.PHONE: Way(Safety.SAFE, "+49 30 1234567", TIMES)}, named="no", say_instead=INSTEAD,
                      word_ours="لیمو", notes=NOTES)


def persian_case(desk: Desk) -> str:
    return desk.case(TITLE, language="fa", called=CALLED, contact=PERSIAN)


def in_persian(text: str) -> str:
    return f'<bdi lang="fa" dir="rtl">{text}</bdi>'


def test_a_persian_case_is_told_as_persian_on_an_english_desk(desk: Desk) -> None:
    reference = persian_case(desk)
    path = f"/desk/cases/{reference}/contact"
    desk.karim.post(path, desk.karim.get(path).form(path) | {"why": "She rang us."})
    html = desk.karim.open(reference, query="?words=1").html
    assert '<html lang="en" dir="ltr"' in html
    assert f"<h1>{in_persian(TITLE)}</h1>" in html
    card = html[html.index("data-safe-contact"):].split("</section>")[0]
    for told in (CALLED, TIMES, INSTEAD, "لیمو"):
        assert in_persian(told) in card, told
    assert '<bdi dir="ltr">+49 30 1234567</bdi>' in card
    assert "<bdi>no</bdi>" in card, "what the desk says is in the language of the page"
    before = html[html.index("Earlier versions"):].split("</details>")[0]
    assert in_persian(TIMES) in before
    assert re.search(f'<p class="words" dir="auto" lang="fa">{NOTES}</p>', before)
    assert f'<div class="words" dir="auto" lang="fa" data-enquiry>{TITLE}</div>' in html


@pytest.mark.slow
@pytest.mark.parametrize("page", ["/desk/?view=open", "/desk/cases/{}/erase", "/desk/cases/{}/readers"])
def test_a_title_is_told_in_its_language_wherever_it_stands(desk: Desk, page: str) -> None:
    reference = persian_case(desk)
    assert in_persian(TITLE) in desk.lead.get(page.format(reference)).html


def test_a_title_is_told_in_its_language_on_the_lists_of_what_waits(desk: Desk) -> None:
    alone, closed, silent = (desk.case(TITLE, language="fa") for _ in range(3))
    assert in_persian(TITLE) in desk.karim.get("/desk/unreachable").html.split(f'data-unreachable="{alone}"')[1]
    desk.lead.act(closed, "move", status="closed", outcome="helped")
    desk.karim.act(silent, "reply", text="سلام")
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1095), tick=False):
        desk.lead.sign_in()
        for path in ("/desk/due", "/desk/quiet"):
            assert in_persian(TITLE) in desk.lead.get(path).html


@pytest.mark.slow
def test_the_name_that_staff_gave_a_case_is_in_their_language(desk: Desk) -> None:
    reference = persian_case(desk)
    assert in_persian("خواهر لاله") not in desk.karim.open(reference).html
    desk.karim.act(reference, "plan", title="The sister", priority="normal")
    assert '<h1><bdi lang="en" dir="ltr">The sister</bdi></h1>' in desk.karim.open(reference).html
    assert '<bdi lang="en" dir="ltr">The sister</bdi>' in desk.karim.look("?view=open").html
    desk.karim.act(reference, "plan", title="The sister", priority="urgent")
    assert '<bdi lang="en" dir="ltr">The sister</bdi>' in desk.karim.look("?view=open").html


def test_a_case_without_a_title_says_so_in_the_language_of_the_page(desk: Desk) -> None:
    reference = desk.case(" ", language="fa")
    assert "<h1><bdi>Without a name</bdi></h1>" in desk.karim.open(reference).html


@pytest.mark.slow
def test_an_answer_is_kept_in_the_language_that_it_is_written_in(desk: Desk) -> None:
    reference = persian_case(desk)
    path = f"/desk/cases/{reference}/reply"
    assert desk.karim.open(reference).form(path)["language"] == "fa", "theirs, unless somebody says otherwise"
    desk.karim.act(reference, "reply", text="سلام")
    desk.karim.act(reference, "reply", text="We are here.", language="en")
    page = desk.karim.open(reference)
    desk.karim.post(path, {name: value for name, value in page.form(path).items() if name != "language"}
                    | {"text": "تمام"})
    entries = desk.office.arrived()[reference][1]
    written = [(each.text, each.language) for each in entries if each.kind is Kind.MESSAGE_OUT]
    assert written == [("سلام", "fa"), ("We are here.", "en"), ("تمام", "fa")]
    html = desk.karim.open(reference).html
    assert '<div class="words" dir="auto" lang="en">We are here.</div>' in html


def test_a_language_that_is_none_is_asked_about_and_the_choice_survives_an_error(desk: Desk) -> None:
    reference = persian_case(desk)
    page = desk.karim.act(reference, "reply", 422, text="Hello.", language="xx")
    assert "Choose one of these." in page.text_of("reply-language-error")
    page = desk.karim.act(reference, "reply", 422, text=" ", language="de")
    assert page.form(f"/desk/cases/{reference}/reply")["language"] == "de"


def test_a_corrected_note_keeps_the_language_of_each_version(desk: Desk) -> None:
    reference = persian_case(desk)
    desk.karim.act(reference, "note", text="The neighbour knows.")
    note = next(each for each in desk.office.arrived()[reference][1] if each.kind is Kind.NOTE)
    page = desk.karim.open(reference)
    form = next(dict(each.fields) for each in page.forms if each.fields.get("note") == str(note.id))
    desk.karim.post(f"/desk/cases/{reference}/correct-note", form | {"text": "Nobody knows."})
    html = desk.karim.open(reference).html
    assert '<p class="words" dir="auto" lang="en">The neighbour knows.</p>' in html


@pytest.mark.parametrize("text, language, way", [
    ("CSS: سلام", "fa", "rtl"), ("Hello", "en", "ltr"), ("سلام", "en", ""), ("Salam, khubi?", "fa", ""),
    ("Merci (شكرا)", "fr", ""), ("12", "ar", ""), ("12", "de", "ltr"), ("Përshëndetje", "sq", "ltr"),
    ("Hello", "xx", ""), ("Hello", "", ""),
])
def test_a_language_gives_the_direction_where_the_letters_bear_it_out(text: str, language: str, way: str) -> None:
    assert runs(text, language) == way
