"""An enquiry that is told to somebody at the desk: one case, the words of the form, and a code if one is wanted."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import select

from intake.accounts import founding
from intake.audit.models import AuditEvent
from intake.cases.items import Kind
from intake.cases.models import Case, ReceiptRow
from intake.questionnaires.safe_contact import Channel
from intake.vault.lanes import Lanes
from intake.vault.receipt_code import is_well_formed
from tests.web.desk.conftest import Desk
from tests.web.desk.test_drafts import _end_sessions, _sign_in_again
from tests.web.pages import Page
from tests.web.public.test_trouble import failing, runtime
from tests.web.visitor import Visitor

NEW = "/desk/new"
TOLD = "My brother called.\n\nHe may not speak long. <b>"


def _filled(desk: Desk, query: str = "", **given: str) -> dict[str, str]:
    desk.karim.wrote += TOLD
    return {**desk.karim.get(f"{NEW}{query}").form(NEW), "message": TOLD, **given}


def _take_down(desk: Desk, query: str = "", **given: str) -> Page:
    desk.karim.post(NEW, _filled(desk, query, **given))
    return desk.karim.follow()


@contextmanager
def _taken(app: Flask) -> Iterator[None]:
    running = runtime(app)
    lane = Lanes(running.settings.instance_dir / "lanes", "sign-in", 2)
    running.staff_lanes._patience = 0.05
    with lane.place(), lane.place():
        yield


def test_the_side_of_every_page_leads_to_it(desk: Desk) -> None:
    for path in ("/desk/", "/desk/team", NEW):
        assert NEW in desk.karim.get(path).links


def test_what_was_told_becomes_a_case_and_says_who_took_it_down(desk: Desk) -> None:
    page = _take_down(desk, how="in_person", told_in="fa", called="Ali", **{
        "contact-may": "ways", "contact-phone-safety": "safe", "contact-phone-address": "+49 30 1234567"})
    assert "The enquiry was taken down." in page.html
    assert f"taken down by {desk.karim.person.username.title()}, in person" in page.html
    [(summary, [entry])] = desk.office.arrived().values()
    assert (entry.text, entry.kind, entry.language) == (TOLD, Kind.ENQUIRY, "fa")
    assert (summary.called, summary.language, summary.contact.allows(Channel.PHONE)) == ("Ali", "fa", True)
    with desk.office.house.stores.reading() as work:
        event = work.main.scalars(select(AuditEvent).where(AuditEvent.act == "case:taken_down")).one()
        assert event.actor_id == desk.karim.id


@pytest.mark.slow
def test_every_form_can_be_taken_down_with_its_own_questions(desk: Desk) -> None:
    for number in "1234":
        page = desk.karim.get(f"{NEW}?for={number}")
        assert page.form(NEW)["entrance"] == number
        _take_down(desk, f"?for={number}")
    forms = {entries[0].answers["form"] for _, entries in desk.office.arrived().values()}
    assert forms == {"self", "someone", "left", "information"}


def test_choosing_another_form_keeps_what_was_typed_and_takes_nothing_down(desk: Desk) -> None:
    fields = _filled(desk, called="Ali", how="in_person", told_in="fr", hand_out="y")
    page = desk.karim.post(NEW, fields | {"other_form": "2"}, 200)
    form = page.form(NEW)
    assert form["entrance"] == "2"
    assert {name: form[name] for name in ("message", "called", "how", "told_in", "hand_out", "sending")} == {
        name: fields[name] for name in ("message", "called", "how", "told_in", "hand_out", "sending")}
    assert not page.has("error-summary")
    back = desk.karim.post(NEW, form | {"other_form": ""}, 200)
    assert back.form(NEW)["entrance"] == ""
    assert desk.references() == []


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(desk: Desk) -> None:
    fields = _filled(desk, message=" ", called="Ali", hand_out="y", **{
        "contact-may": "ways", "contact-phone-safety": "safe"})
    page = desk.karim.post(NEW, fields, 422)
    assert page.has("message-error")
    assert page.has("contact-phone-address-error")
    assert page.form(NEW) == fields
    odd = fields | {"message": TOLD, "team": "12", "how": "by post", "told_in": "xx", "contact-may": "return"}
    page = desk.karim.post(NEW, odd, 422)
    assert [page.has(f"{name}-error") for name in ("how", "told_in")] == [True, True]
    assert desk.references() == []


def test_a_member_of_two_teams_chooses_one_and_others_are_not_asked(desk: Desk) -> None:
    assert 'name="team" value="' in desk.karim.get(NEW).html
    sara, house = desk.office.house, desk.office.house
    with sara.stores.reading() as work:
        lead = desk.office.desk
        candidate = [each for each in founding.candidates(work.main, lead.actor, desk.office.team_id)
                     if each.id == desk.sara.id]
    with house.stores.changing() as work:
        founding.admit(work, lead.actor, lead.keyring, desk.office.team_id, desk.sara.id, lead=False,
                       compared=candidate[0].fingerprint)
    fields = desk.sara.get(NEW).form(NEW) | {"message": "For the other team."}
    assert fields["team"] == ""
    assert desk.sara.post(NEW, fields, 422).has("team-error")
    desk.sara.post(NEW, fields | {"team": str(desk.other_team)})
    with house.stores.reading() as work:
        assert [case.team_id for case in work.main.scalars(select(Case))] == [desk.other_team]


def test_somebody_elses_team_is_no_choice(desk: Desk) -> None:
    desk.karim.post(NEW, _filled(desk, team=str(desk.other_team)), 422)
    assert desk.references() == []


def test_a_code_is_shown_once_grouped_and_left_to_right_and_stands_in_no_address(desk: Desk) -> None:
    page = desk.karim.post(NEW, _filled(desk, hand_out="y"), 200)
    code = page.text_of("receipt-code")
    assert is_well_formed(code.replace(" ", ""))
    assert len(code.split()) == 6
    assert 'id="receipt-code" dir="ltr" translate="no"' in page.html
    assert "Location" not in desk.karim.answer.headers
    [reference] = desk.references()
    assert f"/desk/cases/{reference}" in page.links
    with desk.office.house.stores.reading() as work:
        assert work.main.scalars(select(ReceiptRow)).one().handed_out
        bodies = "".join(work.main.scalars(select(AuditEvent.body)))
    assert code.replace(" ", "") not in bodies
    case = desk.karim.open(reference)
    assert code not in case.html
    assert "They have not used it yet" in case.html


@pytest.mark.slow
def test_its_holder_is_given_another_and_reads_the_answer_with_that(app: Flask, desk: Desk) -> None:
    code = desk.karim.post(NEW, _filled(desk, hand_out="y"), 200).text_of("receipt-code")
    [reference] = desk.references()
    desk.karim.act(reference, "reply", text="We are here.")
    desk.karim.act(reference, "note", text="He sounded afraid.")
    caller = Visitor(app)
    page = caller.come_back(code, 200)
    caller.post("/en/return/code", page.form("/en/return/code"))
    shown = caller.follow()
    assert "We are here." in shown.html
    assert "afraid" not in shown.html
    assert "With their code." in desk.karim.open(reference).html


def test_the_same_page_sent_twice_is_one_case_with_one_code(desk: Desk) -> None:
    fields = _filled(desk, hand_out="y")
    codes = {desk.karim.post(NEW, fields, 200).text_of("receipt-code") for _ in range(2)}
    assert len(codes) == 1
    plain = _filled(desk)
    places = set()
    for _ in range(2):
        desk.karim.post(NEW, plain)
        places.add(desk.karim.answer.headers["Location"])
    assert len(places) == 1
    assert len(desk.references()) == 2


def test_a_code_that_was_used_is_not_shown_again(app: Flask, desk: Desk) -> None:
    fields = _filled(desk, hand_out="y")
    code = desk.karim.post(NEW, fields, 200).text_of("receipt-code")
    caller = Visitor(app)
    caller.post("/en/return/code", caller.come_back(code, 200).form("/en/return/code"))
    page = desk.karim.post(NEW, fields, 200)
    assert not page.has("receipt-code")
    assert "The code was shown then." in page.html


def test_what_was_changed_after_going_back_is_shown_again_and_becomes_a_case_only_on_purpose(desk: Desk) -> None:
    fields = _filled(desk)
    desk.karim.post(NEW, fields)
    page = desk.karim.post(NEW, fields | {"message": "Another caller."}, 409)
    assert page.form(NEW)["message"] == "Another caller."
    assert page.form(NEW)["sending"] != fields["sending"]
    assert len(desk.references()) == 1
    desk.karim.post(NEW, page.form(NEW))
    assert len(desk.references()) == 2


def test_a_draft_survives_a_session_that_ended_and_is_sent_once(desk: Desk) -> None:
    fields = _filled(desk, "?for=2", called="Ali", how="in_person", told_in="fa", hand_out="y", needs="leave")
    _end_sessions(desk)
    page = _sign_in_again(desk.karim, desk.karim.post(NEW, fields, 401))
    assert "sent again unchanged, it counts once" in page.html
    assert page.form(NEW) | {"csrf_token": ""} == fields | {"csrf_token": ""}
    assert desk.references() == []
    desk.karim.post(NEW, page.form(NEW), 200)
    desk.karim.post(NEW, page.form(NEW), 200)
    assert len(desk.references()) == 1


def test_nobody_else_is_shown_the_draft(desk: Desk) -> None:
    fields = _filled(desk)
    desk.lead.get("/desk/")
    _end_sessions(desk)
    asked = desk.karim.post(NEW, fields, 401)
    assert "My brother called." not in asked.html
    form, lead = asked.form("/sign-in"), desk.lead.person
    desk.karim.post("/sign-in", {**form, "username": lead.username, "password": lead.password,
                                 "code": lead.backup_codes[-1]})
    assert "My brother called." not in desk.karim.get(NEW).html


@pytest.mark.parametrize("store, moment", [("main", "commit"), ("shards", "commit"), ("shards", "execute")])
def test_a_store_that_fails_keeps_every_word_in_the_form(app: Flask, desk: Desk, store: str, moment: str) -> None:
    fields = _filled(desk, called="Ali", hand_out="y")
    with failing(getattr(runtime(app).stores, store), moment):
        page = desk.karim.post(NEW, fields, 503)
    assert page.form(NEW) == fields
    assert desk.references() == []
    desk.karim.post(NEW, page.form(NEW), 200)


def test_a_full_lane_keeps_every_word_in_the_form(app: Flask, desk: Desk) -> None:
    fields = _filled(desk, hand_out="y")
    with _taken(app):
        page = desk.karim.post(NEW, fields, 429)
    assert page.form(NEW) == fields


def test_a_nonce_that_is_not_ours_is_renewed_and_nothing_is_taken(desk: Desk) -> None:
    page = desk.karim.post(NEW, _filled(desk, sending="made up"), 422)
    assert page.form(NEW)["message"] == TOLD
    desk.karim.post(NEW, page.form(NEW))


def test_where_no_code_was_handed_out_nothing_is_written_to_the_person(desk: Desk) -> None:
    page = _take_down(desk)
    [reference] = desk.references()
    assert "No code was handed out" in page.html
    assert [form.action for form in page.forms if form.action.endswith("/reply")] == []
    assert page.form(f"/desk/cases/{reference}/note")


def test_a_reply_that_was_being_written_when_the_code_was_burnt_is_refused_and_kept(app: Flask, desk: Desk) -> None:
    reference, code = desk.send()
    page = desk.karim.open(reference)
    person = Visitor(app)
    person.come_back(code)
    person.post("/en/thread/end", person.get("/en/thread/end").form("/en/thread/end"))
    shown = desk.karim.act(reference, "reply", 422, on=page, text="Are you there?")
    assert "so this was not sent" in shown.html
    assert "Are you there?" in shown.html
    opened = desk.karim.open(reference)
    assert "They burnt their code on" in opened.html
    assert "Comes back here with their code." not in opened.html
    assert [form.action for form in opened.forms if form.action.endswith("/reply")] == []
    assert "case:replied" not in desk.acts()


def test_administrators_and_auditors_find_no_such_page(desk: Desk) -> None:
    for worker in (desk.administrator, desk.auditor):
        worker.get(NEW, 404)
        worker.post(NEW, {}, 404)
