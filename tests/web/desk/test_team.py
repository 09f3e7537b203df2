"""Teams in the browser: founding one, and letting a colleague in after comparing digits."""

from collections.abc import Callable

import pytest
from flask import Flask

from intake.access.roles import Role
from intake.accounts import founding, teams
from tests.support.people import PASSWORD, House, Person, enrolled, known, redeemed, signed_in
from tests.web.browsers import browser_of
from tests.web.conftest import Crew, Office, two_people
from tests.web.pages import Page
from tests.web.visitor import Visitor

TEAM, FOUND = "/desk/team", "/desk/team/found"


@pytest.fixture
def crew() -> Callable[[House], Crew]:
    """Lena alone."""
    return two_people


@pytest.fixture
def lena(app: Flask, office: Office) -> Visitor:
    return browser_of(app, office, office.lead)


@pytest.fixture
def mira(office: Office) -> Person:
    return enrolled(office.house, "mira")


def form_for(page: Page, team_id: int, person: Person) -> dict[str, str]:
    """The form that lets this person in."""
    return {**next(dict(form.fields) for form in page.forms
                   if form.action == f"{TEAM}/{team_id}/admit" and form.fields["staff_id"] == str(person.id)),
            "current": PASSWORD}


def test_a_lead_makes_a_team_and_leads_it(lena: Visitor, office: Office) -> None:
    lena.post(FOUND, {**lena.get(TEAM).form(FOUND), "name": "Neue Wege"})
    assert "<bdi>Neue Wege</bdi>" in lena.follow().html
    found = signed_in(office.house, office.lead)
    assert len(found.actor.leads) == 2


def test_pressed_twice_a_team_is_made_once(lena: Visitor, office: Office) -> None:
    form = {**lena.get(TEAM).form(FOUND), "name": "Neue Wege"}
    for said in ("The team is made", "This was done when you pressed"):
        lena.post(FOUND, form)
        assert said in lena.follow().html
    assert len(signed_in(office.house, office.lead).actor.leads) == 2


@pytest.mark.parametrize("name", ["", " ", "x" * 121, "a\x00b", "y" * 501])
def test_a_name_that_cannot_be_comes_back(lena: Visitor, name: str) -> None:
    page = lena.post(FOUND, {**lena.get(TEAM).form(FOUND), "name": name}, 422)
    assert page.title.startswith("Error")


def test_a_team_whose_name_would_turn_letters_around_is_told_so_beside_the_field(lena: Visitor) -> None:
    page = lena.post(FOUND, {**lena.get(TEAM).form(FOUND), "name": "Families\u202edael"}, 422)
    assert "marks that cannot be seen" in page.text_of("name-error")
    lena.post(FOUND, {**lena.get(TEAM).form(FOUND), "name": "خانواده\u200cها"})
    assert "خانواده\u200cها" in lena.follow().html


@pytest.mark.slow
def test_teams_of_the_same_or_a_foreign_name_get_addresses_of_their_own(lena: Visitor, office: Office) -> None:
    for name in ("Families", "families", "خانواده", "العائلة", "Ëndërr e re"):
        lena.post(FOUND, {**lena.get(TEAM).form(FOUND), "name": name})
    with office.house.stores.reading() as work:
        assert founding.free_slug(work.main, "Families") == "families-4"
        assert founding.free_slug(work.main, "家族") == "team-3"
        assert founding.free_slug(work.main, "Ëndërr e re") == "enderr-e-re-2"


def test_a_colleague_is_let_in_after_comparing_digits(
    app: Flask, lena: Visitor, office: Office, mira: Person
) -> None:
    browser = browser_of(app, office, mira)
    digits = browser.get(TEAM).text_of("own-digits")
    page = lena.get(TEAM)
    fields = form_for(page, office.team_id, mira)
    assert fields["compared"] == digits
    path = f"{TEAM}/{office.team_id}/admit"
    refused = lena.post(path, fields, 422)
    assert "compare the digits first" in refused.html
    lena.post(path, {**form_for(refused, office.team_id, mira), "checked": "y"})
    assert "in the team now" in lena.follow().html
    assert "<bdi>Families</bdi>" in browser.get(TEAM).html


def test_digits_that_are_no_longer_theirs_let_nobody_in(lena: Visitor, office: Office, mira: Person) -> None:
    fields = {**form_for(lena.get(TEAM), office.team_id, mira), "checked": "y", "compared": "00000 " * 5 + "00000"}
    page = lena.post(f"{TEAM}/{office.team_id}/admit", fields, 409)
    assert "compare anew" in page.html
    assert form_for(page, office.team_id, mira)["compared"] != fields["compared"]


@pytest.mark.slow
def test_a_lead_of_another_team_finds_nothing_to_let_into(
    app: Flask, lena: Visitor, office: Office, mira: Person
) -> None:
    other = browser_of(app, office, enrolled(office.house, "omar", Role.LEAD))
    fields = {**form_for(lena.get(TEAM), office.team_id, mira), "checked": "y"}
    token = other.get(TEAM).form(FOUND)["csrf_token"]
    other.post(f"{TEAM}/{office.team_id}/admit", {**fields, "csrf_token": token}, 422)
    other.post(FOUND, {**other.get(TEAM).form(FOUND), "name": "Omar's"})
    own = form_for(other.get(TEAM), _own_team(office, "omar", other), mira)
    other.post(f"{TEAM}/{office.team_id}/admit", {**fields, "csrf_token": own["csrf_token"]}, 404)
    other.post(f"{TEAM}/1/admit", {**fields, "csrf_token": own["csrf_token"]}, 404)


