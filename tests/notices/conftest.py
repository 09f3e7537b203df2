"""Teams that want notices or none, and a mail server to send them through."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from intake.accounts.models import Team
from intake.db import Stores, new_id
from intake.notices import batches, outbox
from intake.settings import Settings
from tests.notices.mailbox import Mailbox, running_mail_server

JOB_KEY = b"j" * 32


@dataclass
class Office:
    """Stores, a mailbox, and the settings that connect them."""

    stores: Stores
    settings: Settings
    mailbox: Mailbox

    def team(self, slug: str, notice_email: str | None) -> int:
        """A team with this address for notices."""
        team_id = new_id()
        with self.stores.changing() as work:
            work.main.add(Team(id=team_id, slug=slug, name=slug.title(), notice_email=notice_email))
        return team_id

    def news(self, team_id: int) -> None:
        """Something new for a team, as a submission notes it."""
        with self.stores.changing() as work:
            outbox.add(work.main, team_id)

    def send(self) -> int:
        """What the job process does at a fixed hour."""
        return batches.send(self.stores, self.settings, JOB_KEY)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A running mail server."""
    with running_mail_server() as mailbox:
        yield mailbox


@pytest.fixture
def office(stores: Stores, settings: Settings, mailbox: Mailbox) -> Office:
    """An office whose notices go to `mailbox`."""
    sending = {"smtp_host": "127.0.0.1", "smtp_port": mailbox.port, "mail_from": "noreply@post.example"}
    return Office(stores, settings.model_copy(update=sending), mailbox)
