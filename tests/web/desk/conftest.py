"""A desk at work: Lena leads families, where Karim works; Sara leads leaving; others hold no key to a case."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, select
from werkzeug.test import TestResponse

from intake.access.roles import Role
from intake.accounts import founding
from intake.accounts.trust import trust_of
from intake.audit.models import AuditEvent
from intake.cases import receipt, sent, thread
from intake.cases.models import Case
from intake.cases.submit import Enquiry, submit
from intake.judging.judge import CLEAN, Judgement
from intake.vault.receipt_code import code_from
from intake.web.cookies import SESSION
from tests.support.people import House, Person, admitted, enrolled, pinned, signed_in
from tests.web.conftest import Crew, Office, two_people
from tests.web.pages import Page
from tests.web.visitor import ENGLISH, Visitor


class Worker(Visitor):
    """A member of staff at their browser, who signs in when they first look at a page."""

    def __init__(self, app: Flask, office: Office, person: Person) -> None:
        super().__init__(app)
        self.office, self.person, self.signed_in, self.wrote = office, person, False, ""

    @property
    def id(self) -> int:
        """Their row."""
        return self.person.id

    def sign_in(self) -> None:
        """Start a session, as the sign-in page would."""
        self.signed_in = True
        self.browser.set_cookie(SESSION, admitted(self.office.house, self.person).token)

    def get(self, path: str, status: int = 200, headers: Any = ENGLISH) -> Page:
        """Open an address."""
        if not self.signed_in:
            self.sign_in()
        return super().get(path, status, headers)

    def open(self, reference: str, status: int = 200, query: str = "") -> Page:
        """Open a case."""
        return self.get(f"/desk/cases/{reference}{query}", status)

    def look(self, query: str = "", status: int = 200) -> Page:
        """Open a list."""
        return self.get(f"/desk/{query}", status)

    def rows(self, query: str = "") -> list[str]:
        """The references that a list shows, in its order."""
        return references(self.look(query).html)

    def act(self, reference: str, act: str, expected: int = 303, on: Page | None = None, **fields: str) -> Page:
        """Fill in one of the case's forms, on a page opened before or just now, and send it."""
        action = f"/desk/cases/{reference}/{act}"
        form = (on or self.open(reference)).form(action)
        self.wrote += "".join(fields.values())
        return self.post(action, {**form, **fields}, expected)

    def post_readers(self, reference: str, act: str, expected: int = 303, on: Page | None = None, **fields: Any
                     ) -> Page:
        """Fill in one of the forms of the page that says who reads a case, with the password, and send it."""
        page = f"/desk/cases/{reference}/readers"
        form = (on or self.get(page)).form(f"{page}/{act}")
        return self.post(f"{page}/{act}", {**form, "current": self.person.password, **fields}, expected)

    def _check(self, answer: TestResponse, status: int, echoed: str) -> Page:
        return super()._check(answer, status, echoed + self.wrote)


@dataclass
class Desk:
    """The office with everybody at their desks, and what may happen to it from outside."""

    office: Office
    app: Flask
    lead: Worker
    karim: Worker
    sara: Worker
    administrator: Worker
    other_team: int

    @property
    def auditor(self) -> Worker:
        """Somebody who reads who did what."""
        return Worker(self.app, self.office, enrolled(self.office.house, "odile", Role.AUDITOR))

    def send(self, message: str = "My brother cannot call home.", judged: Judgement = CLEAN, **fields: Any
             ) -> tuple[str, str]:
        """An enquiry arrives, taken for what it is `judged`; gives its reference and the receipt code."""
        before, pepper, nonce = set(self.references()), self.office.house.secrets.pepper, secrets.token_bytes(16)
        enquiry, code = Enquiry(message, **fields), code_from(pepper, nonce)
        sending = sent.fingerprint(pepper, nonce, {"message": message})
        with self.office.house.stores.changing() as work:
            submit(work, enquiry, sending, receipt.stretch_code(code, pepper), trust_of(self.office.house.settings),
                   judged)
        return (set(self.references()) - before).pop(), code

    def case(self, message: str = "My brother cannot call home.", **fields: Any) -> str:
        """An enquiry arrives; gives its reference."""
        return self.send(message, **fields)[0]

    def write_again(self, code: str, message: str, answers: dict[str, Any] | None = None) -> None:
        """The person comes back with their code and writes; with `answers` they sent their form again, changed."""
        keys = receipt.stretch_code(code, self.office.house.secrets.pepper)
        with self.office.house.stores.changing() as work:
            found = receipt.find_thread(work, keys)
            assert found is not None
            thread.add_message(work, thread.enter(work, found, keys), message, "en", answers)

    def references(self) -> list[str]:
        """The references of all cases."""
        with self.office.house.stores.reading() as work:
            return list(work.main.scalars(select(Case.reference)))

    def acts(self) -> list[str]:
        """Every act in the log, in order."""
        with self.office.house.stores.reading() as work:
            return list(work.main.scalars(select(AuditEvent.act).order_by(AuditEvent.seq)))

    @property
    def engines(self) -> tuple[Engine, Engine, Engine]:
        """The three engines of the served application."""
        stores = self.app.extensions["intake"].stores
        return stores.main, stores.shards, stores.ephemeral

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        """The statements that the application sends meanwhile, to any store. Beginning a transaction is not one."""
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if not statement.startswith("BEGIN"):
                seen.append(statement)

        for engine in self.engines:
            event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            for engine in self.engines:
                event.remove(engine, "before_cursor_execute", note)


def references(html: str) -> list[str]:
    """The references of the case rows in a page."""
    return [part.split('"', 1)[0] for part in html.split('data-case="')[1:]]


@pytest.fixture
def crew() -> Callable[[House], Crew]:
    """Karim and Sara too."""
    return two_teams


def two_teams(house: House) -> Crew:
    """Lena leads families, where Karim works; Sara leads leaving."""
    crew = two_people(house)
    karim, sara = enrolled(house, "karim"), enrolled(house, "sara", Role.LEAD)
    lead, founder = signed_in(house, crew.lead), signed_in(house, sara)
    with house.stores.changing() as work:
        other_team = founding.found_team(work, founder.actor, founder.keyring, "Leaving", "leaving")
        colleague = next(each for each in founding.candidates(work.main, lead.actor, crew.team_id)
                         if each.id == karim.id)
        founding.admit(work, lead.actor, lead.keyring, crew.team_id, karim.id, lead=False,
                       compared=colleague.fingerprint)
    pinned(house, other_team)
    return replace(crew, others={"karim": karim, "sara": sara}, other_team=other_team)


@pytest.fixture
def desk(office: Office, app: Flask) -> Desk:
    """Everybody signed in, each with their own browser."""
    crew = office.crew
    lena, karim, sara, administrator = (
        Worker(app, office, person)
        for person in (crew.lead, crew.others["karim"], crew.others["sara"], crew.administrator)
    )
    return Desk(office, app, lena, karim, sara, administrator, crew.other_team)
