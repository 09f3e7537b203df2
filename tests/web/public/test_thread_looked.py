"""Both sides see whether they were read: the person by role and day, the desk by the day of the visit."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from intake.cases.models import Case
from intake.web.cookies import SESSION
from tests.web.conftest import Office
from tests.web.public.test_thread import answer
from tests.web.visitor import Visitor

THREAD = "/en/thread"


@pytest.fixture
def traveller() -> Iterator[time_machine.Traveller]:
    """The clock, which goes on from a morning."""
    with time_machine.travel(datetime(2026, 3, 4, 9, tzinfo=UTC), tick=True) as moving:
        yield moving


@pytest.fixture
def lena(traveller: time_machine.Traveller, app: Flask, office: Office) -> Visitor:
    """The lead at her desk."""
    visitor = Visitor(app)
    visitor.browser.set_cookie(SESSION, office.crew.session, domain="localhost")
    return visitor


def reference(office: Office) -> str:
    """Of the only case."""
    with office.house.stores.reading() as work:
        return work.main.query(Case).one().reference


def test_a_message_is_called_read_once_it_was(
    lena: Visitor, visitor: Visitor, office: Office, traveller: time_machine.Traveller
) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    assert "What you sent at first: not read yet." in visitor.get(THREAD).html
    visitor.say("One.")
    traveller.shift(timedelta(minutes=1))
    lena.get(f"/desk/cases/{reference(office)}")
    traveller.shift(timedelta(minutes=1))
    visitor.say("Two.")
    html = visitor.get(THREAD).html
    assert "What you sent at first: read by our team." in html
    assert html.index("One.") < html.index("Read by our team") < html.index("Two.") < html.index("Not read yet")


def test_who_looked_is_folded_away_and_names_a_role_and_a_day_alone(
    lena: Visitor, visitor: Visitor, office: Office, traveller: time_machine.Traveller
) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    _, _, folded = visitor.get(THREAD).html.partition('<details class="more">')
    assert "Nobody yet" in folded
    traveller.shift(timedelta(minutes=17))
    lena.get(f"/desk/cases/{reference(office)}")
    visitor.come_back(visitor.send("Another.").code)
    assert "Nobody yet" in visitor.get(THREAD).html, "of this case alone"


def test_a_look_is_told_without_name_or_hour(
    lena: Visitor, visitor: Visitor, office: Office, traveller: time_machine.Traveller
) -> None:
    code = visitor.send("The enquiry.").code
    traveller.shift(timedelta(minutes=17))
    lena.get(f"/desk/cases/{reference(office)}")
    visitor.come_back(code)
    html = visitor.get(THREAD).html
    assert "<dt>4 Mar 2026</dt><dd><bdi>Team lead</bdi></dd>" in html
    assert [each for each in ("Lena", "lena", "09:17", "9:17") if each in html] == []


def test_the_desk_says_on_which_day_an_answer_was_read(
    lena: Visitor, visitor: Visitor, office: Office, traveller: time_machine.Traveller
) -> None:
    code = visitor.send("The enquiry.").code
    answer(office, "You are not alone.")
    path = f"/desk/cases/{reference(office)}"
    assert "<span>Not read yet</span>" in lena.get(path).html
    traveller.shift(timedelta(minutes=20))
    visitor.come_back(code)
    traveller.shift(timedelta(minutes=1))
    assert "<span>Read on 4 Mar 2026</span>" in lena.get(path).html


@pytest.mark.parametrize("wish, badge", [
    ("erasure", "Asks for erasure"), ("copy", "Asks for a copy"), ("name", "Who they are"),
])
def test_the_desk_marks_what_is_asked_for(
    lena: Visitor, visitor: Visitor, office: Office, wish: str, badge: str
) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    asked = {**visitor.get(f"{THREAD}/ask").form(f"{THREAD}/ask"), "wish": wish, "called": "Mina"}
    visitor.post(f"{THREAD}/ask", asked)
    html = lena.get(f"/desk/cases/{reference(office)}").html
    assert f'<h3>Message from the person</h3><span class="pill info">{badge}</span>' in html
