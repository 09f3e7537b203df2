"""Every endpoint, for every role, on a case in and out of scope: generated from the map of addresses, and exercised.

What an endpoint asks for is read from its declaration; who holds it, from `access/roles.py`. A new endpoint is in here
the moment it exists.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule as Address

from intake.access.permissions import Permission
from intake.access.roles import GRANTS, Role
from intake.accounts import founding
from intake.web.cookies import SESSION
from intake.web.guard import Rule
from tests.support.people import Person, admitted, enrolled, signed_in
from tests.web.conftest import Office
from tests.web.visitor import Visitor

HOME_METHODS = {"GET", "POST"}
SIGNS_OUT = {"account.sign_out"}


@dataclass
class Cast:
    """One person of each role, and one whose team is another; and the case of the first team."""

    people: dict[str, Person]
    reference: str


@pytest.fixture
def cast(office: Office, app: Flask) -> Cast:
    """The people, with a case that was sent through the form."""
    house = office.house
    people = {"lead": office.lead, "administrator": office.administrator}
    for name, role in (("caseworker", Role.CASEWORKER), ("auditor", Role.AUDITOR), ("stranger", Role.LEAD)):
        people[name] = enrolled(house, name, role)
    lead, stranger = signed_in(house, office.lead), signed_in(house, people["stranger"])
    with house.stores.changing() as work:
        founding.found_team(work, stranger.actor, stranger.keyring, "Leaving", "leaving")
    with house.stores.changing() as work:
        colleague = next(each for each in founding.candidates(work.main, lead.actor, office.team_id)
                         if each.id == people["caseworker"].id)
        founding.admit(work, lead.actor, lead.keyring, office.team_id, colleague.id, lead=False,
                       compared=colleague.fingerprint)
    Visitor(app).send("Only the team may read this line.")
    return Cast(people, next(iter(office.arrived())))


def _addresses(app: Flask) -> Iterator[tuple[Address, str, Rule]]:
    for address in app.url_map.iter_rules():
        for method in sorted((address.methods or set()) & HOME_METHODS):
            yield address, method, app.view_functions[address.endpoint].access_rule  # type: ignore[attr-defined]


def _path(app: Flask, address: Address, reference: str) -> str:
    values: dict[str, str | int] = {"language": "en", "reference": reference, "token": "x" * 43, "staff_id": 1,
                                    "team_id": 1, "note_id": 1, "sid": "00" * 32}
    with app.test_request_context():
        return url_for(address.endpoint, **{name: values[name] for name in address.arguments})


def _visit(app: Flask, office: Office, person: Person | None) -> Visitor:
    visitor = Visitor(app)
    if person is not None:
        visitor.browser.set_cookie(SESSION, admitted(office.house, person).token)
    return visitor


def _status(visitor: Visitor, path: str, method: str) -> int:
    return visitor.browser.open(path, method=method, headers=[("Accept-Language", "en")]).status_code


def test_every_endpoint_declares_its_access(app: Flask) -> None:
    undeclared = [each.endpoint for each in app.url_map.iter_rules()
                  if not isinstance(getattr(app.view_functions[each.endpoint], "access_rule", None), Rule)]
    assert undeclared == []


def test_nobody_gets_past_a_declared_permission_without_signing_in(app: Flask, office: Office, cast: Cast) -> None:
    visitor = _visit(app, office, None)
    let_through = {
        f"{method} {address.endpoint}": status
        for address, method, rule in _addresses(app) if rule.permission is not None
        if (status := _status(visitor, _path(app, address, cast.reference), method)) not in {303, 401}
        or (status == 303 and "/sign-in" not in visitor.browser.open(
            _path(app, address, cast.reference), method=method).headers["Location"])
    }
    assert let_through == {}


@pytest.mark.parametrize("name", ["caseworker", "lead", "administrator", "auditor"])
def test_every_role_reaches_what_it_was_granted_and_finds_nothing_else(
    app: Flask, office: Office, cast: Cast, name: str
) -> None:
    visitor, role = _visit(app, office, cast.people[name]), Role(name)
    wrong = {}
    for address, method, rule in _addresses(app):
        if rule.permission is None or address.endpoint in SIGNS_OUT or {"staff_id", "team_id", "note_id", "sid"} & (
                address.arguments):
            continue
        status = _status(visitor, _path(app, address, cast.reference), method)
        if (status == 404) == (rule.permission in GRANTS[role]) or status >= 500 or status == 401:
            wrong[f"{method} {address.endpoint}"] = (rule.permission.value, status)
    assert wrong == {}


@pytest.mark.parametrize("name", ["stranger", "administrator", "auditor"])
def test_a_case_out_of_scope_answers_as_one_that_does_not_exist(
    app: Flask, office: Office, cast: Cast, name: str
) -> None:
    visitor = _visit(app, office, cast.people[name])
    tried = 0
    for address, method, rule in _addresses(app):
        if "reference" not in address.arguments:
            continue
        real, none = (
            visitor.browser.open(_path(app, address, reference), method=method)
            for reference in (cast.reference, "ZZZ-ZZZ")
        )
        assert (real.status_code, none.status_code) == (404, 404), f"{method} {address.endpoint}"
        assert real.data.replace(cast.reference.encode(), b"") == none.data.replace(b"ZZZ-ZZZ", b"")
        assert dict(real.headers) == dict(none.headers)
        assert rule.permission in Permission
        tried += 1
    assert tried >= 9


def test_no_list_or_page_of_another_team_names_the_case(app: Flask, office: Office, cast: Cast) -> None:
    for name in ("stranger", "administrator", "auditor"):
        visitor = _visit(app, office, cast.people[name])
        for address, method, _ in _addresses(app):
            if method == "GET" and not address.arguments and not address.endpoint.startswith("admin.") \
                    and address.endpoint != "public.leave":
                page = visitor.browser.get(_path(app, address, cast.reference), headers=[("Accept-Language", "en")])
                assert cast.reference.encode() not in page.data, f"{name}: {address.endpoint}"
                assert b"Only the team may read" not in page.data
