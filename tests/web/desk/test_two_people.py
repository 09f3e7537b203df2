"""Two people on one case: whoever comes second sees both, and neither loses a word."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from intake.web.cookies import SESSION
from tests.support.people import PASSWORD
from tests.web.desk.conftest import Desk


@pytest.mark.slow
def test_an_answer_written_meanwhile_is_shown_beside_what_the_colleague_did(desk: Desk) -> None:
    reference = desk.case()
    stale = desk.karim.open(reference)
    desk.lead.act(reference, "note", text="Do not write before Sunday.")
    desk.lead.act(reference, "plan", title="Wait for Sunday", priority="urgent", due_day="")
    before = desk.acts()
    page = desk.karim.act(reference, "reply", 409, on=stale, text="Shall we speak today?")
    assert desk.acts()[len(before):] == ["case:opened"]
    for told in ("Do not write before Sunday.", "Lena changed the name and the priority", "Wait for Sunday", "Urgent"):
        assert told in page.html
    assert page.form(f"/desk/cases/{reference}/reply")["text"] == "Shall we speak today?"
    assert "Send mine anyway" in page.html
    assert "Shall we speak today?" not in desk.karim.open(reference).html


@pytest.mark.slow
def test_what_was_typed_can_be_sent_anyway(desk: Desk) -> None:
    reference = desk.case()
    stale = desk.karim.open(reference)
    desk.lead.act(reference, "take")
    page = desk.karim.act(reference, "reply", 409, on=stale, text="Shall we speak today?")
    desk.karim.act(reference, "reply", on=page)
    html = desk.karim.follow().html
    assert "Shall we speak today?" in html
    assert "Lena took the case" in html


def test_a_message_from_the_person_meanwhile_is_read_before_an_answer_goes_out(desk: Desk) -> None:
    reference, code = desk.send()
    stale = desk.karim.open(reference)
    desk.write_again(code, "He came home tonight.")
    page = desk.karim.act(reference, "reply", 409, on=stale, text="Is there news?")
    assert "He came home tonight." in page.html


@pytest.mark.slow
def test_every_kind_of_act_on_an_older_page_is_held_back_with_what_was_typed(desk: Desk) -> None:
    reference = desk.case()
    stale, lead = desk.karim.open(reference), str(desk.lead.id)
    stale_lead = desk.lead.open(reference)
    desk.lead.act(reference, "note", text="Something new.")
    typed = {
        "take": {}, "assign": {"colleague": lead}, "hand-over": {"colleague": lead, "note": "Typed by Karim."},
        "plan": {"title": "Typed by Karim.", "priority": "high", "due_day": "2030-01-01"},
        "move": {"status": "closed", "outcome": "helped", "note": "Typed by Karim."},
    }
    for act, fields in typed.items():
        page = desk.karim.act(reference, act, 409, on=stale, **fields)
        assert "Something new." in page.html
        assert set(fields.values()) - {"high", "closed", "helped", lead} <= set(
            page.form(f"/desk/cases/{reference}/{act}").values())
    page = desk.lead.act(reference, "transfer", 409, on=stale_lead, team=str(desk.other_team), note="Typed by Lena.",
                         current=PASSWORD)
    assert page.form(f"/desk/cases/{reference}/transfer")["note"] == "Typed by Lena."
    assert 'data-status="new"' in desk.karim.open(reference).html


def test_choices_survive_the_page_of_a_conflict(desk: Desk) -> None:
    reference = desk.case()
    stale = desk.karim.open(reference)
    desk.lead.act(reference, "note", text="Something new.")
    page = desk.karim.act(reference, "move", 409, on=stale, status="closed", outcome="referred", note="")
    assert page.form(f"/desk/cases/{reference}/move")["status"] == "closed"
    assert '<option selected value="referred">' in page.html
    page = desk.karim.act(reference, "assign", 409, on=stale, colleague=str(desk.lead.id))
    assert f'<option selected value="{desk.lead.id}">' in page.html


def test_a_choice_that_is_none_any_more_is_named_in_words(desk: Desk) -> None:
    reference = desk.case()
    stale = desk.karim.open(reference)
    desk.lead.act(reference, "move", status="waiting", waiting="for_them")
    page = desk.karim.act(reference, "move", 409, on=stale, status="waiting", waiting="for_others", note="By post.")
    assert "You chose “Waiting”." in page.html
    assert page.form(f"/desk/cases/{reference}/move")["note"] == "By post."


def test_two_notes_at_once_are_two_notes(desk: Desk) -> None:
    reference = desk.case()
    karims, leads = desk.karim.open(reference), desk.lead.open(reference)
    desk.karim.act(reference, "note", on=karims, text="From Karim.")
    desk.lead.act(reference, "note", on=leads, text="From Lena.")
    html = desk.lead.follow().html
    assert "From Karim." in html
    assert "From Lena." in html


@pytest.mark.slow
def test_of_two_who_take_a_case_the_second_is_told_who_has_it(desk: Desk) -> None:
    reference = desk.case()
    karims = desk.karim.open(reference)
    desk.lead.act(reference, "take")
    page = desk.karim.act(reference, "take", 409, on=karims)
    assert "Lena took the case" in page.html
    assert desk.lead.rows() == [reference]
    desk.karim.act(reference, "take", on=page)
    assert desk.karim.rows() == [reference]


def test_pressing_send_twice_sends_one_message(desk: Desk) -> None:
    reference = desk.case()
    page = desk.karim.open(reference)
    desk.karim.act(reference, "reply", on=page, text="Thank you for writing.")
    desk.karim.act(reference, "reply", on=page, text="Thank you for writing.")
    assert "Your message" in desk.karim.follow().html
    assert desk.karim.open(reference).html.count('class="entry message_out"') == 1


def test_whatever_is_pressed_twice_is_done_once_and_said_to_be_done(desk: Desk) -> None:
    reference, lead = desk.case(), str(desk.lead.id)
    typed: dict[str, dict[str, Any]] = {
        "note": {"text": "Call on Sunday."}, "take": {}, "plan": {"title": "Sunday", "priority": "high", "due_day": ""},
        "move": {"status": "waiting", "waiting": "for_them", "note": "By post."}, "assign": {"colleague": lead},
        "contacts": {"channel": "phone", "reached": "no_answer", "note": "No answer.", "override": "She asked."},
        "hand-over": {"colleague": str(desk.karim.id), "note": "Yours."}, "hold": {"reason": "court"},
        "lift-hold": {"reason": "over"},
    }
    for act, fields in typed.items():
        page = desk.lead.open(reference)
        desk.lead.act(reference, act, on=page, **fields)
        once, acts = desk.lead.follow(), [each for each in desk.acts() if each != "case:opened"]
        desk.lead.act(reference, act, on=page, **fields)
        again = desk.lead.follow()
        assert ("Your note was saved." if act == "note" else "This was done when you pressed") in again.html
        assert again.html.count('class="entry') == once.html.count('class="entry'), act
        assert [each for each in desk.acts() if each != "case:opened"] == acts


def test_pressed_twice_a_case_is_passed_on_once_and_the_list_says_so(desk: Desk) -> None:
    reference = desk.case()
    page = desk.lead.open(reference)
    for said in ("The case now belongs to the other team.", "This was done when you pressed"):
        desk.lead.act(reference, "transfer", on=page, team=str(desk.other_team), note="Yours.", current=PASSWORD)
        assert said in desk.lead.follow().html
    assert desk.acts().count("case:transferred") == 1


def test_what_was_undone_since_is_not_said_to_stand(desk: Desk) -> None:
    reference = desk.case()
    page = desk.lead.open(reference)
    desk.lead.act(reference, "hold", on=page, reason="court")
    desk.lead.act(reference, "lift-hold", reason="over")
    desk.lead.act(reference, "hold", on=page, reason="court")
    html = desk.lead.follow().html
    assert "nobody can erase it" not in html
    assert "The page shows how it stands now." in html


def test_pressed_twice_at_the_same_time_a_note_is_one_note(desk: Desk) -> None:
    reference = desk.case()
    path = f"/desk/cases/{reference}/note"
    form = {**desk.karim.open(reference).form(path), "text": "Call on Sunday."}
    cookie = desk.karim.browser.get_cookie(SESSION)
    assert cookie is not None

    def press(_: int) -> int:
        browser = desk.app.test_client()
        browser.set_cookie(SESSION, cookie.value)
        return browser.post(path, data=form).status_code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(press, range(4))) == [303] * 4
    assert desk.karim.open(reference).html.count('class="entry note"') == 1


def test_other_words_in_a_form_that_was_sent_are_a_note_of_their_own(desk: Desk) -> None:
    reference = desk.case()
    page = desk.karim.open(reference)
    for text in ("First.", "Changed after going back.", "Changed after going back."):
        desk.karim.act(reference, "note", on=page, text=text)
    assert desk.karim.open(reference).html.count('class="entry note"') == 2


def test_whoever_lost_the_case_meanwhile_is_not_told_that_it_is_done(desk: Desk) -> None:
    reference = desk.case()
    page = desk.karim.open(reference)
    desk.karim.act(reference, "note", on=page, text="He is my cousin.")
    desk.lead.post_readers(reference, "lock-out", person=str(desk.karim.id))
    desk.karim.act(reference, "note", 404, on=page, text="He is my cousin.")


@pytest.mark.slow
def test_a_form_without_a_version_or_with_a_strange_one_is_held_back(desk: Desk) -> None:
    reference = desk.case()
    for version in ("", "x", "-1", "9" * 30, "٣"):
        page = desk.karim.act(reference, "reply", 409, version=version, shown_at="not a moment", text="Typed.")
        assert page.form(f"/desk/cases/{reference}/reply")["text"] == "Typed."
