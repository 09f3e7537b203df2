"""The web over a real store: an administrator, a lead who founded the team that receives the form, and visitors."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

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
from intake.questionnaires.kept import keep_shipped
from intake.settings import CrisisContact, Settings, load_settings
from intake.vault import passwords
from intake.vault.lanes import Lanes
from intake.vault.secrets import Secrets, new_run_secret
from tests.support.databases import Urls
from tests.support.kept import KeptHouses
from tests.support.lines import Lines
from tests.support.people import CHEAP, UNHURRIED, House, Person, admitted, enrolled, known, pinned, redeemed
from tests.web.visitor import Visitor


@dataclass(slots=True)
class Crew:
    """Who works in an office, with a session of the lead. `others` and `other_team` where a folder wants them."""

    administrator: Person
    lead: Person
    session: str
    team_id: int
    others: dict[str, Person] = field(default_factory=dict)
    other_team: int = 0


@dataclass(slots=True)
class Office:
    """A real installation with its crew, and the means to look at what arrived as its lead."""

    house: House
    crew: Crew
    desk: SignedIn

    @property
    def administrator(self) -> Person:
        """Who sees accounts, and no case."""
        return self.crew.administrator

    @property
    def lead(self) -> Person:
        """Who founded the team."""
        return self.crew.lead

    @property
    def team_id(self) -> int:
        """The team that receives the contact form."""
        return self.crew.team_id

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
        **UNHURRIED,
        "crisis_contacts": (CrisisContact(country="DE", name="Help line", phone="0800 000 0000", note="always"),),
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


@pytest.fixture(scope="session")
def kept_houses(tmp_path_factory: pytest.TempPathFactory, lines: Lines) -> KeptHouses:
    """Staffed installations, made once."""
    return KeptHouses(tmp_path_factory.mktemp("kept"), lines)


@pytest.fixture
def crew() -> Callable[[House], Crew]:
    """Who is in the office. A folder or a module that wants others overrides this."""
    return two_people


@pytest.fixture
def office(empty_house: House, kept_houses: KeptHouses, crew: Callable[[House], Crew]) -> Office:
    """The house with its administrator and a lead, whose team "families" receives the contact form."""
    house, people = kept_houses.staffed(empty_house, crew)
    desk = known(house, people.session)
    assert desk is not None
    return Office(house, people, desk)


def two_people(house: House) -> Crew:
    """The first administrator, and Lena, who leads families."""
    token = init.begin(house.stores, house.secrets)
    with house.stores.changing() as work:
        keep_shipped(work.main)
    with house.stores.reading() as work:
        first = invite.find(work, house.secrets, token)
    administrator, lead = redeemed(house, first.staff_id, first.username, token), enrolled(house, "lena", Role.LEAD)
    founder = known(house, _session(house, lead))
    assert founder is not None
    with house.stores.changing() as work:
        team_id = founding.found_team(work, founder.actor, founder.keyring, "Families", "families")
    pinned(house, team_id)
    return Crew(administrator, lead, _session(house, lead), team_id)


def _session(house: House, person: Person) -> str:
    """A session of today's memberships. By a backup code, so that tests have the timed ones."""
    code, *person.backup_codes = person.backup_codes  # type: ignore[assignment]
    return admitted(house, person, code=code).token


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
