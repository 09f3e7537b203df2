"""Asking for erasure or a copy, and saying who one is: told to the team as a message, and done by it alone."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from intake import clock
from intake.cases.items import Kind
from intake.cases.models import Case
from intake.cases.states import Status
from intake.cases.wishes import Wish, wish_of
from intake.notices.models import OutboxRow
from tests.web.conftest import Office
from tests.web.public.handed import hand_out
from tests.web.public.test_thread import answer
from tests.web.public.test_thread_contact import entries
from tests.web.visitor import Visitor

THREAD, ASK, BACK = "/en/thread", "/en/thread/ask", "/en/return"


def ask(visitor: Visitor, status: int = 303, **fields: str) -> None:
    """Send the page."""
    visitor.post(ASK, {**visitor.get(ASK).form(ASK), **fields}, status)


@pytest.mark.parametrize("wish", [Wish.ERASURE, Wish.COPY])
def test_a_wish_needs_no_words_and_is_marked_for_the_desk(visitor: Visitor, office: Office, wish: Wish) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    ask(visitor, wish=wish.value)
    assert [(wish_of(each.answers), each.text) for each in entries(office)] == [(wish, "")]
    assert office.texts(Kind.ENQUIRY) == ["The enquiry."], "nothing is erased by itself"


def test_whoever_says_who_they_are_says_something(visitor: Visitor, office: Office) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    ask(visitor, 422, wish="name", called=" ")
    assert entries(office) == []
    ask(visitor, wish="name", message="You know my brother.")
    assert [each.text for each in entries(office)] == ["You know my brother."]


def test_a_wish_moves_the_case_as_a_message_does(visitor: Visitor, office: Office) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    answer(office, "We wait for you.")
    with office.house.stores.changing() as work:
        work.main.query(OutboxRow).delete()
    ask(visitor, wish="erasure", message="I am afraid.")
    with office.house.stores.reading() as work:
        row = work.main.scalars(select(Case)).one()
        assert (row.status, row.messages_in, row.quiet_since) == (Status.OPEN, 2, None)
        assert work.main.query(OutboxRow).count() == 1


def test_words_are_shown_as_ones_own_and_a_name_is_not_shown_again(visitor: Visitor, office: Office) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    ask(visitor, wish="copy", message="On paper, please.", called="Left behind")
    ask(visitor, wish="name", called="Mina Ahmadi", message="Born in 1990.")
    page = visitor.get(THREAD)
    assert page.html.index("You asked for a copy") < page.html.index("On paper, please.")
    assert "You said who you are</h2>" in page.html
    assert [each for each in ("Mina", "1990", "Left behind") if each in page.html] == []
    assert [each.text for each in entries(office)] == ["On paper, please.", "Mina Ahmadi\n\nBorn in 1990."]


@pytest.mark.parametrize("fields", [{}, {"wish": "everything"}, {"wish": "contact"}])
def test_one_of_the_wishes_must_be_chosen_and_nothing_typed_is_lost(
    visitor: Visitor, office: Office, fields: dict[str, str]
) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    ask(visitor, 422, message="Please.", **fields)
    assert "Please choose one of these." in visitor.answer.get_data(as_text=True)
    assert entries(office) == []


def test_the_conversation_says_by_when_it_is_answered_until_it_is(visitor: Visitor, office: Office) -> None:
    with time_machine.travel(datetime(2026, 3, 4, 9, tzinfo=UTC), tick=True) as traveller:
        visitor.come_back(visitor.send("The enquiry.").code)
        ask(visitor, wish="erasure")
        ask(visitor, wish="name", called="Mina")
        page = visitor.get(THREAD).html
        assert page.count("We answer here by 6 Mar 2026. Nothing is erased by itself.") == 1
        traveller.shift(timedelta(days=4))
        visitor.come_back(visitor.send("Another one.").code)
        ask(visitor, wish="copy")
        assert "We answer here by 10 Mar 2026." in visitor.get(THREAD).html


def test_an_answer_takes_the_day_away(visitor: Visitor, office: Office) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    ask(visitor, wish="copy")
    assert "We answer here by" in visitor.get(THREAD).html
    answer(office, "Here it is.")
    assert "We answer here by" not in visitor.get(THREAD).html


def test_an_ended_visit_brings_the_wish_along(visitor: Visitor, office: Office) -> None:
    code = visitor.send("The enquiry.").code
    visitor.come_back(code)
    typed = {**visitor.get(ASK).form(ASK), "wish": "name", "called": "Mina", "message": "My words."}
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=True):
        page = visitor.post(ASK, typed, 422)
        assert "What you wrote is kept on this page" in page.html, "and there it stands"
        asked = page.form(BACK)
        again = visitor.post(BACK, {**asked, "code": code}, 200).form(ASK)
        assert {name: again[name] for name in ("wish", "called", "message")} == {
            "wish": "name", "called": "Mina", "message": "My words."}
        visitor.post(ASK, again)
    assert [each.text for each in entries(office)] == ["Mina\n\nMy words."]


def test_a_code_that_was_handed_out_brings_it_along_through_its_own_page(
    app: Flask, visitor: Visitor, office: Office
) -> None:
    code = hand_out(app, office)
    first = visitor.post(BACK, {**visitor.get(BACK).form(BACK), "code": code, "page": "ask", "wish": "copy",
                                "message": "My words."}, 200)
    shown = visitor.post(f"{BACK}/code", first.form(f"{BACK}/code"), 200)
    assert {name: shown.form(ASK)[name] for name in ("wish", "message")} == {"wish": "copy", "message": "My words."}
