"""Whoever reads or writes for long is asked whether they are still there, and stays signed in when they are."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from intake import clock
from intake.audit.models import AuditEvent
from tests.web.browsers import browser_of
from tests.web.conftest import Office
from tests.web.visitor import Visitor

STAY = "/account/stay"
ALMOST = timedelta(minutes=29)


@pytest.fixture
def lena(app: Flask, office: Office) -> Visitor:
    return browser_of(app, office, office.lead)


def test_somebody_who_says_so_in_time_stays_signed_in_more_than_ten_times(lena: Visitor) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for _ in range(12):
            traveller.shift(ALMOST)
            lena.get(STAY, 204)
        traveller.shift(ALMOST)
        lena.get("/desk/")


def test_somebody_who_does_not_is_signed_out_and_asking_then_changes_nothing(lena: Visitor) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        traveller.shift(ALMOST)
        lena.get(STAY, 204)
        traveller.shift(timedelta(minutes=30))
        lena.get(STAY, 303)
        lena.get("/desk/", 303)


def test_it_opens_nothing_and_leaves_no_event(lena: Visitor, office: Office) -> None:
    def events() -> int:
        with office.house.stores.reading() as work:
            return int(work.main.scalar(select(func.count()).select_from(AuditEvent)) or 0)

    before = events()
    assert lena.get(STAY, 204).html == ""
    assert events() == before


def test_the_time_is_told_before_somebody_signs_in_and_stands_on_every_page_of_the_staff(lena: Visitor) -> None:
    assert "after 30 minutes without activity" in Visitor(lena.app).get("/sign-in").html
    for path in ("/desk/", "/desk/team", "/account/security"):
        html = lena.get(path).html
        assert 'data-at="/account/stay" data-minutes="30"' in html
        assert "/stay.js" in html
