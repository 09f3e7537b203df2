"""Signing in and out, in the browser."""

from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from intake.accounts import throttle
from tests.support.people import PASSWORD, Person, enrolled
from tests.web.conftest import Office
from tests.web.pages import Page
from tests.web.visitor import Visitor

SIGN_IN = "/sign-in"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def enter(visitor: Visitor, person: Person, status: int = 303, **given: str) -> Page:
    """Fill the sign-in page and send it."""
    form = visitor.get(SIGN_IN).form(SIGN_IN)
    code = given.pop("code") if "code" in given else person.code()
    return visitor.post(SIGN_IN, {**form, "username": person.username, "password": person.password, "code": code,
                                  **given}, status)


def cookies_of(visitor: Visitor) -> dict[str, str]:
    """What the last answer set, by name."""
    return {each.split("=")[0]: each for each in visitor.answer.headers.getlist("Set-Cookie")}


def test_a_lead_signs_in_and_stands_at_the_desk(visitor: Visitor, office: Office) -> None:
    enter(visitor, office.lead)
    assert visitor.answer.headers["Location"] == "/desk/"
    visitor.follow()


def test_an_administrator_signs_in_and_stands_in_administration(visitor: Visitor, office: Office) -> None:
    enter(visitor, office.administrator)
    assert visitor.answer.headers["Location"] == "/admin/"


def test_the_session_cookie_has_no_lifetime_and_the_mark_has_one(visitor: Visitor, office: Office) -> None:
    enter(visitor, office.lead)
    cookies = cookies_of(visitor)
    assert set(cookies) == {"s", "d"}
    assert all("HttpOnly" in each and "SameSite=Strict" in each for each in cookies.values())
    assert "Max-Age" not in cookies["s"]
    assert "Expires" not in cookies["s"]
    assert "Max-Age" in cookies["d"]


@pytest.mark.parametrize("change", [
    {"username": "nobody"}, {"password": "not the password"}, {"code": "000000"}, {"code": ""},
    {"username": "<script>alert(1)</script>"}, {"username": "\x00'\"; DROP TABLE staff; --"},
])
def test_every_failure_has_the_same_page(visitor: Visitor, office: Office, change: dict[str, str]) -> None:
    page = enter(visitor, office.lead, 422, **{"code": "111111", **change})
    assert "We could not sign you in." in page.html
    assert not cookies_of(visitor)
    assert "<script>alert(1)" not in page.html


def test_the_pages_of_failures_differ_in_nothing_but_what_was_typed(visitor: Visitor, office: Office) -> None:
    pages = []
    for change in ({"username": "nobody"}, {"password": "wrong"}, {"code": "000000"}):
        page = enter(visitor, office.lead, 422, **{"code": "111111", **change})
        token = page.form(SIGN_IN)["csrf_token"]
        texts = [value for name, value in page.form(SIGN_IN).items() if name in {"username", "code"}]
        html = page.html.replace(token, "")
        for text in texts:
            html = html.replace(f'value="{text}"', "")
        pages.append(html)
    assert len(set(pages)) == 1


def test_neither_password_nor_code_stands_in_the_page_again(visitor: Visitor, office: Office) -> None:
    page = enter(visitor, office.lead, 422, password="a password that is wrong", code="424242")
    assert "a password that is wrong" not in page.html
    assert page.form(SIGN_IN)["username"] == office.lead.username


@time_machine.travel(NOON, tick=False)
def test_too_many_tries_are_asked_to_wait(visitor: Visitor, office: Office) -> None:
    for _ in range(throttle.FREE_TRIES):
        enter(visitor, office.lead, 422, code="000000")
    page = enter(visitor, office.lead, 429, code="000000")
    assert "nothing is locked" in page.html


@time_machine.travel(NOON, tick=False)
def test_a_known_browser_still_gets_in(app: Flask, office: Office) -> None:
    known, stranger = Visitor(app), Visitor(app)
    enter(known, office.lead, code=office.lead.backup_codes[0])
    for _ in range(throttle.FREE_TRIES):
        enter(stranger, office.lead, 422, code="000000")
    enter(stranger, office.lead, 429, code="000000")
    enter(known, office.lead, code=office.lead.backup_codes[1])


def test_a_form_from_another_site_signs_nobody_in(visitor: Visitor, office: Office) -> None:
    form = visitor.get(SIGN_IN).form(SIGN_IN)
    fields = {**form, "username": office.lead.username, "password": PASSWORD, "code": office.lead.code()}
    visitor.post(SIGN_IN, fields, 422, headers=[("Origin", "https://elsewhere.example")])
    visitor.post(SIGN_IN, {**fields, "csrf_token": "nonsense"}, 422)
    assert not cookies_of(visitor)


