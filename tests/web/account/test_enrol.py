"""Setting up an account with a link, in the browser."""

import pyotp
import pytest

from intake.access.roles import Role
from intake.accounts import invite
from intake.accounts.invite import Invitee
from intake.vault.secrets import new_run_secret
from tests.support.people import PASSWORD
from tests.web.conftest import Office
from tests.web.pages import Page
from tests.web.visitor import Visitor


@pytest.fixture
def path(office: Office) -> str:
    with office.house.stores.changing() as work:
        staff = invite.add_invited(work, Invitee("mira", "Mira <Haddad>", Role.CASEWORKER))
        return f"/enrol/{invite.new_link(work, office.house.secrets, staff.id)}"


def choose(visitor: Visitor, path: str, status: int = 200, **given: str) -> Page:
    fields = {**visitor.get(path).form(path), "password": PASSWORD, "again": PASSWORD}
    return visitor.post(path, {**fields, **given}, status)


def confirm(visitor: Visitor, path: str, page: Page, status: int = 303, **given: str) -> Page:
    fields = page.form(f"{path}/confirm")
    code = pyotp.TOTP(page.text_of("totp-secret")).now()
    return visitor.post(f"{path}/confirm", {**fields, "code": code, "kept": "y", **given}, status)


def test_somebody_sets_up_their_account_and_signs_in(visitor: Visitor, path: str) -> None:
    page = choose(visitor, path)
    assert "<svg" in page.html
    assert "style=" not in page.html
    assert len(page.text_of("recovery-key").replace(" ", "")) == 26
    codes = page.text_of("backup-codes").split()
    assert len(codes) == 10
    confirm(visitor, path, page)
    assert "Your account is ready." in visitor.follow().html
    form = visitor.get("/sign-in").form("/sign-in")
    visitor.post("/sign-in", {**form, "username": "mira", "password": PASSWORD, "code": codes[0]})
    visitor.follow()


def test_the_name_is_shown_escaped(visitor: Visitor, path: str) -> None:
    assert "Mira &lt;Haddad&gt;" in visitor.get(path).html


@pytest.mark.parametrize("given, words", [
    ({"password": "short", "again": "short"}, "shorter than 12"),
    ({"again": "something else entirely"}, "not the same"),
    ({"password": "harbour support", "again": "harbour support"}, "your name or the organisation"),
    ({"password": "", "again": ""}, "choose a password"),
])
def test_a_password_that_will_not_do_is_refused_with_its_reason(
    visitor: Visitor, path: str, given: dict[str, str], words: str
) -> None:
    page = choose(visitor, path, 422, **given)
    assert words in page.html
    assert page.title.startswith("Error")


@pytest.mark.parametrize("given", [{"code": "000000"}, {"code": ""}, {"kept": ""}])
def test_the_second_page_comes_back_whole_when_something_is_missing(
    visitor: Visitor, path: str, given: dict[str, str]
) -> None:
    page = choose(visitor, path)
    again = confirm(visitor, path, page, 422, **given)
    assert again.text_of("recovery-key") == page.text_of("recovery-key")
    confirm(visitor, path, again)


def test_a_link_works_once_and_others_say_alike_that_they_do_not(visitor: Visitor, path: str) -> None:
    other, page = choose(visitor, path), choose(visitor, path)
    confirm(visitor, path, page)
    used = visitor.get(path, 404)
    never = visitor.get("/enrol/" + "x" * 43, 404)
    assert used.html == never.html
    assert "ask your administrator" in used.html
    visitor.post(path, page.form(f"{path}/confirm"), 404)
    confirm(visitor, path, other, 404)


def test_whoever_confirms_twice_is_asked_to_sign_in(visitor: Visitor, path: str) -> None:
    page = choose(visitor, path)
    for _ in range(2):
        confirm(visitor, path, page)
        assert "Your account is ready." in visitor.follow().html


def test_after_a_restart_the_link_starts_anew(visitor: Visitor, path: str, office: Office) -> None:
    import dataclasses

    page = choose(visitor, path)
    running = visitor.app.extensions["intake"]
    visitor.app.extensions["intake"] = dataclasses.replace(running, run_secret=new_run_secret())
    again = confirm(visitor, path, page, 409)
    assert "start again" in again.html
    confirm(visitor, path, choose(visitor, path))
