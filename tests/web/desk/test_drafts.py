"""What a signed-out worker was typing is there again after signing in, and was never sent (DESIGN 5)."""

import pytest
from sqlalchemy import delete, update

from intake import clock
from intake.accounts.models import SessionRow
from intake.questionnaires.safe_contact import Channel, SafeContact, Safety, Way
from tests.web.desk.conftest import Desk, Worker
from tests.web.pages import Page


def _end_sessions(desk: Desk) -> None:
    with desk.office.house.stores.changing() as work:
        work.ephemeral.execute(update(SessionRow).values(expires_at=clock.now()))


def _end_sessions_of(desk: Desk, worker: Worker) -> None:
    with desk.office.house.stores.changing() as work:
        work.ephemeral.execute(update(SessionRow).where(SessionRow.subject_id == worker.id)
                               .values(expires_at=clock.now()))


def _sign_in_again(worker: Worker, page: Page, code: str | None = None) -> Page:
    form = page.form("/sign-in")
    person = worker.person
    worker.post("/sign-in", {**form, "username": person.username, "password": person.password,
                             "code": code or person.backup_codes[-1]})
    return worker.follow()


def test_a_message_typed_in_a_session_that_ended_is_there_after_signing_in(desk: Desk) -> None:
    reference = desk.case()
    page = desk.karim.open(reference)
    _end_sessions(desk)
    page = desk.karim.act(reference, "reply", 401, on=page, text="Take your time,\nwe are here.")
    assert "Take your time" not in page.html
    page = _sign_in_again(desk.karim, page)
    assert "sent again unchanged, it counts once" in page.html
    assert page.form(f"/desk/cases/{reference}/reply")["text"] == "Take your time,\nwe are here."
    assert page.form(f"/desk/cases/{reference}/note")["text"] == ""
    desk.karim.act(reference, "reply", on=page)
    assert "Take your time," in desk.karim.follow().html


def test_what_was_kept_before_the_session_ended_counts_once_when_its_draft_is_sent(desk: Desk) -> None:
    reference = desk.case()
    page = desk.karim.open(reference)
    desk.karim.act(reference, "reply", on=page, text="Take your time.")
    _end_sessions(desk)
    page = _sign_in_again(desk.karim, desk.karim.act(reference, "reply", 401, on=page, text="Take your time."))
    desk.karim.act(reference, "reply", on=page)
    assert desk.karim.follow().html.count('class="entry message_out"') == 1


def test_a_draft_about_contact_never_undoes_what_a_colleague_marked_meanwhile(desk: Desk) -> None:
    reference = desk.case(contact=SafeContact(may=True, ways={Channel.EMAIL: Way(Safety.SAFE, "a@example.org")}))
    path = f"/desk/cases/{reference}/contact"
    typed = desk.karim.get(path).form(path) | {"why": "She told me in May.", "contact-notes": "Only mornings."}
    lead = desk.lead.get(path).form(path)
    _end_sessions_of(desk, desk.karim)
    page = desk.karim.post(path, typed, 401)
    desk.lead.post(path, lead | {"contact-email-safety": "unsafe", "contact-may": "return", "why": "He reads it now."})
    page = _sign_in_again(desk.karim, page)
    assert "sent again unchanged, it counts once" in page.html
    assert page.form(path)["contact-notes"] == "Only mornings."
    conflict = desk.karim.post(path, page.form(path), 409)
    assert "He reads it now." in conflict.html
    assert "She told me in May." in conflict.html
    assert "a@example.org" not in desk.karim.look("?view=open").html


def test_a_note_comes_back_into_the_note_and_its_paper_lies_on_top(desk: Desk) -> None:
    reference = desk.case()
    page = desk.karim.open(reference)
    _end_sessions(desk)
    page = _sign_in_again(desk.karim, desk.karim.act(reference, "note", 401, on=page, text="Only for us."))
    assert page.form(f"/desk/cases/{reference}/note")["text"] == "Only for us."
    assert page.form(f"/desk/cases/{reference}/reply")["text"] == ""
    assert 'id="compose-note" checked' in page.html


def test_a_corrected_note_comes_back_to_the_note_that_it_corrects(desk: Desk) -> None:
    reference = desk.case()
    for text in ("First note.", "Second note."):
        desk.karim.act(reference, "note", text=text)
    page = desk.karim.open(reference)
    second = [form for form in page.forms if form.action.endswith("/correct-note")][1]
    _end_sessions(desk)
    page = _sign_in_again(desk.karim, desk.karim.post(second.action, {**second.fields, "text": "Better."}, 401))
    texts = [form.fields["text"] for form in page.forms if form.action.endswith("/correct-note")]
    assert texts == ["First note.", "Better."]


def test_choices_come_back_too(desk: Desk) -> None:
    reference = desk.case()
    page = desk.karim.open(reference)
    _end_sessions(desk)
    page = _sign_in_again(desk.karim, desk.karim.act(
        reference, "move", 401, on=page, status="closed", outcome="referred", note="To the shelter."))
    form = page.form(f"/desk/cases/{reference}/move")
    assert (form["status"], form["note"]) == ("closed", "To the shelter.")
    assert '<option selected value="referred">' in page.html


def test_nobody_else_is_shown_what_was_typed(desk: Desk) -> None:
    reference = desk.case()
    page = desk.karim.open(reference)
    desk.lead.open(reference)
    _end_sessions(desk)
    asked = desk.karim.act(reference, "reply", 401, on=page, text="Take your time.")
    form, lead = asked.form("/sign-in"), desk.lead.person
    desk.karim.post("/sign-in", {**form, "username": lead.username, "password": lead.password,
                                 "code": lead.backup_codes[-1]})
    assert "Take your time." not in desk.karim.follow().html
    assert "Take your time." not in desk.karim.open(reference).html


def test_a_token_of_another_session_shows_the_form_again_with_everything_typed(desk: Desk) -> None:
    reference = desk.case()
    page = desk.karim.act(reference, "reply", 422, csrf_token="0" * 64, text="Take your time.")
    assert "What you wrote is still here" in page.html
    assert page.form(f"/desk/cases/{reference}/reply")["text"] == "Take your time."
    desk.karim.act(reference, "reply", on=page)


@pytest.mark.slow
def test_a_session_that_is_gone_asks_to_sign_in_and_keeps_nothing_it_cannot_place(desk: Desk) -> None:
    reference = desk.case()
    page = desk.karim.open(reference)
    with desk.office.house.stores.changing() as work:
        work.ephemeral.execute(delete(SessionRow))
    page = desk.karim.act(reference, "reply", 401, on=page, text="Take your time.")
    assert "Take your time." not in page.html
    assert page.form("/sign-in")["carry"] == ""
