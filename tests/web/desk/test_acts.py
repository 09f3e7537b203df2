"""Everything that can be done to a case, done through its page."""

import pytest

from intake.cases.items import Kind
from tests.support.people import PASSWORD
from tests.web.desk.conftest import Desk


def test_taking_a_new_case_opens_it_and_makes_it_ones_own(desk: Desk) -> None:
    reference = desk.case()
    desk.karim.act(reference, "take")
    page = desk.karim.follow()
    assert "You work on this case now." in page.html
    assert "Karim took the case" in page.html
    assert 'data-status="open"' in page.html
    assert not [form for form in page.forms if form.action.endswith("/take")]


def test_after_an_act_the_way_back_still_leads_to_the_list_that_one_came_from(desk: Desk) -> None:
    reference = desk.case()
    page = desk.karim.open(reference, query="?view=unassigned")
    for note, status in (("", 422), ("Call on Sunday.", 303)):
        [form] = [each for each in page.forms if "/note?" in each.action]
        page = desk.karim.post(form.action, {**form.fields, "text": note}, status)
    assert 'class="way-back" href="/desk/?view=unassigned"' in desk.karim.follow().html


@pytest.mark.slow
def test_a_case_is_assigned_put_back_and_taken_over(desk: Desk) -> None:
    reference = desk.case()
    desk.lead.act(reference, "assign", colleague=str(desk.karim.id))
    assert "Lena assigned the case to Karim" in desk.lead.follow().html
    assert desk.karim.rows() == [reference]
    desk.lead.act(reference, "take")
    assert desk.karim.rows() == []
    assert desk.lead.rows() == [reference]
    desk.karim.act(reference, "assign", colleague="")
    assert "Karim put the case back" in desk.karim.follow().html
    assert desk.karim.rows("?view=unassigned") == [reference]


def test_a_case_cannot_be_given_to_somebody_outside_its_team(desk: Desk) -> None:
    reference = desk.case()
    for outsider in (desk.sara.id, desk.administrator.id, 1):
        desk.karim.act(reference, "assign", 404, colleague=str(outsider))
    assert desk.karim.rows("?view=unassigned") == [reference]


@pytest.mark.slow
def test_handing_over_wants_a_person_and_a_note_and_keeps_what_was_typed(desk: Desk) -> None:
    reference = desk.case()
    page = desk.karim.act(reference, "hand-over", 422, note="Call on Sunday only.", colleague="")
    assert "Choose who takes over." in page.html
    assert page.form(f"/desk/cases/{reference}/hand-over")["note"] == "Call on Sunday only."
    page = desk.karim.act(reference, "hand-over", 422, note=" \n", colleague=str(desk.lead.id))
    assert "Write what they need to know." in page.html
    desk.karim.act(reference, "hand-over", note="Call on Sunday only.", colleague=str(desk.lead.id))
    page = desk.karim.follow()
    assert "Karim handed the case over to Lena" in page.html
    assert "Call on Sunday only." in page.html
    assert desk.lead.rows() == [reference]


def test_a_note_is_never_overwritten(desk: Desk) -> None:
    reference = desk.case()
    desk.karim.act(reference, "note", text="The neighbour knows.")
    form = next(form for form in desk.karim.open(reference).forms if form.action.endswith("/correct-note"))
    assert form.fields["text"] == "The neighbour knows."
    for text in ("The neighbour does not know.", "The neighbour may know."):
        desk.karim.post(form.action, {**form.fields, "text": text})
    page = desk.karim.follow()
    for text in ("The neighbour knows.", "The neighbour does not know.", "The neighbour may know."):
        assert text in page.html
    assert page.html.count('class="entry note"') == 1
    assert page.html.index("Earlier versions") < page.html.index("The neighbour knows.")
    notes = [entry.text for entry in desk.office.arrived()[reference][1] if entry.kind is Kind.NOTE]
    assert notes == ["The neighbour knows.", "The neighbour does not know.", "The neighbour may know."]


@pytest.mark.slow
def test_nobody_corrects_another_persons_note(desk: Desk) -> None:
    reference = desk.case()
    desk.karim.act(reference, "note", text="The neighbour knows.")
    form = next(form for form in desk.karim.open(reference).forms if form.action.endswith("/correct-note"))
    page = desk.lead.open(reference)
    assert not [each for each in page.forms if each.action.endswith("/correct-note")]
    own = page.form(f"/desk/cases/{reference}/note")
    own["csrf_token"] = _token_for_corrections(desk, reference)
    desk.lead.post(form.action, {**own, "note": form.fields["note"], "text": "Lies."}, 404)
    assert "Lies." not in desk.lead.open(reference).html


def _token_for_corrections(desk: Desk, reference: str) -> str:
    other = desk.case("Another case, with a note of Lena's.")
    desk.lead.act(other, "note", text="Mine.")
    return desk.lead.open(other).form(f"/desk/cases/{other}/correct-note")["csrf_token"]


@pytest.mark.slow
def test_a_correction_that_names_no_note_is_refused_with_its_text_kept(desk: Desk) -> None:
    reference = desk.case()
    desk.karim.act(reference, "note", text="The neighbour knows.")
    for note in ("", "x", "9" * 40, "-1"):
        desk.karim.act(reference, "correct-note", 422, note=note, text="Better.")


