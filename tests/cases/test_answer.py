"""Somebody who asked for it is told by a mail without content that an answer waits, and nobody else is."""

import smtplib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header

import pytest
import time_machine
from sqlalchemy import func, select, update

from intake import clock
from intake.cases import answer, case_page, contacting, erase, remind, thread, way_back
from intake.cases.models import Case, ReceiptRow
from intake.cases.states import ErasureReason
from intake.notices import mail
from intake.notices.models import ReminderRow
from intake.notices.reminders import Reminder, Reminders
from intake.questionnaires.safe_contact import Channel, SafeContact, Safety, Way
from intake.settings import Settings
from tests.cases.conftest import Families
from tests.notices.mailbox import Mailbox, running_mail_server

ADDRESS = "anna@mail.example"
WANTED = SafeContact(may=True, ways={Channel.EMAIL: Way(Safety.SAFE, ADDRESS)}, reminder="yes")
ELSEWHERE = replace(WANTED, ways={Channel.EMAIL: Way(Safety.SAFE, "anna@other.example")})
NOT_ANY_MORE = replace(WANTED, reminder="")


@dataclass
class Post:
    """A team that answers people, a mail server, and what waits to be sent."""

    families: Families
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
        """What waits."""
        with self.families.office.stores.reading() as work:
            return [row.reminder for row in self.waiting.waiting(work.main) if row.reminder]

    def next_day(self) -> int:
        """What the job process does once every hour that can have been drawn is over; gives how many left."""
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=27), tick=False):
            remind.clear(self.families.office.stores, self.waiting)
            return self.send()

    def send(self) -> int:
        """What the job process does now."""
        return remind.send_due(self.families.office.stores, self.settings, self.waiting)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A running mail server."""
    with running_mail_server() as mailbox:
        yield mailbox


@pytest.fixture
def post(families: Families, settings: Settings, mailbox: Mailbox) -> Post:
    """An office that sends mails."""
    sending = {"smtp_host": "127.0.0.1", "smtp_port": mailbox.port, "mail_from": "desk@harbour.example",
               "notice_from": "notes@post.example"}
    settings = settings.model_copy(update=sending)
    return Post(families, settings, mailbox, Reminders(families.office.secrets.job_key, settings))


def test_whoever_asked_for_it_is_told_once_for_all_answers_until_they_come_back(post: Post) -> None:
    reference, _ = post.case(language="fa")
    post.answer(reference)
    post.answer(reference)
    [row] = post.rows()
    assert post.send() == 0, "not before its hour"
    assert timedelta(hours=1) <= row.due - clock.now() + timedelta(minutes=1) < timedelta(hours=26)
    assert post.next_day() == 1
    post.answer(reference)
    assert post.next_day() == 0
    assert post.mailbox.recipients == [ADDRESS]
    [arrived] = post.mailbox.mails
    assert str(make_header(decode_header(arrived["Subject"]))) == mail.TO_PEOPLE["fa"][0]
    assert arrived["From"] == "notes@post.example"
    assert post.mailbox.greetings == ["post.example"], "the greeting stands in the mail, too"
    assert "harbour" not in arrived.as_string()


@pytest.mark.parametrize("contact", [
    NOT_ANY_MORE,
    SafeContact(),
    replace(WANTED, may=False),
    replace(WANTED, reminder="unknown"),
    replace(WANTED, ways={Channel.EMAIL: Way(Safety.UNKNOWN, ADDRESS)}),
    replace(WANTED, ways={Channel.EMAIL: Way(Safety.UNSAFE, ADDRESS), Channel.PHONE: Way(Safety.SAFE, "1")}),
    replace(WANTED, ways={Channel.EMAIL: Way(Safety.SAFE, ADDRESS, "mornings")}),
], ids=["unasked", "nothing said", "comes back", "unknown", "not marked", "unsafe", "at some hours"])
def test_nobody_else_is_told(post: Post, contact: SafeContact) -> None:
    reference, _ = post.case(contact)
    post.answer(reference)
    assert post.rows() == []


def test_a_form_sent_again_takes_the_mail_away_and_asks_for_none(post: Post) -> None:
    office = post.families.office
    for first, again in ((WANTED, NOT_ANY_MORE), (NOT_ANY_MORE, WANTED), (WANTED, ELSEWHERE)):
        nonce, before = bytes([len(office.references())]) * 16, set(office.references())
        for contact in (first, again):
            office.send("The same.", nonce=nonce, contact=contact, given={"contact": contact.record()})
        [reference] = set(office.references()) - before
        post.answer(reference)
        assert post.rows() == []


def test_a_form_sent_again_after_the_answer_stops_the_mail_that_waits(post: Post) -> None:
    office, nonce = post.families.office, b"n" * 16
    office.send("The same.", nonce=nonce, contact=WANTED, given={"contact": WANTED.record()})
    [reference] = office.references()
    post.answer(reference)
    office.send("The same.", nonce=nonce, contact=NOT_ANY_MORE, given={"contact": NOT_ANY_MORE.record()})
    assert post.next_day() == 0
    assert post.rows() == []


def test_whoever_came_back_or_wrote_is_not_told_and_the_next_answer_tells_them_again(post: Post) -> None:
    office = post.families.office
    (comes, his), (writes, hers) = post.case(), post.case()
    used = office.open(hers)
    assert used is not None
    for reference in (comes, writes):
        post.answer(reference)
    office.open(his)
    with office.stores.changing() as work:
        thread.add_message(work, used, "I am here.", "en")
    assert post.next_day() == 0
    assert post.rows() == []
    for reference in (comes, writes):
        post.answer(reference)
    assert post.next_day() == 2


def test_whoever_burnt_their_code_is_not_told(post: Post) -> None:
    reference, code = post.case()
    post.answer(reference)
    opened = post.families.office.open(code)
    assert opened is not None
    with post.families.office.stores.changing() as work:
        way_back.burn(work, opened)
    assert post.next_day() == 0
    assert post.rows() == []


def test_staff_who_change_the_card_change_where_the_mail_goes_or_stop_it(post: Post) -> None:
    redirected, stopped = post.case()[0], post.case()[0]
    for reference in (redirected, stopped):
        post.answer(reference)
    post.put_down(redirected, ELSEWHERE)
    post.put_down(stopped, NOT_ANY_MORE)
    assert [row.address for row in post.rows()] == ["anna@other.example"]
    assert post.next_day() == 1
    assert post.mailbox.recipients == ["anna@other.example"]


def test_after_the_address_was_put_right_the_next_answer_is_told_there(post: Post) -> None:
    reference, _ = post.case()
    post.answer(reference)
    post.next_day()
    post.put_down(reference, ELSEWHERE)
    assert post.rows() == []
    post.answer(reference)
    assert post.next_day() == 1
    assert post.mailbox.recipients == [ADDRESS, "anna@other.example"]


def test_an_erased_case_leaves_nothing_that_waits(post: Post) -> None:
    (gone, _), (stays, _) = post.case(), post.case()
    office, lead = post.families.office, post.families.lead
    for reference in (gone, stays):
        post.answer(reference)
    with office.stores.changing() as work:
        case_id = erase.request(work, lead.actor, lead.keyring.signer, gone, office.at(gone).version,
                                ErasureReason.ASKED_FOR)
    with office.stores.changing() as work:
        erase.carry_out(work, lead.keyring.signer, case_id)
    remind.clear(office.stores, post.waiting)
    with office.stores.reading() as work:
        assert [row.case_id for row in post.rows()] == [
            work.main.scalar(select(Case.id).where(Case.reference == stays))]
    assert post.next_day() == 1


def test_a_desk_that_sends_no_mail_keeps_no_address(post: Post) -> None:
    for nothing in ({"smtp_host": ""}, {"mail_from": ""}, {"notice_hours": ()}):
        none = Reminders(post.families.office.secrets.job_key, post.settings.model_copy(update=nothing))
        replace(post, waiting=none).answer(post.case()[0])
        assert post.rows() == []


def test_what_was_closed_under_another_key_or_waited_too_long_is_cleared_away(post: Post) -> None:
    post.answer(post.case()[0])
    other = Reminders(b"another key, of 32 bytes exactly", post.settings)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=3, hours=1), tick=False):
        assert replace(post, waiting=other).send() == post.send() == 0
        remind.clear(post.families.office.stores, post.waiting)
    assert _count(post) == 0
    post.answer(post.case()[0])
    remind.clear(post.families.office.stores, other)
    assert _count(post) == 0


def test_a_crash_after_sending_repeats_the_same_message(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    post.answer(post.case()[0])
    with monkeypatch.context() as patched:
        patched.setattr("intake.notices.reminders.settle", _crashed)
        with pytest.raises(KeyboardInterrupt):
            post.next_day()
    assert post.next_day() == 1
    assert post.next_day() == 0
    first, second = (arrived["Message-ID"] for arrived in post.mailbox.mails)
    assert first == second


def test_a_refused_address_is_given_up_after_three_tries_and_named_in_no_log(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    post.mailbox.refuse.add(ADDRESS)
    post.answer(post.case()[0])
    other, _ = post.case(ELSEWHERE)
    post.answer(other)
    assert post.next_day() == 1, "it keeps nobody else waiting"
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=27), tick=False) as now:
        for tries in (1, 2):
            assert [row.tries for row in post.rows()] == [tries]
            assert post.send() == 0, "not within the hour"
            assert [row.tries for row in post.rows()] == [tries]
            now.shift(timedelta(hours=1))
            post.send()
    assert post.rows() == []
    assert [record.getMessage() for record in caplog.records] == [
        *["a reminder was not taken (SMTPRecipientsRefused); it is tried again in an hour"] * 2,
        "a reminder was not taken (SMTPRecipientsRefused); it is given up"]
    assert not any(record.exc_info for record in caplog.records)


def test_a_server_that_is_gone_is_tried_for_two_days_and_left_alone_meanwhile(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for contact in (WANTED, ELSEWHERE):
        post.answer(post.case(contact)[0])
    tried: list[str] = []

    def gone(_smtp: smtplib.SMTP, host: str, _port: int) -> None:
        tried.append(host)
        raise ConnectionRefusedError(ADDRESS)

    with monkeypatch.context() as patched:
        patched.setattr(smtplib.SMTP, "connect", gone)
        assert post.next_day() == 0
        assert len(tried) == 1, "the other one is not tried at once"
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=27), tick=False) as now:
            for _ in range(40):
                post.send()
                post.send()
                now.shift(timedelta(hours=1))
            assert len(post.rows()) == 2
            with pytest.MonkeyPatch.context() as back:
                back.setattr(smtplib.SMTP, "connect", CONNECT)
                assert post.send() == 2
        post.answer(post.case()[0])
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=27), tick=False) as now:
            for _ in range(45):
                post.send()
                now.shift(timedelta(hours=1))
    assert post.rows() == []
    assert ADDRESS not in caplog.text


CONNECT = smtplib.SMTP.connect


def test_whatever_goes_wrong_with_a_mail_its_address_goes_nowhere(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError(ADDRESS)

    post.answer(post.case()[0])
    monkeypatch.setattr(mail, "deliver", breaks)
    assert post.next_day() == 0
    assert len(post.rows()) == 1
    assert ADDRESS not in caplog.text + repr(post.rows())


def test_the_case_says_whether_they_were_told_and_did_not_come_yet(post: Post) -> None:
    office, worker = post.families.office, post.families.worker
    reference, code = post.case()

    def reminded() -> bool:
        with office.stores.changing() as work:
            return case_page.show(work, worker.actor, worker.keyring, reference).reminded

    assert not reminded()
    post.answer(reference)
    assert reminded()
    office.open(code)
    assert not reminded()
    with office.stores.changing() as work:
        work.main.execute(update(ReceiptRow).values(used_day=None))
    assert reminded(), "the control: it is the day of the code that tells"


def _count(post: Post) -> int:
    with post.families.office.stores.reading() as work:
        return work.main.scalar(select(func.count()).select_from(ReminderRow)) or 0


def _crashed(*_: object) -> None:
    raise KeyboardInterrupt
