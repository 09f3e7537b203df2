"""A team that answers people who asked to be told by mail, and the mail server that takes those mails."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import time_machine
from sqlalchemy import func, select

from intake.cases import answer, case_page, contacting, remind
from intake.notices.models import ReminderRow
from intake.notices.reminders import Reminder, Reminders
from intake.questionnaires.safe_contact import Channel, SafeContact, Safety, Way
from intake.settings import Settings
from tests.notices.mailbox import Mailbox

if TYPE_CHECKING:
    from tests.cases.conftest import Families  # which makes a post for tests

ADDRESS = "anna@mail.example"
WANTED = SafeContact(may=True, ways={Channel.EMAIL: Way(Safety.SAFE, ADDRESS)}, reminder="yes")
ELSEWHERE = replace(WANTED, ways={Channel.EMAIL: Way(Safety.SAFE, "anna@other.example")})
NOT_ANY_MORE = replace(WANTED, reminder="")


@dataclass
class Post:
    """A team that answers people, a mail server, and what waits to be sent."""

    families: "Families"
    settings: Settings
    mailbox: Mailbox
    waiting: Reminders

    def case(self, contact: SafeContact = WANTED, language: str = "en") -> tuple[str, str]:
        """Somebody writes; gives the reference and their code."""
        before = set(self.families.office.references())
        _, code = self.families.office.send(contact=contact, language=language)
        return (set(self.families.office.references()) - before).pop(), code

    def answer(self, reference: str) -> None:
        """Karim answers."""
        office = self.families.office
        with office.stores.changing() as work:
            answer.answer(office.desk(work, self.families.worker), office.at(reference), "We are here.", self.waiting,
                          then_wait=True)

    def put_down(self, reference: str, contact: SafeContact) -> None:
        """Karim puts the card down anew."""
        office = self.families.office
        with office.stores.changing() as work:
            contacting.change_details(office.desk(work, self.families.worker), office.at(reference), "", contact,
                                      "They rang.", self.waiting)

    def rows(self) -> list[Reminder]:
        """What waits and was not sent."""
        with self.families.office.stores.reading() as work:
            return [row.reminder for row in self.waiting.waiting(work.main) if row.reminder and not row.reminder.sent]

    def rows_in_all(self) -> int:
        """How many rows the store holds, whatever is in them."""
        with self.families.office.stores.reading() as work:
            return work.main.scalar(select(func.count()).select_from(ReminderRow)) or 0

    def reminded(self, reference: str) -> bool:
        """What the page of the case says to Karim."""
        office, worker = self.families.office, self.families.worker
        with office.stores.changing() as work:
            return case_page.show(work, worker.actor, worker.keyring, reference, mails=self.waiting).reminded

    def next_day(self) -> int:
        """What the job process does once every hour that can have been drawn is over; gives how many left."""
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=27), tick=False):
            remind.clear(self.families.office.stores, self.waiting)
            return self.send()

    def send(self) -> int:
        """What the job process does now."""
        return remind.send_due(self.families.office.stores, self.settings, self.waiting)
