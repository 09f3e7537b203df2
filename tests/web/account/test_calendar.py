"""Somebody chooses the calendar in which they read days, for themselves alone."""

import pytest
from flask import Flask

from tests.web.account.test_security import SECURITY, send
from tests.web.browsers import browser_of
from tests.web.conftest import Office
from tests.web.visitor import Visitor


@pytest.fixture
def lena(app: Flask, office: Office) -> Visitor:
    return browser_of(app, office, office.lead)


def chosen(visitor: Visitor) -> str:
    return visitor.get(SECURITY).form("/account/calendar")["calendar"]


def test_days_are_shown_in_the_calendar_that_was_chosen(lena: Visitor) -> None:
    assert chosen(lena) == ""
    for calendar, months in (("umm_al_qura", ("Rajab", "Ramadan", "Muharram", "Safar", "Rabi", "Jumada", "Sha", "Shaw",
                                              "Dhu")),
                             ("jalali", ("Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar", "Mehr",
                                         "Aban", "Azar", "Dey", "Bahman", "Esfand"))):
        send(lena, "/account/calendar", calendar=calendar)
        page = lena.follow()
        assert "Days are shown in the calendar that you chose." in page.html
        assert chosen(lena) == calendar
        table = page.html.split("<tbody", 1)[1].split("</tbody>", 1)[0]
        assert any(month in table for month in months)
        assert ", " in table.split("(", 1)[1]
    send(lena, "/account/calendar", calendar="")
    assert "(" not in lena.get(SECURITY).html.split("<tbody", 1)[1].split("</tbody>", 1)[0]
    assert chosen(lena) == ""


def test_the_choice_is_nobody_elses(app: Flask, office: Office, lena: Visitor) -> None:
    send(lena, "/account/calendar", calendar="jalali")
    assert chosen(browser_of(app, office, office.administrator)) == ""


@pytest.mark.parametrize("wrong", ["julian", "gregorian ", "x" * 100])
def test_a_calendar_that_is_none_is_refused(lena: Visitor, wrong: str) -> None:
    send(lena, "/account/calendar", 422, calendar=wrong)
    assert chosen(lena) == ""


def test_nothing_is_chosen_without_the_pages_token(lena: Visitor) -> None:
    send(lena, "/account/calendar", 422, calendar="jalali", csrf_token="x")
    assert chosen(lena) == ""
