"""The last person who opens a team's cases goes only with two cards at hand, and the page says what comes next."""

import pytest
from flask import Flask

from intake.accounts import upkeep
from intake.accounts.trust import Trust, trust_of
from tests.support.cards import made_by
from tests.support.people import known
from tests.web.browsers import browser_of
from tests.web.conftest import Office
from tests.web.pages import Page
from tests.web.visitor import Visitor

STAFF = "/admin/staff"


@pytest.fixture
def admin(app: Flask, office: Office) -> Visitor:
    return browser_of(app, office, office.administrator)


@pytest.fixture
def trust(office: Office) -> Trust:
    """Cards are made, pinned, and the team is sealed to them."""
    believed = trust_of(office.house.settings)
    made_by(office.house, believed, office.desk)
    upkeep.seal_to_recovery(office.house.stores, believed, office.desk.actor, office.desk.keyring)
    return believed


def asked(admin: Visitor, office: Office, act: str) -> Page:
    """What comes of trying to let the last member go."""
    path = f"{STAFF}/{office.lead.id}/{act}"
    admin.post(path, admin.get(STAFF).form(path))
    return admin.follow()


@pytest.mark.parametrize("act", ["suspend", "start-anew"])
def test_without_cards_the_last_member_stays(admin: Visitor, office: Office, act: str) -> None:
    path = f"{STAFF}/{office.lead.id}/{act}"
    admin.post(path, admin.get(STAFF).form(path))
    admin.get(admin.answer.headers["Location"], 303)
    assert "no recovery cards do either" in admin.follow().html


@pytest.mark.parametrize("act", ["suspend", "start-anew"])
def test_the_last_member_leaves_only_with_the_cards_at_hand(
    admin: Visitor, office: Office, trust: Trust, act: str
) -> None:
    page = asked(admin, office, act)
    assert "<bdi>Families</bdi>" in page.html
    assert "two cards on a computer without internet" in page.html
    path = f"{STAFF}/{office.lead.id}/last"
    form = page.form(path)
    for wrong in ("", "yes", "lena lena"):
        assert admin.post(path, {**form, "typed": wrong}, 422).title.startswith("Error")
    if act == "suspend":
        admin.post(path, {**form, "typed": " Lena "})
        assert "until a lead is let in" in admin.follow().html
    else:
        assert "/enrol/" in admin.post(path, {**form, "typed": "lena"}, 200).html
    with office.house.stores.reading() as work:
        assert not [each for each in trust.pins.teams() if trust.team_problem(work.main, each)]


def test_cards_that_do_not_open_the_newest_keys_let_nobody_go(
    admin: Visitor, office: Office, trust: Trust
) -> None:
    page = asked(admin, office, "suspend")
    trust.pins.file.write_text(trust.pins.file.read_text().split("[recovery]")[0])
    path = f"{STAFF}/{office.lead.id}/last"
    admin.post(path, {**page.form(path), "typed": "lena"})
    assert "no recovery cards do either" in admin.follow().html


def test_the_page_is_not_there_for_somebody_who_is_not_the_last(admin: Visitor, office: Office) -> None:
    admin.get(f"{STAFF}/{office.administrator.id}/last", 404)
    admin.get(f"{STAFF}/1/last", 404)


def test_an_unknown_act_is_refused(admin: Visitor, office: Office, trust: Trust) -> None:
    path = f"{STAFF}/{office.lead.id}/last"
    form = asked(admin, office, "suspend").form(path)
    admin.post(path, {**form, "typed": "lena", "act": "erase"}, 422)


def test_a_page_that_is_older_than_the_account_changes_nothing(admin: Visitor, office: Office, trust: Trust) -> None:
    path = f"{STAFF}/{office.lead.id}/last"
    form = asked(admin, office, "suspend").form(path)
    admin.post(path, {**form, "typed": "lena", "version": "99"}, 409)


def test_the_overview_says_in_one_line_how_it_stands_with_the_cards(admin: Visitor, office: Office) -> None:
    assert "no recovery cards were made yet" in admin.get("/admin/").html
    believed = trust_of(office.house.settings)
    made_by(office.house, believed, office.desk, pin=False)
    assert "the recovery cards are not pinned" in admin.get("/admin/").html
    made_by(office.house, believed, office.desk)
    assert "recovery cards are not in order" not in admin.get("/admin/").html


def test_who_is_suspended_so_has_no_session_left(admin: Visitor, app: Flask, office: Office, trust: Trust) -> None:
    browser = browser_of(app, office, office.lead)
    cookie = browser.browser.get_cookie("s")
    assert cookie is not None
    path = f"{STAFF}/{office.lead.id}/last"
    admin.post(path, {**asked(admin, office, "suspend").form(path), "typed": "lena"})
    assert known(office.house, cookie.value) is None
