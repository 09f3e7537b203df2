"""What the public pages promise has a clock: the desk says by when a first answer is due, and when it is overdue."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from intake.questionnaires.safe_contact import Channel, SafeContact, Safety, Way
from tests.web.desk.conftest import Desk

BY_PHONE = SafeContact(may=True, ways={Channel.PHONE: Way(Safety.SAFE, "1")})
FRIDAY = datetime(2030, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A Friday, which tests may leave."""
    with time_machine.travel(FRIDAY, tick=False) as traveller:
        yield traveller


def promised(desk: Desk, reference: str) -> str:
    """What the page of a case says of it; the list says the same."""
    case, listed = desk.karim.open(reference).html, desk.karim.look("?view=open").html
    row = listed.split(f'data-case="{reference}"', 1)[-1].split("</tr>", 1)[0]
    said = {_said(case), _said(row)} if f'data-case="{reference}"' in listed else {_said(case)}
    assert len(said) == 1
    return said.pop()


def _said(html: str) -> str:
    if "data-promised" not in html:
        return ""
    mark = html.split('data-promised="', 1)[1]
    return mark.split('"', 1)[0] or "later"


@pytest.mark.slow
def test_a_first_answer_is_promised_for_a_working_day_and_overdue_after_it(
    desk: Desk, clock: time_machine.Traveller
) -> None:
    reference = desk.case()
    page = desk.karim.open(reference).html
    assert "First answer by" in page
    assert "5 Mar" in page
    said = []
    for day in range(1, 8):
        clock.move_to(FRIDAY.replace(day=day))
        desk.karim.sign_in()
        said.append(promised(desk, reference))
    assert said == ["soon", "soon", "soon", "soon", "today", "late", "late"]
    assert "First answer overdue" in desk.karim.look("?view=unassigned").html


@pytest.mark.slow
def test_taking_a_case_or_setting_it_to_waiting_is_no_answer(desk: Desk, clock: time_machine.Traveller) -> None:
    reference = desk.case()
    desk.karim.act(reference, "take")
    desk.karim.act(reference, "note", text="I will write tomorrow.")
    desk.karim.act(reference, "plan", title="Brother", priority="high", due_day="2030-03-04")
    desk.karim.act(reference, "move", status="waiting", waiting="for_others")
    assert promised(desk, reference) == "soon"


def test_a_message_to_the_person_is_an_answer_for_good(desk: Desk, clock: time_machine.Traveller) -> None:
    reference, code = desk.send()
    desk.karim.act(reference, "reply", text="Thank you for writing.")
    assert promised(desk, reference) == ""
    desk.write_again(code, "One more thing.")
    desk.karim.act(reference, "plan", title="Another name", priority="high", due_day="")
    assert promised(desk, reference) == ""


@pytest.mark.parametrize("reached, said", [
    ("spoke", ""), ("sent", ""), ("no_answer", "soon"), ("somebody_else", "soon"), ("broken_off", "soon"),
])
def test_a_contact_outside_is_an_answer_when_the_person_was_spoken_with_or_sent_something(
    desk: Desk, clock: time_machine.Traveller, reached: str, said: str
) -> None:
    reference = desk.case(contact=BY_PHONE)
    desk.karim.act(reference, "contacts", channel="phone", reached=reached, note="")
    assert promised(desk, reference) == said


def test_a_closed_case_owes_nobody_an_answer_until_it_is_opened_again(
    desk: Desk, clock: time_machine.Traveller
) -> None:
    reference, code = desk.send()
    desk.karim.act(reference, "move", status="closed", outcome="not_for_us")
    assert promised(desk, reference) == ""
    desk.write_again(code, "But why?")
    assert promised(desk, reference) == "soon"


class TestAnotherSite:
    """Who works from Saturday to Wednesday, and has a holiday."""

    @pytest.fixture
    def given_settings(self) -> dict[str, object]:
        return {"minimum_seconds": 0, "answering_days": 1, "holidays": ("2030-03-02",),
                "working_days": ("saturday", "sunday", "monday", "tuesday", "wednesday")}

    def test_counts_its_own_days(self, desk: Desk, clock: time_machine.Traveller) -> None:
        reference = desk.case()
        clock.move_to(FRIDAY.replace(day=3))
        desk.karim.sign_in()
        assert promised(desk, reference) == "today"
