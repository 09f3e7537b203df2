"""Signing people in to the browsers of tests."""

from flask import Flask

from intake.web.cookies import SESSION
from tests.support.people import Person, admitted
from tests.web.conftest import Office
from tests.web.visitor import Visitor


def browser_of(app: Flask, office: Office, person: Person, *, code: str | None = None) -> Visitor:
    """A browser in which this person is signed in."""
    visitor = Visitor(app)
    visitor.browser.set_cookie(SESSION, admitted(office.house, person, code=code).token)
    return visitor
