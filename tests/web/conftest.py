"""The web over a real store: an administrator, a lead who founded the team that receives the form, and visitors."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from intake.access.permissions import Permission
from intake.access.roles import Role
from intake.accounts import founding, init, invite, slots
from intake.accounts.recognise import SignedIn
from intake.app import create_app
from intake.cases import items
from intake.cases.items import Entry, Kind
from intake.cases.models import Case
from intake.cases.reading import open_case
from intake.cases.summary import Summary
from intake.db import Stores
from intake.settings import CrisisContact, Settings, load_settings
from intake.vault import passwords
from intake.vault.lanes import Lanes
from intake.vault.secrets import Secrets, new_run_secret
from tests.support.databases import Urls
from tests.support.people import CHEAP, House, Person, admitted, enrolled, known, pinned, redeemed
from tests.web.visitor import Visitor


@dataclass(slots=True)
class Office:
    """A real installation with two people, and the means to look at what arrived as one of them."""

    house: House
    administrator: Person
    lead: Person
    desk: SignedIn
    team_id: int

    def arrived(self) -> dict[str, tuple[Summary, list[Entry]]]:
        """Every case of the team by reference, opened with the lead's keys: its summary and its entries."""
        with self.house.stores.reading() as work:
            found = {}
            for row in work.main.query(Case).all():
                case = open_case(work, self.desk.actor, self.desk.keyring, row.reference, Permission.CASE_READ)
                entries = items.open_all(work, row.id, case.keys, 500)
                found[row.reference] = (case.summary, entries)
            return found

    def texts(self, kind: Kind = Kind.ENQUIRY) -> list[str]:
        """The text of every entry of a kind, in all cases."""
        return [entry.text for _, entries in self.arrived().values() for entry in entries if entry.kind is kind]


@pytest.fixture
def given_settings() -> dict[str, object]:
    """Settings of the tests here, over the defaults. A module that wants others overrides this."""
    return {
        "minimum_seconds": 0,
        "crisis_contacts": (CrisisContact(country="Germany", name="Help line", phone="0800 000 0000", note="always"),),
    }


@pytest.fixture
def settings(urls: Urls, instance_dir: object, given_settings: dict[str, object]) -> Settings:
    """Settings of an instance on the test's stores."""
    return load_settings(instance_dir=instance_dir, **urls.as_settings(), **given_settings)


@pytest.fixture
def empty_house(settings: Settings, stores: Stores, secrets: Secrets, monkeypatch: pytest.MonkeyPatch) -> House:
    """A real store with its first administrator invited, and nobody else. Argon2id is cheap here."""
    monkeypatch.setattr(slots, "COST", CHEAP)
    monkeypatch.setattr(passwords, "RECEIPT", CHEAP)
    lanes = Lanes(settings.instance_dir / "lanes", "sign-in", 2)
    return House(settings, stores, secrets, new_run_secret(), lanes)


@pytest.fixture
def office(empty_house: House) -> Office:
    """The house with its administrator and a lead, whose team "families" receives the contact form."""
    token = init.begin(empty_house.stores, empty_house.secrets)
    with empty_house.stores.reading() as work:
        first = invite.find(work, empty_house.secrets, token)
    administrator = redeemed(empty_house, first.staff_id, first.username, token)
    lead = enrolled(empty_house, "lena", Role.LEAD)
    founder = _at_desk(empty_house, lead)
    with empty_house.stores.changing() as work:
        team_id = founding.found_team(work, founder.actor, founder.keyring, "Families", "families")
    pinned(empty_house, team_id)
    return Office(empty_house, administrator, lead, _at_desk(empty_house, lead), team_id)


def _at_desk(house: House, person: Person) -> SignedIn:
    """The person with a session of today's memberships. Backup codes, so that tests have the timed ones."""
    code, *person.backup_codes = person.backup_codes  # type: ignore[assignment]
    found = known(house, admitted(house, person, code=code).token)
    assert found is not None
    return found


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled once for all the applications of a test session."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(office: Office, compiled: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The application over that office."""
    made = create_app(office.house.settings, office.house.run_secret)
    made.jinja_env.bytecode_cache = compiled
    yield made
    made.extensions["intake"].stores.dispose()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody with a fresh browser."""
    return Visitor(app)
