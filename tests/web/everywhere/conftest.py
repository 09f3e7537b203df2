"""Everybody who could ask for a page, and every address there is: for tests that go through all of both."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule as Address

from intake.access.roles import Role
from intake.accounts import founding
from intake.web.cookies import SESSION
from intake.web.guard import Rule
from tests.support.people import Person, admitted, enrolled, pinned, signed_in
from tests.web.conftest import Office
from tests.web.visitor import Visitor

HOME_METHODS = {"GET", "POST"}


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
        other_team = founding.found_team(work, stranger.actor, stranger.keyring, "Leaving", "leaving")
    pinned(house, other_team)
    with house.stores.changing() as work:
        colleague = next(each for each in founding.candidates(work.main, lead.actor, office.team_id)
                         if each.id == people["caseworker"].id)
        founding.admit(work, lead.actor, lead.keyring, office.team_id, colleague.id, lead=False,
                       compared=colleague.fingerprint)
    Visitor(app).send("Only the team may read this line.")
    return Cast(people, next(iter(office.arrived())))


def addresses(app: Flask) -> Iterator[tuple[Address, str, Rule]]:
    """Every address with each of its methods, and what it asks for."""
    for address in app.url_map.iter_rules():
        for method in sorted((address.methods or set()) & HOME_METHODS):
            yield address, method, rule_of(app, address)


def rule_of(app: Flask, address: Address) -> Rule:
    """What the view behind an address declares."""
    rule = getattr(app.view_functions[address.endpoint], "access_rule", None)
    assert isinstance(rule, Rule), f"{address.endpoint} declares no access"
    return rule


def path_of(app: Flask, address: Address, reference: str) -> str:
    """The address, about this case; other places in it are filled with what exists nowhere."""
    values: dict[str, Any] = {"language": "en", "reference": reference, "token": "x" * 43, "staff_id": 1,
                              "team_id": 1, "note_id": 1, "sid": "00" * 32, "page": "help", "file_id": 1}
    with app.test_request_context():
        return url_for(address.endpoint, **{name: values[name] for name in address.arguments})


def visit(app: Flask, office: Office, person: Person | None) -> Visitor:
    """A browser in which this person is signed in, or nobody."""
    visitor = Visitor(app)
    if person is not None:
        visitor.browser.set_cookie(SESSION, admitted(office.house, person).token)
    return visitor


def status_of(visitor: Visitor, path: str, method: str) -> int:
    """What asking for it is answered with."""
    return visitor.browser.open(path, method=method, headers=[("Accept-Language", "en")]).status_code
