"""A store that fails under an act: nothing is done, and what was typed stands on the page, ready to be sent again."""

from typing import Any

import pytest
from sqlalchemy import event, select

from intake.audit.models import AuditHead
from intake.cases.items import Kind
from intake.questionnaires.safe_contact import Channel, SafeContact, Safety, Way
from tests.web.desk.conftest import Desk
from tests.web.pages import Page

LOOK_FIRST = "Look at the card of safe contact once more"


def _failing(desk: Desk, reference: str, act: str, *, once: bool = False, **fields: str) -> Page:
    """The act while the main store refuses to commit; `once`, for the act alone."""
    page = desk.karim.open(reference)
    failed: list[str] = []

    def fail(_connection: object) -> None:
        if not (once and failed):
            failed.append(act)
            raise OSError("no space left on device")

    event.listen(desk.engines[0], "commit", fail)
    try:
        return desk.karim.act(reference, act, 503, on=page, **fields)
    finally:
        event.remove(desk.engines[0], "commit", fail)


def test_a_message_that_could_not_be_kept_is_still_on_the_page_and_goes_out_once(desk: Desk) -> None:
    reference = desk.case()
    page = _failing(desk, reference, "reply", text="Take your time,\nwe are here.")
    assert "Nothing was done and nothing was sent." in page.html
    assert page.form(f"/desk/cases/{reference}/reply")["text"] == "Take your time,\nwe are here."
    assert [entry.kind for entry in desk.office.arrived()[reference][1]] == [Kind.ENQUIRY]
    desk.karim.act(reference, "reply", on=page)
    kinds = [entry.kind for entry in desk.office.arrived()[reference][1]]
    assert kinds == [Kind.ENQUIRY, Kind.MESSAGE_OUT]
    assert 'data-status="waiting"' in desk.karim.open(reference).html


def test_choices_are_kept_too(desk: Desk) -> None:
    reference = desk.case()
    page = _failing(desk, reference, "move", status="closed", outcome="referred", note="To the shelter.")
    desk.karim.act(reference, "move", on=page)
    html = desk.karim.follow().html
    assert "Karim closed the case: Referred to somebody else" in html
    assert "To the shelter." in html


def test_an_act_that_cannot_be_recorded_is_not_done(desk: Desk) -> None:
    reference = desk.case()
    page = desk.karim.open(reference)
    with desk.office.house.stores.changing() as work:
        head = work.main.scalars(select(AuditHead)).one()
        kept = {"id": head.id, "size": head.size, "frontier": head.frontier, "root": head.root}
        work.main.delete(head)
    page = desk.karim.act(reference, "note", 503, on=page, text="The neighbour knows.")
    assert page.form(f"/desk/cases/{reference}/note")["text"] == "The neighbour knows."
    with desk.office.house.stores.changing() as work:
        work.main.add(AuditHead(**kept))
    assert [entry.kind for entry in desk.office.arrived()[reference][1]] == [Kind.ENQUIRY]
    desk.karim.act(reference, "note", on=page)


@pytest.mark.slow
def test_whoever_was_about_to_reach_the_person_sees_the_card_before_they_try_again(desk: Desk) -> None:
    by_mail = SafeContact(True, {Channel.EMAIL: Way(Safety.SAFE, "a@example.org"), Channel.PHONE: Way(Safety.UNSAFE)})
    reference = desk.case(contact=by_mail)
    texts = {"text": "We are here.", "channel": "email", "reached": "sent", "note": "I wrote to her."}
    for act, names in (("reply", ["text"]), ("contacts", ["channel", "reached", "note"])):
        fields: dict[str, Any] = {name: texts[name] for name in names}
        page = _failing(desk, reference, act, once=True, **fields)
        shown = page.html.index("data-safe-contact")
        assert "a@example.org" in page.html[shown:]
        assert shown < page.html.index("Try again"), "the card stands first"
        assert LOOK_FIRST not in page.html
        page = _failing(desk, reference, act, **fields)
        assert "data-safe-contact" not in page.html
        assert LOOK_FIRST in page.html
    page = _failing(desk, reference, "note", text="For us.", once=True)
    assert "data-safe-contact" not in page.html
    assert LOOK_FIRST not in page.html
