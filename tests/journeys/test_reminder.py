"""Somebody asks for a mail without content, is answered, gets it from the real job process, and comes back.

Meanwhile their address is readable in no file of the instance, of its database server or of its log.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from intake import clock
from intake.notices.mail import SUBJECTS
from intake.notices.reminders import Reminder, Reminders
from tests.notices.mailbox import Mailbox, running_mail_server
from tests.realdata.scanner import Scanner, files_below
from tests.support.databases import PostgresDatabases, SqliteDatabases, Urls
from tests.support.instance import Instance, set_up
from tests.support.served import Served, serving

pytestmark = [pytest.mark.slow]

ADDRESS = "quite.a.long.name.of.anna@mail-of-anna.example"
ANSWER = "Thank you for writing. Take the time you need."
WISH = {"contact-may": "ways", "contact-email-safety": "safe", "contact-email-address": ADDRESS,
        "contact-reminder": "yes"}


@dataclass
class Site:
    """A served instance that sends mails, and every folder that something of it writes to."""

    instance: Instance
    served: Served
    mailbox: Mailbox
    folders: tuple[Path, ...]

    @property
    def waiting(self) -> Reminders:
        """What waits, as the job process opens it."""
        return Reminders(self.instance.secrets.job_key, self.instance.settings)

    def rows(self) -> list[Reminder]:
        """All that waits and was not sent."""
        with self.instance.stores.reading() as work:
            return [row.reminder for row in self.waiting.waiting(work.main) if row.reminder and not row.reminder.sent]

    def let_it_be_due(self) -> None:
        """The hour that was drawn has come."""
        with self.instance.stores.changing() as work:
            for row in self.waiting.waiting(work.main):
                assert row.reminder is not None
                self.waiting.put(work.main, replace(row.reminder, due=clock.now()))

    def found(self) -> list[tuple[Path, int]]:
        """Where the address stands."""
        files = files_below(*self.folders)
        assert {"server.log", "job_key"} <= {file.name for file in files}
        return [(find.file, find.offset) for find in Scanner([ADDRESS]).files(files)]


@pytest.fixture
def site(database: SqliteDatabases | PostgresDatabases, urls: Urls, instance_dir: Path, tmp_path: Path
         ) -> Iterator[Site]:
    """The site, on each database."""
    others = (database.server.folder,) if isinstance(database, PostgresDatabases) else ()
    with running_mail_server() as mailbox:
        instance = set_up(instance_dir, urls)
        sending = {"INTAKE_SMTP_HOST": "127.0.0.1", "INTAKE_SMTP_PORT": str(mailbox.port),
                   "INTAKE_MAIL_FROM": "desk@harbour.example", "INTAKE_NOTICE_FROM": "notes@post.example"}
        with serving({**instance.environment(), **sending}, tmp_path / "server.log") as served:
            yield Site(instance, served, mailbox, (tmp_path, *others))
        instance.stores.dispose()


@pytest.mark.parametrize("database", [pytest.param("sqlite", marks=pytest.mark.soak), "postgresql"], indirect=True)
def test_the_mail_comes_from_the_job_process_and_its_address_is_readable_nowhere(site: Site) -> None:
    browser, karim = site.served.browser(), site.served.browser()
    code = browser.send("My brother cannot call home.", **WISH).page.text_of("receipt-code")
    karim.sign_in(site.instance.caseworker)
    [reference] = re.findall(r'data-case="([^"]+)"', karim.get("/desk/?view=open").text)
    path = f"/desk/cases/{reference}"
    form = karim.get(path).page.form(f"{path}/reply")
    assert karim.post(f"{path}/reply", form | {"text": ANSWER}).status == 303

    assert [row.address for row in site.rows()] == [ADDRESS]
    assert site.found() == []
    planted = site.folders[0] / "planted"
    planted.write_bytes(bytes(9) + ADDRESS.encode())
    assert (planted, 9) in site.found(), "the control: it is found where it stands"
    planted.unlink()
    assert site.mailbox.mails == [], "not before its hour"

    site.let_it_be_due()
    _wait_for(lambda: site.rows() == [])
    assert site.mailbox.recipients == [ADDRESS]
    [arrived] = site.mailbox.mails
    assert (arrived["From"], arrived["Subject"]) == ("notes@post.example", SUBJECTS["en"])
    assert "harbour" not in arrived.as_string()
    assert ANSWER in browser.come_back(code).text
    site.served.stop()
    assert site.found() == []


def _wait_for(what: Callable[[], bool]) -> None:
    """Each minute the job process looks what is due."""
    deadline = time.monotonic() + 120
    while not what():
        assert time.monotonic() < deadline, "it did not leave"
        time.sleep(0.5)
