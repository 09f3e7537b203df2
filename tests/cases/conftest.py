"""An office with a team that receives the contact form, on both databases."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from intake.access.roles import Role
from intake.accounts.trust import trust_of
from intake.cases import upkeep
from intake.db import Stores
from intake.notices.reminders import Reminders
from intake.settings import Settings
from intake.vault import passwords
from intake.vault.secrets import Secrets
from tests.cases.circle import Circle, circle_of
from tests.cases.office import Office, Person
from tests.cases.post import Post
from tests.notices.mailbox import Mailbox, running_mail_server


@dataclass
class Families:
    """The office, its team `families` and the people around it."""

    office: Office
    team: int
    lead: Person
    worker: Person
    stranger: Person
    other_team: int


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Upkeep takes its time, however busy the machine is; what it does when time is short has a test of its own."""
    monkeypatch.setattr(upkeep, "BUDGET_SECONDS", 60)


@pytest.fixture
def cheap_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Receipt codes cost next to nothing; what they really cost is shown in `tests/vault`."""
    monkeypatch.setattr(passwords, "RECEIPT", passwords.Cost(memory_kib=64, passes=1))


@pytest.fixture
def families(stores: Stores, secrets: Secrets, settings: Settings, cheap_codes: None) -> Families:
    """Lena leads families, where Karim works; Sara leads another team."""
    office = Office(stores, secrets, trust_of(settings))
    lead, worker, stranger = office.person("Lena", Role.LEAD), office.person("Karim"), office.person("Sara", Role.LEAD)
    team = office.team("families", lead, worker, receives=True)
    return Families(office, team, lead, worker, stranger, office.team("leaving", stranger))


@pytest.fixture
def circle(stores: Stores, secrets: Secrets, settings: Settings, cheap_codes: None) -> Circle:
    """A team of three and a neighbour."""
    return circle_of(Office(stores, secrets, trust_of(settings)))


@pytest.fixture
def any_script() -> bool:
    """Whether the mail server takes addresses of any script."""
    return True


@pytest.fixture
def mailbox(any_script: bool) -> Iterator[Mailbox]:
    """A running mail server."""
    with running_mail_server(any_script=any_script) as mailbox:
        yield mailbox


@pytest.fixture
def post(families: Families, settings: Settings, mailbox: Mailbox) -> Post:
    """An office that sends mails."""
    sending = {"smtp_host": "127.0.0.1", "smtp_port": mailbox.port, "mail_from": "desk@harbour.example",
               "notice_from": "notes@post.example"}
    settings = settings.model_copy(update=sending)
    return Post(families, settings, mailbox, Reminders(families.office.secrets.job_key, settings))