@pytest.mark.parametrize("wanted, place", [
    ("/desk/?view=closed", "/desk/?view=closed"), ("/account/security", "/account/security"),
    ("https://elsewhere.example/desk/", "/desk/"), ("//elsewhere.example/desk/", "/desk/"),
    ("/\\elsewhere.example", "/desk/"), ("/en/contact", "/desk/"), ("javascript:alert(1)", "/desk/"),
    ("/desk/\r\nX: 1", "/desk/"), ("", "/desk/"),
])
def test_after_signing_in_the_wanted_page_is_shown_if_it_is_one_of_ours(
    visitor: Visitor, office: Office, wanted: str, place: str
) -> None:
    enter(visitor, office.lead, next=wanted)
    assert visitor.answer.headers["Location"] == place


def test_a_page_that_needs_signing_in_is_there_afterwards(visitor: Visitor, office: Office) -> None:
    visitor.get("/account/security", 303)
    fields = visitor.follow().form(SIGN_IN)
    assert fields["next"] == "/account/security"


def test_signing_in_anew_ends_the_session_that_the_browser_had(visitor: Visitor, office: Office) -> None:
    enter(visitor, office.lead)
    old = visitor.browser.get_cookie("s")
    enter(visitor, office.lead)
    assert old is not None
    visitor.browser.set_cookie("s", old.value)
    visitor.get("/account/security", 303)


def test_signing_out_ends_the_session_here_and_on_the_server(visitor: Visitor, office: Office) -> None:
    enter(visitor, office.lead)
    kept = visitor.browser.get_cookie("s")
    fields = visitor.get("/account/security").form("/sign-out")
    visitor.post("/sign-out", fields)
    assert visitor.answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert visitor.browser.get_cookie("s") is None
    assert visitor.browser.get_cookie("d") is not None
    assert "You are signed out." in visitor.follow().html
    assert kept is not None
    visitor.browser.set_cookie("s", kept.value)
    visitor.get("/account/security", 303)


def test_signing_out_needs_the_token_of_the_session(visitor: Visitor, office: Office) -> None:
    enter(visitor, office.lead)
    visitor.post("/sign-out", {}, 400)
    visitor.get("/account/security")


def test_a_real_store_shows_no_demonstration_accounts(visitor: Visitor, office: Office) -> None:
    (office.house.settings.instance_dir / "demo.json").write_text('{"accounts": [{"username": "x"}]}', "utf-8")
    assert "data-demo-user" not in visitor.get(SIGN_IN).html


def test_a_demonstration_lists_its_accounts(app: Flask, office: Office) -> None:
    import dataclasses

    app.extensions["intake"] = dataclasses.replace(app.extensions["intake"], demo=True)
    (office.house.settings.instance_dir / "demo.json").write_text(
        '{"accounts": [{"username": "noor", "password": "some-words", "name": "Noor", "role": "lead"}]}', "utf-8")
    page = Visitor(app).get(SIGN_IN)
    assert 'data-demo-user="noor" data-demo-password="some-words" data-demo-role="lead"' in page.html


def test_what_a_person_typed_comes_back_after_signing_in(visitor: Visitor, office: Office) -> None:
    """DESIGN 5: the form is shown filled to the same person, and never sent by itself."""
    enter(visitor, office.lead)
    visitor.get("/desk/team")
    page = visitor.get("/desk/team")
    fields = {**page.form("/desk/team/found"), "name": "A team that was being named"}
    with office.house.stores.changing() as work:
        from intake.accounts import sessions

        sessions.end_all(work, sessions.STAFF, 0)
        _age_all(work)
    asked = visitor.post("/desk/team/found", fields, 401)
    assert "What you typed is kept" in asked.html
    form = asked.form(SIGN_IN)
    assert "A team that was being named" not in asked.html
    visitor.post(SIGN_IN, {**form, "username": office.lead.username, "password": office.lead.password,
                           "code": office.lead.code()})
    page = visitor.follow()
    assert page.form("/desk/team/found")["name"] == "A team that was being named"
    other = enrolled(office.house, "omar")
    visitor.post(SIGN_IN, {**visitor.get(SIGN_IN).form(SIGN_IN), "carry": form["carry"], "username": other.username,
                           "password": other.password, "code": other.code()})
    assert visitor.answer.headers["Location"] == "/desk/"


def _age_all(work: object) -> None:
    from datetime import timedelta

    from sqlalchemy import update

    from intake import clock
    from intake.accounts.models import SessionRow

    work.ephemeral.execute(update(SessionRow).values(seen_at=clock.now() - timedelta(hours=2)))  # type: ignore[attr-defined]
