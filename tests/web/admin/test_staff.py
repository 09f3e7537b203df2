"""The list of people in the browser: invite, suspend, let in again."""

import pytest
from flask import Flask

from intake.access.roles import Role
from intake.accounts import people
from intake.accounts.models import StaffState
from tests.support.people import admitted, enrolled
from tests.web.browsers import browser_of
from tests.web.conftest import Office
from tests.web.pages import Page
from tests.web.visitor import Visitor

STAFF, INVITE = "/admin/staff", "/admin/staff/invite"


@pytest.fixture
def admin(app: Flask, office: Office) -> Visitor:
    return browser_of(app, office, office.administrator)


def invited(admin: Visitor, status: int = 200, **given: str) -> Page:
    fields = {**admin.get(STAFF).form(INVITE), "username": "mira", "name": "Mira", "role": "caseworker",
              "language": "fa", **given}
    return admin.post(INVITE, fields, status)


def act(admin: Visitor, staff_id: int, deed: str, status: int = 303, **given: str) -> Page:
    path = f"{STAFF}/{staff_id}/{deed}"
    return admin.post(path, {**admin.get(STAFF).form(path), **given}, status)


def state_of(office: Office, username: str) -> StaffState:
    with office.house.stores.reading() as work:
        staff_id = people.id_of(work.main, username)
        assert staff_id is not None
        return people.find_person(work.main, staff_id).state


def test_an_administrator_invites_somebody_whose_link_then_works(admin: Visitor, visitor: Visitor) -> None:
    page = invited(admin)
    link = page.text_of("one-time-link").strip()
    assert link.startswith("http://localhost/enrol/")
    assert "mira" in visitor.get(link.removeprefix("http://localhost")).html
    assert "one-time-link" not in admin.get(STAFF).html


@pytest.mark.parametrize("given, words", [
    ({"username": ""}, "enter a user name"), ({"username": "with space"}, "small letters"),
    ({"username": "lena"}, "has this user name already"), ({"name": ""}, "enter a name"),
    ({"name": "x" * 121}, "at most 120"), ({"role": "owner"}, "valid choice"), ({"language": "xx"}, "valid choice"),
    ({"username": "x" * 600}, "too long"), ({"name": "a\x00b"}, "at most 120"),
    ({"name": "Lena\u202enimda"}, "marks that cannot be seen"), ({"name": "\u2067Lena"}, "marks that cannot be seen"),
])
def test_an_invitation_that_cannot_be_comes_back_with_what_was_typed(
    admin: Visitor, given: dict[str, str], words: str
) -> None:
    page = invited(admin, 422, **{"name": "Somebody", **given})
    assert words in page.html
    assert page.form(INVITE)["username"] == given.get("username", "mira")


def test_a_name_that_would_turn_letters_around_is_told_beside_its_field(admin: Visitor) -> None:
    page = invited(admin, 422, name="Lena\u200fnimda")
    assert "Please type it instead of pasting it." in page.text_of("name-error")
    invited(admin, name="خانواده\u200cها")


def test_a_fresh_link_ends_the_one_before(admin: Visitor, visitor: Visitor, office: Office) -> None:
    old = invited(admin).text_of("one-time-link").strip()
    with office.house.stores.reading() as work:
        staff_id = people.id_of(work.main, "mira")
    assert staff_id is not None
    new = act(admin, staff_id, "link", 200).text_of("one-time-link").strip()
    visitor.get(old.removeprefix("http://localhost"), 404)
    visitor.get(new.removeprefix("http://localhost"))


def test_a_suspended_person_is_out_at_once_and_can_be_let_in_again(
    app: Flask, admin: Visitor, office: Office
) -> None:
    mira = enrolled(office.house, "mira")
    browser = browser_of(app, office, mira)
    browser.get("/account/security")
    act(admin, mira.id, "suspend")
    assert "The account is suspended" in admin.follow().html
    browser.get("/account/security", 303)
    act(admin, mira.id, "resume")
    assert state_of(office, "mira") is StaffState.ACTIVE
    admitted(office.house, mira, code=mira.backup_codes[0])


def test_an_account_that_changed_meanwhile_is_a_conflict(admin: Visitor, office: Office) -> None:
    mira = enrolled(office.house, "mira")
    for version in ("1", "0", "x", "9" * 30, ""):
        act(admin, mira.id, "suspend", 409, version=version)
    assert state_of(office, "mira") is StaffState.ACTIVE


def test_the_last_administrator_stays(app: Flask, admin: Visitor, office: Office) -> None:
    path = f"{STAFF}/{office.administrator.id}/suspend"
    assert not [form for form in admin.get(STAFF).forms if form.action == path]
    mira = enrolled(office.house, "mira")
    fields = admin.get(STAFF).form(f"{STAFF}/{mira.id}/suspend")
    with office.house.stores.reading() as work:
        version = people.find_person(work.main, office.administrator.id).version
    admin.post(path, {**fields, "version": str(version)})
    assert "the last administrator" in admin.follow().html


def test_acts_need_the_token_of_the_session(admin: Visitor, office: Office) -> None:
    mira = enrolled(office.house, "mira")
    act(admin, mira.id, "suspend", 400, csrf_token="x")
    invited(admin, 422, csrf_token="x")
    assert state_of(office, "mira") is StaffState.ACTIVE


@pytest.mark.parametrize("number", ["1", "0", "9223372036854775807", "9223372036854775808", "9" * 40, "x", "-1"])
def test_nobody_is_not_found(admin: Visitor, office: Office, number: str) -> None:
    mira = enrolled(office.house, "mira")
    fields = admin.get(STAFF).form(f"{STAFF}/{mira.id}/suspend")
    admin.post(f"{STAFF}/{number}/suspend", fields, 404)


def test_an_auditor_looks_and_changes_nothing(app: Flask, office: Office) -> None:
    auditor = browser_of(app, office, enrolled(office.house, "otto", Role.AUDITOR))
    page = auditor.get(STAFF)
    assert {form.action for form in page.forms} == {"/sign-out"}
    auditor.post(INVITE, {"username": "mira"}, 404)
    auditor.post(f"{STAFF}/{office.lead.id}/suspend", {}, 404)


@pytest.mark.parametrize("path", ["/admin/", STAFF])
def test_those_who_work_cases_find_no_administration(app: Flask, office: Office, path: str) -> None:
    browser_of(app, office, office.lead).get(path, 404)


def test_the_overview_counts_people_and_names_teams(admin: Visitor) -> None:
    page = admin.get("/admin/")
    assert "<bdi>Families</bdi>" in page.html
    assert "<bdi>Lena</bdi>" in page.html
    assert "form is closed" not in page.html


def test_names_are_shown_escaped(admin: Visitor) -> None:
    page = invited(admin, name="<img src=x onerror=alert(1)>")
    assert "<img" not in page.html
    assert "<img" not in admin.get(STAFF).html