def _own_team(office: Office, _username: str, visitor: Visitor) -> int:
    cookie = visitor.browser.get_cookie("s")
    assert cookie is not None
    found = known(office.house, cookie.value)
    assert found is not None
    return next(iter(found.actor.leads))


@pytest.mark.parametrize("staff_id", ["", "0", "x", "9" * 40, "-1"])
def test_letting_nobody_in_is_not_found(lena: Visitor, office: Office, mira: Person, staff_id: str) -> None:
    fields = {**form_for(lena.get(TEAM), office.team_id, mira), "checked": "y", "staff_id": staff_id}
    lena.post(f"{TEAM}/{office.team_id}/admit", fields, 404)


def test_a_caseworker_sees_digits_and_makes_no_team(app: Flask, office: Office, mira: Person) -> None:
    browser = browser_of(app, office, mira)
    page = browser.get(TEAM)
    assert {form.action for form in page.forms} == {"/sign-out"}
    browser.post(FOUND, {"name": "Mine"}, 404)


def test_an_administrator_finds_no_teams_page(app: Flask, office: Office) -> None:
    browser_of(app, office, office.administrator).get(TEAM, 404)


def removal_of(page: Page, team_id: int, person: Person) -> dict[str, str]:
    """The form that takes this person out."""
    return next(dict(form.fields) for form in page.forms
                if form.action == f"{TEAM}/{team_id}/remove" and form.fields["staff_id"] == str(person.id))


def joined(lena: Visitor, office: Office, person: Person) -> None:
    lena.post(f"{TEAM}/{office.team_id}/admit", form_for(lena.get(TEAM), office.team_id, person) | {"checked": "y"})


def test_taking_a_colleague_out_ends_what_they_may_at_their_next_click(
    app: Flask, lena: Visitor, office: Office, mira: Person
) -> None:
    joined(lena, office, mira)
    Visitor(app).send("Only the team may read this line.")
    browser = browser_of(app, office, mira)
    assert "Only the team may read" in browser.get("/desk/?view=open").html
    fields = removal_of(lena.get(TEAM), office.team_id, mira)
    lena.post(f"{TEAM}/{office.team_id}/remove", {**fields, "current": PASSWORD})
    assert "out of the team" in lena.follow().html
    assert "Only the team may read" not in browser.get("/desk/?view=open").html
    assert "Only the team may read" in lena.get("/desk/?view=open").html


def test_the_password_is_asked_for_before_who_can_read_changes(
    app: Flask, lena: Visitor, office: Office, mira: Person
) -> None:
    admit = form_for(lena.get(TEAM), office.team_id, mira) | {"checked": "y"}
    for wrong in ("", "not my password"):
        assert lena.post(f"{TEAM}/{office.team_id}/admit", {**admit, "current": wrong}, 422).title.startswith("Error")
    joined(lena, office, mira)
    remove = removal_of(lena.get(TEAM), office.team_id, mira)
    for wrong in ("", "not my password"):
        page = lena.post(f"{TEAM}/{office.team_id}/remove", {**remove, "current": wrong}, 422)
        assert page.title.startswith("Error")
    with office.house.stores.reading() as work:
        assert len(teams.colleagues(work.main, office.team_id)) == 2


def test_old_cases_follow_to_the_new_keys_while_members_work(
    app: Flask, lena: Visitor, office: Office, mira: Person
) -> None:
    joined(lena, office, mira)
    Visitor(app).send("Sealed to the old keys.")
    fields = removal_of(lena.get(TEAM), office.team_id, mira)
    lena.post(f"{TEAM}/{office.team_id}/remove", {**fields, "current": PASSWORD})
    assert "data-moved" in lena.get(TEAM).html
    assert any("data-moved" not in lena.get(TEAM).html for _ in range(10)), "a few pages move the one case there is"
    assert "Sealed to the old keys." in lena.get("/desk/?view=open").html


def test_who_started_anew_waits_on_the_first_page_that_the_lead_opens(
    app: Flask, lena: Visitor, office: Office, mira: Person
) -> None:
    joined(lena, office, mira)
    admin = browser_of(app, office, office.administrator)
    path = f"/admin/staff/{mira.id}/start-anew"
    link = admin.post(path, admin.get("/admin/staff").form(path), 200).text_of("one-time-link")
    again = redeemed(office.house, mira.id, mira.username, link.rpartition("/")[2], PASSWORD)
    own = browser_of(app, office, again).get(TEAM).text_of("own-digits")
    assert form_for(lena.get(TEAM), office.team_id, mira)["compared"] == own
    with office.house.stores.reading() as work:
        assert teams.newest_epoch(work.main, office.team_id) == 1, "the keys that she lost close nothing new"
