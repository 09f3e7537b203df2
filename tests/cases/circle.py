"""A team of three and a neighbour, for tests of who may read a case."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select

from intake.access.permissions import Permission
from intake.access.roles import Role
from intake.accounts import recognise
from intake.accounts.models import Staff, StaffState
from intake.cases import case_page, confide, lists, receipt, thread
from intake.cases.case_page import CasePage
from intake.cases.lists import Filters, View
from intake.cases.models import Case, CaseGrant
from intake.cases.reading import open_case
from intake.cases.upkeep import renew_readers
from intake.cases.workspace import At, Desk
from intake.db import Work
from intake.errors import NotAllowed
from tests.cases.office import Office, Person


@dataclass
class Circle:
    """Lena leads families, where Karim and Mira work; Sara leads leaving, where Omid works."""

    office: Office
    lena: Person
    karim: Person
    mira: Person
    sara: Person
    omid: Person
    team: int
    other_team: int

    def now(self, person: Person) -> Person:
        """The person as their next request would find them."""
        with self.office.stores.reading() as work:
            held = recognise.memberships(work.main, person.actor.id)
            staff = work.main.get_one(Staff, person.actor.id)
            return replace(person, actor=recognise.actor_of(staff, held), memberships=list(held))

    def act(self, person: Person, reference: str, deed: Callable[[Desk, At], object]) -> None:
        """One act of a person on a case as it is now."""
        at = self.office.at(reference)
        with self.office.stores.changing() as work:
            deed(self.office.desk(work, self.now(person)), at)

    def restrict(self, reference: str, *people: Person, by: Person | None = None) -> None:
        """Lena, unless somebody else does, restricts the case to these people."""
        trust = self.office.trust
        self.act(by or self.lena, reference,
                 lambda desk, at: confide.restrict(desk, trust, at, [each.actor.id for each in people]))

    def lock_out(self, reference: str, person: Person, by: Person | None = None) -> None:
        """Lena keeps the case from somebody."""
        self.act(by or self.lena, reference,
                 lambda desk, at: confide.lock_out(desk, self.office.trust, at, person.actor.id))

    def share(self, reference: str, person: Person, days: int | None = 7, by: Person | None = None) -> None:
        """Lena lets somebody read the case."""
        self.act(by or self.lena, reference,
                 lambda desk, at: confide.share(desk, self.office.trust, at, person.actor.id, days))

    def revoke(self, reference: str, person: Person) -> None:
        """Lena takes the case from somebody."""
        self.act(self.lena, reference, lambda desk, at: confide.revoke(desk, self.office.trust, at, person.actor.id))

    def lift(self, reference: str, person: Person) -> None:
        """Lena ends a lock-out."""
        self.act(self.lena, reference, lambda desk, at: confide.lift(desk, at, person.actor.id))

    def open_to_team(self, reference: str) -> None:
        """Lena lets the whole team read the case again."""
        self.act(self.lena, reference, lambda desk, at: confide.open_to_team(desk, self.office.trust, at))

    def transfer(self, reference: str, by: Person | None = None) -> None:
        """Lena passes the case on to the neighbours."""
        there = self.office.address(self.other_team)
        self.act(by or self.lena, reference, lambda desk, at: desk.transfer(at, there, "For you."))

    def page(self, person: Person, reference: str) -> CasePage:
        """The case's page, as this person opens it, and the upkeep that follows it."""
        person = self.now(person)
        with self.office.stores.changing() as work:
            page = case_page.show(work, person.actor, person.keyring, reference)
        if page.wants_new_keys:
            assert renew_readers(self.office.stores, self.office.trust, person.actor, person.keyring, reference)
        return page

    def texts(self, person: Person, reference: str) -> list[str]:
        """What somebody reads on the page of a case."""
        return [each.text for each in self.page(person, reference).entries if each.kind != "event"]

    def listed(self, person: Person, view: View) -> list[str]:
        """The references that a list shows somebody, which are as many as it counts."""
        shown = self.seen_in_rows(person, view)
        with self.office.stores.reading() as work:
            assert lists.counts(work, self.now(person).actor)[view] == len(shown)
        return shown

    def seen_in_rows(self, person: Person, view: View) -> list[str]:
        """The references that a list shows somebody."""
        person = self.now(person)
        with self.office.stores.changing() as work:
            page = lists.show(work, person.actor, person.keyring, view, Filters())
        return [row.reference for row in page.rows]

    def seen_anywhere(self, person: Person, reference: str) -> set[View]:
        """In which lists somebody finds the case."""
        return {view for view in View if reference in self.listed(person, view)}

    def row(self, work: Work, reference: str) -> Case:
        """The row of a case."""
        return work.main.scalars(select(Case).where(Case.reference == reference)).one()

    def named(self, reference: str) -> set[int]:
        """To whom a case is sealed by name."""
        with self.office.stores.reading() as work:
            return set(work.main.scalars(select(CaseGrant.staff_id).join(Case).where(Case.reference == reference)))

    def suspend(self, person: Person) -> None:
        """Somebody is shut out."""
        with self.office.stores.changing() as work:
            work.main.get_one(Staff, person.actor.id).state = StaffState.SUSPENDED

    def write_again(self, code: str) -> None:
        """The enquirer writes once more."""
        keys = receipt.stretch_code(code, self.office.secrets.pepper)
        with self.office.stores.changing() as work:
            found = receipt.find_thread(work, keys)
            assert found is not None
            thread.add_message(work, thread.enter(work, found, keys), "Are you there?", "en")


def circle_of(office: Office) -> Circle:
    """The people and their teams."""
    lena, karim, mira = office.person("Lena", Role.LEAD), office.person("Karim"), office.person("Mira")
    sara, omid = office.person("Sara", Role.LEAD), office.person("Omid")
    team = office.team("families", lena, karim, mira, receives=True)
    return Circle(office, lena, karim, mira, sara, omid, team, office.team("leaving", sara, omid))


def refused(circle: Circle, person: Person, reference: str) -> bool:
    """Whether the case is none for this person, and in none of their lists."""
    with pytest.raises(NotAllowed):
        circle.page(person, reference)
    return circle.seen_anywhere(person, reference) == set()


def seed_of(circle: Circle, person: Person, reference: str) -> bytes:
    """The case's seed, as this person can keep it."""
    person = circle.now(person)
    with circle.office.stores.changing() as work:
        return open_case(work, person.actor, person.keyring, reference, Permission.CASE_READ).seed
