"""Erasing a case and holding it, done through the pages."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select

from intake.audit.models import AuditEvent
from intake.cases import erase
from intake.cases.models import Case
from intake.vault.sign import Signer
from tests.cases.office import NO_MAIL
from tests.support.people import PASSWORD
from tests.web.desk.conftest import Desk, Worker, references
from tests.web.pages import Page
from tests.web.visitor import Visitor


def erase_page(worker: Worker, reference: str, status: int = 200) -> Page:
    """The page that says what erasing means."""
    return worker.get(f"/desk/cases/{reference}/erase", status)


def sent(worker: Worker, reference: str, expected: int = 303, on: Page | None = None, **fields: str) -> Page:
    """Fill in that page's form, with one's password unless another one is given, and send it."""
    action = f"/desk/cases/{reference}/erase"
    form = (on or erase_page(worker, reference)).form(action)
    worker.wrote += "".join(fields.values())
    return worker.post(action, {**form, "current": PASSWORD, **fields}, expected)


@pytest.mark.slow
def test_a_lead_erases_a_case_after_reading_what_it_means(desk: Desk) -> None:
    reference, code = desk.send("She must not be found.", called="Mira")
    desk.lead.act(reference, "note", text="The neighbour knows.")
    page = erase_page(desk.lead, reference)
    for told in ("What is lost for ever", "What remains", "2 entries", "receipt code", reference):
        assert told in page.html
    assert f"/desk/cases/{reference}/erase" in desk.lead.open(reference).html
    sent(desk.lead, reference, reason="asked_for", typed=reference.lower().replace("-", ""))
    page = desk.lead.follow()
    assert "The case was erased." in page.html
    assert reference not in page.html
    gone, unknown = (desk.lead.get(f"/desk/cases/{each}", 404).html for each in (reference, "ZZZ-ZZZ"))
    assert gone.replace(reference, "") == unknown.replace("ZZZ-ZZZ", "")
    for view in ("mine", "unassigned", "open", "waiting", "closed"):
        page = desk.karim.look(f"?view={view}")
        assert references(page.html) == []
        assert 'class="count">' not in page.html, "it is in no count"
    Visitor(desk.app).come_back(code, 422)
    assert desk.acts().count("case:erasure_requested") == 1


@pytest.mark.parametrize("reason, typed, says", [
    ("asked_for", "AAA-AAA", "This is not the reference of this case."),
    ("asked_for", "", "Type the reference of the case."),
    ("", "it", "Choose a reason."),
    ("because", "it", "Choose a reason."),
])
def test_nothing_goes_without_a_reason_and_the_typed_reference(desk: Desk, reason: str, typed: str, says: str) -> None:
    reference = desk.case()
    page = sent(desk.lead, reference, 422, reason=reason, typed=reference if typed == "it" else typed)
    assert says in page.html
    assert desk.references() == [reference]
    assert "case:erasure_requested" not in desk.acts()


def test_an_open_screen_is_not_enough_to_erase(desk: Desk) -> None:
    reference = desk.case()
    for password, says in (("", "Please enter your own password."), ("a guess", "This is not right.")):
        page = sent(desk.lead, reference, 422, reason="asked_for", typed=reference, current=password)
        assert says in page.html
        assert page.form(f"/desk/cases/{reference}/erase")["typed"] == reference
    assert desk.references() == [reference]


def test_only_a_lead_of_the_team_finds_the_page_and_the_way_to_it(desk: Desk) -> None:
    reference = desk.case()
    assert "/erase" not in desk.karim.open(reference).html
    for worker in (desk.karim, desk.sara, desk.administrator):
        erase_page(worker, reference, 404)
    form = erase_page(desk.lead, reference).form(f"/desk/cases/{reference}/erase")
    for worker in (desk.karim, desk.sara):
        worker.post(f"/desk/cases/{reference}/erase", {**form, "reason": "asked_for", "typed": reference}, 404)
    assert desk.references() == [reference]


def test_what_came_in_meanwhile_stops_the_erasing(desk: Desk) -> None:
    reference, code = desk.send()
    page = erase_page(desk.lead, reference)
    desk.write_again(code, "Please help, it is urgent.")
    page = sent(desk.lead, reference, 409, on=page, reason="sent_by_mistake", typed=reference)
    assert "nothing was erased" in page.html
    assert desk.references() == [reference]
    sent(desk.lead, reference, on=page, reason="sent_by_mistake", typed=reference)
    assert desk.references() == []


def test_an_erasure_that_a_store_broke_off_is_done_by_the_job_process(desk: Desk) -> None:
    reference, stores = desk.case(), desk.office.house.stores

    def fail(connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("DELETE FROM item"):
            raise OSError("no space left on device")

    event.listen(desk.engines[0], "before_cursor_execute", fail)
    sent(desk.lead, reference, reason="asked_for", typed=reference)
    event.remove(desk.engines[0], "before_cursor_execute", fail)
    assert "will be erased within some minutes" in desk.lead.follow().html
    assert desk.references() == [reference]
    assert erase.finish(stores, Signer(desk.office.house.secrets.log_seed), NO_MAIL) == 1
    assert desk.references() == []


@pytest.mark.slow
def test_a_held_case_shows_it_and_cannot_be_erased(desk: Desk) -> None:
    reference = desk.case()
    page = erase_page(desk.lead, reference)
    assert "Choose a reason." in desk.lead.act(reference, "hold", 422, reason="").html
    desk.lead.act(reference, "hold", reason="court")
    assert "Lena put the case under a legal hold: A court or an authority asked for it" in desk.lead.follow().html
    for worker in (desk.lead, desk.karim):
        assert "A court or an authority asked for it (since" in worker.open(reference).html
    assert f"/desk/cases/{reference}/hold" not in desk.karim.open(reference).html
    held = erase_page(desk.lead, reference)
    assert "Nobody can erase it until the hold is lifted" in held.html
    assert not [form for form in held.forms if form.action.endswith("/erase")]
    sent(desk.lead, reference, 409, on=page, reason="asked_for", typed=reference)
    assert desk.references() == [reference]
    desk.lead.act(reference, "lift-hold", reason="over")
    assert "Lena lifted the legal hold: The reason is over" in desk.lead.follow().html
    sent(desk.lead, reference, reason="asked_for", typed=reference)
    assert desk.references() == []


def test_an_older_page_does_not_lift_a_hold_that_was_set_since(desk: Desk) -> None:
    reference = desk.case()
    desk.lead.act(reference, "hold", reason="court")
    stale = desk.lead.open(reference)
    desk.lead.act(reference, "lift-hold", reason="over")
    desk.lead.act(reference, "hold", reason="complaint")
    page = desk.lead.act(reference, "lift-hold", 409, on=stale, reason="by_mistake")
    assert "Lena put the case under a legal hold" in page.html
    assert "(since" in desk.lead.open(reference).html
    desk.lead.act(reference, "lift-hold", on=page)
    assert "(since" not in desk.lead.follow().html


def test_a_caseworker_neither_holds_nor_lifts(desk: Desk) -> None:
    reference = desk.case()
    form = desk.karim.open(reference).form(f"/desk/cases/{reference}/note")
    for act in ("hold", "lift-hold"):
        desk.karim.post(f"/desk/cases/{reference}/{act}", {**form, "reason": "court"}, 404)


@pytest.mark.slow
def test_leads_confirm_what_is_due_and_take_it_back(desk: Desk) -> None:
    first, second = (desk.case(f"Text {number}") for number in range(2))
    for reference in (first, second):
        desk.lead.act(reference, "move", status="closed", outcome="helped")
    assert "Nothing is due" in desk.lead.get("/desk/due").html
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1095), tick=False):
        desk.lead.sign_in()
        page = desk.lead.get("/desk/due")
        assert set(references(page.html)) == {first, second}
        form = page.form("/desk/due/confirm")
        page = desk.lead.post("/desk/due/confirm", {**form, "looked": "y"}, 422)
        assert "Choose at least one case." in page.html
        page = desk.lead.post("/desk/due/confirm", {**form, "cases": first}, 422)
        assert "Please look at the cases first" in page.html
        assert f'value="{first}" form="confirm-erasures" checked' in page.html
        desk.lead.post("/desk/due/confirm", {**form, "cases": first, "looked": "y"})
        page = desk.lead.follow()
        assert "Confirmed." in page.html
        assert "Will be erased" in page.html
        desk.lead.post("/desk/due/withdraw", page.form("/desk/due/withdraw"))
        assert "Taken back." in desk.lead.follow().html
        desk.lead.post("/desk/due/confirm", {**form, "cases": first, "looked": "y"})
        assert "Will be erased" not in desk.lead.follow().html, "pressed again, what was taken back stays so"
        form = desk.lead.get("/desk/due").form("/desk/due/confirm")
        desk.lead.act(first, "hold", reason="complaint")
        desk.lead.post("/desk/due/confirm", {**form, "cases": first, "looked": "y"})
        assert "Some of these stay" in desk.lead.follow().html
    with desk.office.house.stores.reading() as work:
        found = work.main.scalars(select(AuditEvent.act).where(AuditEvent.act.like("case:erasure%"))).all()
    assert found == ["case:erasure_confirmed", "case:erasure_withdrawn"]


def test_what_is_due_is_for_leads_and_names_no_other_teams_case(desk: Desk) -> None:
    reference = desk.case()
    desk.lead.act(reference, "move", status="closed", outcome="helped")
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1095), tick=False):
        for worker in (desk.lead, desk.karim, desk.sara):
            worker.sign_in()
        assert "/desk/due" not in desk.karim.look().html
        desk.karim.get("/desk/due", 404)
        assert references(desk.sara.get("/desk/due").html) == []
        form = desk.lead.get("/desk/due").form("/desk/due/confirm")
        own = desk.sara.get("/desk/due").html
        assert "/desk/due/confirm" not in own
        desk.sara.post("/desk/due/confirm", {**form, "cases": reference, "looked": "y"}, 422)
        desk.lead.post("/desk/due/confirm", {**form, "cases": reference, "looked": "y"})
        token = desk.lead.follow().form("/desk/due/withdraw")
        desk.karim.post("/desk/due/withdraw", token, 404)
        assert "Take back" in desk.lead.post("/desk/due/withdraw", {"case": reference}, 422).html
        desk.lead.get("/desk/due?after=yesterday", 404)
        desk.lead.get("/desk/due?after=2026-01-01.99999999999999999999", 404)


@pytest.mark.slow
def test_a_case_that_fell_silent_is_proposed_for_closing_on_a_page_of_its_own(desk: Desk, app: Flask) -> None:
    reference, code = desk.send("My brother cannot call home.")
    desk.karim.act(reference, "reply", text="We are here.")
    assert "No case has fallen silent" in desk.karim.get("/desk/quiet").html
    with time_machine.travel(datetime.now(UTC) + timedelta(days=90), tick=False):
        desk.karim.sign_in()
        page = desk.karim.get("/desk/quiet")
        assert f'data-quiet="{reference}"' in page.html
        assert "Nobody has written here for 90 days since our last message." in page.html
        assert "/desk/quiet" in desk.karim.look("?view=waiting").html
        desk.write_again(code, "I am well.")
        assert "data-quiet" not in desk.karim.get("/desk/quiet").html
    with desk.office.house.stores.reading() as work:
        assert work.main.scalar(select(Case.status).where(Case.reference == reference)) == "open"
