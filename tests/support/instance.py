"""A real instance for tests that need a served one: its folder, its three stores, and people with keys and a team.

It is set up by the code behind `intake init`, at the full cost of passwords, so that what is shown on it holds for
what an organisation would run.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from intake import setup
from intake.access.roles import Role
from intake.accounts import founding, invite
from intake.accounts.recognise import SignedIn
from intake.db import Stores, open_stores
from intake.settings import Settings, load_settings
from intake.vault.lanes import Lanes
from intake.vault.secrets import Secrets, new_run_secret
from tests.support.databases import PostgresDatabases, SqliteDatabases, Urls
from tests.support.people import UNHURRIED, House, Person, admitted, enrolled, known, pinned, redeemed, signed_in

Databases = SqliteDatabases | PostgresDatabases


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance with an administrator, an auditor, and a team of a lead and a caseworker that gets the form."""

    settings: Settings
    house: House
    team_id: int
    administrator: Person
    auditor: Person
    lead: Person
    caseworker: Person

    @property
    def stores(self) -> Stores:
        """The stores, open in this process too."""
        return self.house.stores

    @property
    def secrets(self) -> Secrets:
        """The server's secrets."""
        return self.house.secrets

    @property
    def folder(self) -> Path:
        """The instance's folder."""
        return self.settings.instance_dir

    def environment(self) -> dict[str, str]:
        """The same settings as variables, for a process that serves this instance."""
        settings = self.settings
        return {
            "INTAKE_INSTANCE_DIR": str(settings.instance_dir), "INTAKE_DATABASE_URL": settings.database_url,
            "INTAKE_SHARDS_URL": settings.shards_url, "INTAKE_EPHEMERAL_URL": settings.ephemeral_url,
            **{f"INTAKE_{name.upper()}": str(getattr(settings, name)) for name in UNHURRIED},
        }


def set_up(folder: Path, urls: Urls, **given: object) -> Instance:
    """Set up an instance in `folder` on the given stores, which must be empty or migrated and without a row.

    `given` are settings over `UNHURRIED`.
    """
    os.umask(0o077)  # as in every process of Intake (`process.harden`)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    settings = load_settings(instance_dir=folder, **urls.as_settings(), **{**UNHURRIED, **given})
    secrets, token = setup.begin(settings)
    house = House(settings, open_stores(settings), secrets, new_run_secret(), Lanes(folder / "lanes", "sign-in", 2))
    with house.stores.reading() as work:
        first = invite.find(work, secrets, token)
    administrator = redeemed(house, first.staff_id, first.username, token)
    lead, caseworker = enrolled(house, "lena", Role.LEAD), enrolled(house, "karim")
    return Instance(settings, house, _team(house, lead, caseworker), administrator,
                    enrolled(house, "august", Role.AUDITOR), lead, caseworker)


def at_the_desk(instance: Instance, person: Person) -> SignedIn:
    """A person with their keys, in this process."""
    return signed_in(instance.house, person)


def _team(house: House, lead: Person, member: Person) -> int:
    token = admitted(house, lead).token  # one session for both steps: three codes at one moment are all there are
    founder = _present(house, token)
    with house.stores.changing() as work:
        team_id = founding.found_team(work, founder.actor, founder.keyring, "Families", "families")
    pinned(house, team_id)
    founder = _present(house, token)
    with house.stores.changing() as work:
        joining = {each.id: each for each in founding.candidates(work.main, founder.actor, team_id)}
        founding.admit(work, founder.actor, founder.keyring, team_id, member.id, lead=False,
                       compared=joining[member.id].fingerprint)
    return team_id


def _present(house: House, token: str) -> SignedIn:
    found = known(house, token)
    assert found is not None, "the session was not recognised"
    return found