@pytest.mark.slow
def test_a_reply_reaches_the_thread_and_the_case_waits_if_it_shall(desk: Desk) -> None:
    reference = desk.case()
    page = desk.karim.open(reference)
    assert page.form(f"/desk/cases/{reference}/reply")["then_wait"] == "y"
    desk.karim.act(reference, "reply", text="Thank you for writing.")
    page = desk.karim.follow()
    assert 'data-status="waiting"' in page.html
    assert 'class="entry message_out"' in page.html
    form = page.form(f"/desk/cases/{reference}/reply")
    del form["then_wait"]
    desk.karim.post(f"/desk/cases/{reference}/reply", {**form, "text": "One more thing."})
    messages = [entry.text for entry in desk.office.arrived()[reference][1] if entry.kind is Kind.MESSAGE_OUT]
    assert messages == ["Thank you for writing.", "One more thing."]


def test_reply_and_note_are_two_forms_that_go_to_two_places_and_say_who_reads_them(desk: Desk) -> None:
    reference = desk.case()
    html = desk.karim.open(reference).html.split('id="compose"', 1)[1]
    message, note = html.split('class="pane note"', 1)
    assert "The person will read this." in message
    assert "Send to the person" in message
    assert f'action="/desk/cases/{reference}/reply"' in message
    assert "Only staff will read this. It is never sent." in note
    assert "Save note" in note
    assert f'action="/desk/cases/{reference}/note"' in note
    desk.karim.act(reference, "note", text="He must not read this.")
    kinds = [entry.kind for entry in desk.office.arrived()[reference][1]]
    assert kinds == [Kind.ENQUIRY, Kind.NOTE]


@pytest.mark.slow
def test_an_empty_note_or_message_is_refused(desk: Desk) -> None:
    reference = desk.case()
    for act in ("note", "reply"):
        assert "Write something first." in desk.karim.act(reference, act, 422, text=" \n ").html
    assert "at most 50000 characters" in desk.karim.act(reference, "note", 422, text="x" * 50_001).html
    desk.karim.act(reference, "note", text="x" * 50_000)


@pytest.mark.slow
def test_a_plan_names_the_case_says_how_urgent_it_is_and_when_it_is_due(desk: Desk) -> None:
    reference = desk.case()
    desk.karim.act(reference, "plan", title="Brother, no calls", priority="urgent", due_day="2099-03-01")
    page = desk.karim.follow()
    assert "Karim changed the name, the priority, and the due day" in page.html
    for told in ("Brother, no calls", "Urgent", "2099"):
        assert told in desk.lead.look("?view=open").html
    for wrong in ("yesterday", "99999-01-01", "1066-10-14", "2026-02-31"):
        page = desk.karim.act(reference, "plan", 422, title="Brother", priority="urgent", due_day=wrong)
        assert page.form(f"/desk/cases/{reference}/plan")["due_day"] == wrong
    desk.karim.act(reference, "plan", 422, title="Brother", priority="sometime", due_day="")
    desk.karim.act(reference, "plan", 422, title=" ", priority="normal", due_day="")
    desk.karim.act(reference, "plan", title="Brother, no calls", priority="normal", due_day="")
    assert "2099" not in desk.lead.look("?view=open").html


@pytest.mark.slow
def test_a_case_waits_is_closed_with_an_outcome_and_opened_again(desk: Desk) -> None:
    reference = desk.case()
    assert "Choose a status." in desk.karim.act(reference, "move", 422).html
    assert "Choose what the case waits for." in desk.karim.act(reference, "move", 422, status="waiting").html
    desk.karim.act(reference, "move", status="waiting", waiting="for_others", note="The embassy answers in a week.")
    page = desk.karim.follow()
    assert "Karim set the case to waiting: For somebody else" in page.html
    assert "The embassy answers in a week." in page.html
    page = desk.karim.act(reference, "move", 422, status="closed", outcome="", note="She is at home.")
    assert "Choose how the case ended." in page.html
    assert page.form(f"/desk/cases/{reference}/move")["note"] == "She is at home."
    desk.karim.act(reference, "move", status="closed", outcome="helped", note="She is at home.")
    assert "Karim closed the case: Helped" in desk.karim.follow().html
    desk.karim.act(reference, "move", status="open", opened="came_back")
    page = desk.karim.follow()
    assert "Karim opened the case again: The person came back" in page.html
    assert 'data-status="open"' in page.html


@pytest.mark.slow
def test_a_move_that_the_rules_do_not_know_changes_nothing(desk: Desk) -> None:
    reference = desk.case()
    desk.karim.act(reference, "move", 422, status="lost")
    desk.karim.act(reference, "move", 422, status="waiting", waiting="because")
    desk.karim.act(reference, "move", 422, status="closed", outcome="vanished")
    desk.karim.act(reference, "move", 422, status="new")
    assert 'data-status="new"' in desk.karim.open(reference).html


@pytest.mark.slow
def test_a_lead_passes_a_case_on_and_the_old_team_finds_nothing_any_more(desk: Desk) -> None:
    reference = desk.case("Only one team at a time.")
    assert not [form for form in desk.karim.open(reference).forms if form.action.endswith("/transfer")]
    form = desk.karim.open(reference).form(f"/desk/cases/{reference}/note")
    desk.karim.post(f"/desk/cases/{reference}/transfer", {**form, "team": str(desk.other_team), "note": "x"}, 404)
    page = desk.lead.act(reference, "transfer", 422, team="", note="They know the embassy.", current=PASSWORD)
    assert "Choose a team." in page.html
    desk.lead.act(reference, "transfer", team=str(desk.other_team), note="They know the embassy.", current=PASSWORD)
    assert "The case now belongs to the other team." in desk.lead.follow().html
    for worker in (desk.lead, desk.karim):
        worker.open(reference, 404)
        assert worker.rows("?view=open") == []
    assert desk.sara.rows("?view=unassigned") == [reference]
    page = desk.sara.open(reference)
    assert "Lena passed the case on from Families" in page.html
    assert "Only one team at a time." in page.html
    assert "They know the embassy." in page.html
