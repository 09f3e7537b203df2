"""One's own account, in the browser."""

import pyotp
import pytest
import time_machine
from flask import Flask

from intake import clock
from tests.support.people import PASSWORD
from tests.web.browsers import browser_of
from tests.web.conftest import Office
from tests.web.pages import Page
from tests.web.visitor import Visitor

SECURITY = "/account/security"
NEW = "nine swallows under the old bridge"


@pytest.fixture
def lena(app: Flask, office: Office) -> Visitor:
    return browser_of(app, office, office.lead)


def send(visitor: Visitor, path: str, status: int = 303, **given: str) -> Page:
    return visitor.post(path, {**visitor.get(SECURITY).form(path), **given}, status)


def test_somebody_changes_their_password(app: Flask, lena: Visitor, office: Office) -> None:
    elsewhere = browser_of(app, office, office.lead, code=office.lead.backup_codes[0])
    send(lena, "/account/password", current=PASSWORD, new=NEW, again=NEW)
    assert "Your password is changed" in lena.follow().html
    elsewhere.get(SECURITY, 303)


@pytest.mark.parametrize("given, words", [
    ({"current": "wrong", "new": NEW, "again": NEW}, "This is not right."),
    ({"current": "", "new": NEW, "again": NEW}, "enter your current password"),
    ({"current": PASSWORD, "new": "short", "again": "short"}, "shorter than 12"),
    ({"current": PASSWORD, "new": NEW, "again": "another"}, "not the same"),
])
def test_what_is_wrong_with_a_password_is_said_beside_it(lena: Visitor, given: dict[str, str], words: str) -> None:
    page = send(lena, "/account/password", 422, **given)
    assert words in page.html
    assert NEW not in page.html


def test_guessing_the_password_inside_a_session_ends_in_a_wait(lena: Visitor) -> None:
    with time_machine.travel(clock.now(), tick=False):
        answers = [lena.browser.post("/account/codes", data={
            **lena.get(SECURITY).form("/account/codes"), "current": "a guess"}).status_code for _ in range(10)]
    assert answers[0] == 422
    assert answers[-1] == 429


def test_fresh_backup_codes_are_shown_once(lena: Visitor) -> None:
    page = send(lena, "/account/codes", 200, current=PASSWORD)
    codes = page.text_of("backup-codes").split()
    assert len(codes) == 10
    assert codes[0] not in lena.get(SECURITY).html
    for _ in range(2):
        lena.post("/account/paper", page.form("/account/paper"))
        assert "What you took down works from now on." in lena.follow().html


def test_a_fresh_recovery_key_is_shown_once(lena: Visitor) -> None:
    page = send(lena, "/account/recovery-key", 200, current=PASSWORD)
    assert len(page.text_of("recovery-key").replace(" ", "")) == 26
    lena.post("/account/paper", page.form("/account/paper"))
    assert "What you took down works from now on." in lena.follow().html


def test_a_page_that_holds_no_more_says_that_pressing_it_changed_nothing(lena: Visitor) -> None:
    fields = send(lena, "/account/codes", 200, current=PASSWORD).form("/account/paper")
    for draft in ("", "x", "é"):
        lena.post("/account/paper", {**fields, "draft": draft})
        assert "changed nothing" in lena.follow().html
    lena.post("/account/paper", {**fields, "csrf_token": "x"})
    assert "changed nothing" in lena.follow().html


@pytest.mark.parametrize("path", ["/account/codes", "/account/recovery-key", "/account/second-factor"])
def test_nothing_is_renewed_without_the_password_or_the_token(lena: Visitor, path: str) -> None:
    send(lena, path, 422, current="wrong")
    send(lena, path, 422, current=PASSWORD, csrf_token="x")


def test_the_second_factor_moves_to_a_new_app(lena: Visitor) -> None:
    page = send(lena, "/account/second-factor", 200, current=PASSWORD)
    fields, path = page.form("/account/second-factor/confirm"), "/account/second-factor/confirm"
    lena.post(path, {**fields, "code": "000000"}, 422)
    lena.post(path, {**fields, "code": pyotp.TOTP(page.text_of("totp-secret")).now()})
    assert "Your new app is set up" in lena.follow().html


def test_a_second_factor_that_was_begun_too_long_ago_starts_again(lena: Visitor) -> None:
    page = send(lena, "/account/second-factor", 200, current=PASSWORD)
    fields = page.form("/account/second-factor/confirm")
    for draft in ("", "x", "é"):
        lena.post("/account/second-factor/confirm", {**fields, "draft": draft, "code": "123456"})
        assert "changed nothing" in lena.follow().html


def test_other_sessions_are_listed_and_ended(app: Flask, lena: Visitor, office: Office) -> None:
    others = [browser_of(app, office, office.lead, code=office.lead.backup_codes[at]) for at in range(3)]
    for left in (3, 2):
        paths = [form.action for form in lena.get(SECURITY).forms if form.action.endswith("/end")]
        assert len(paths) >= left
        lena.post(paths[0], lena.get(SECURITY).form(paths[0]))
        assert "The session has ended." in lena.follow().html
        assert paths[0] not in [form.action for form in lena.get(SECURITY).forms]
    send(lena, "/account/sessions/end-others")
    assert [each.browser.get(SECURITY).status_code for each in others] == [303, 303, 303]
    lena.get(SECURITY)


@pytest.mark.parametrize("sid", ["00" * 32, "zz", "é"])
def test_a_session_that_is_not_ones_own_is_not_found(app: Flask, lena: Visitor, office: Office, sid: str) -> None:
    fields = lena.get(SECURITY).form("/sign-out")
    browser_of(app, office, office.lead, code=office.lead.backup_codes[0])
    path = next(form.action for form in lena.get(SECURITY).forms if form.action.endswith("/end"))
    fields = lena.get(SECURITY).form(path)
    lena.post(f"/account/sessions/{sid}/end", fields, 404)


def test_a_lead_sees_the_digits_to_read_out_and_an_administrator_has_none(
    app: Flask, lena: Visitor, office: Office
) -> None:
    digits = lena.get(SECURITY).text_of("own-digits")
    assert [len(group) for group in digits.split()] == [5] * 6
    admin = browser_of(app, office, office.administrator)
    assert not admin.get(SECURITY).has("own-digits")
