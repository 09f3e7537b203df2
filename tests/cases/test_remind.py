"""Mails that wait leave once, to whom they are still needed by, whatever store and mail server do meanwhile."""

import smtplib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
import time_machine
from sqlalchemy import select

from intake.cases import erase, remind, way_back
from intake.cases.models import Case
from intake.cases.states import ErasureReason
from intake.db import Work
from intake.notices import mail
from intake.notices.reminders import Reminders
from intake.questionnaires.safe_contact import Channel, Safety, Way
from intake.settings import Settings
from tests.cases.post import ADDRESS, ELSEWHERE, NOT_ANY_MORE, WANTED, Post
from tests.cases.test_rekey_at_once import until_it_waits


def test_what_was_closed_under_another_key_or_waited_too_long_is_cleared_away(post: Post) -> None:
    post.answer(post.case()[0])
    other = Reminders(b"another key, of 32 bytes exactly", post.settings)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=3, hours=1), tick=False):
        assert replace(post, waiting=other).send() == post.send() == 0
        remind.clear(post.families.office.stores, post.waiting)
    assert post.rows_in_all() == 0
    post.answer(post.case()[0])
    remind.clear(post.families.office.stores, other)
    assert post.rows_in_all() == 0


def test_what_cannot_be_settled_repeats_the_same_message_once_an_hour_at_most(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, _ = post.case()
    post.answer(reference)
    with time_machine.travel(_tomorrow(), tick=False) as now:
        with monkeypatch.context() as patched:
            patched.setattr(remind, "_settle", _crashed)
            for minutes, mails in ((0, 1), (1, 1), (58, 1), (2, 2), (1, 2)):
                now.shift(timedelta(minutes=minutes))
                with suppress(KeyboardInterrupt):
                    post.send()
                assert len(post.mailbox.mails) == mails
        now.shift(timedelta(hours=1))
        assert post.send() == 1
        now.shift(timedelta(hours=2))
        assert post.send() == 0
    assert len({arrived["Message-ID"] for arrived in post.mailbox.mails}) == 1
    assert post.reminded(reference)


def test_a_store_that_cannot_write_sends_nothing(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("the disk is full")

    post.answer(post.case()[0])
    with monkeypatch.context() as patched:
        patched.setattr(Reminders, "change", full)
        for _ in range(3):
            with pytest.raises(OSError, match="full"):
                post.next_day()
    assert post.mailbox.mails == []
    assert post.next_day() == 1


def test_two_job_processes_send_one_mail(post: Post) -> None:
    post.answer(post.case()[0])
    with time_machine.travel(_tomorrow(), tick=False), ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(lambda _: post.send(), range(2))) == [0, 1]
    assert post.mailbox.recipients == [ADDRESS]


@pytest.mark.parametrize("deed", ["takes back", "comes back", "burns", "is erased"])
def test_whoever_needs_it_no_more_while_others_are_sent_theirs_is_sent_none(
    post: Post, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    people = dict([post.case(), post.case()])
    for reference in people:
        post.answer(reference)
    with post.families.office.stores.reading() as work:
        of = {row.id: row.reference for row in work.main.execute(select(Case.id, Case.reference))}
    left: list[str] = []

    def leaves(settings: Settings, sent: EmailMessage) -> None:
        left.append(sent["Message-ID"])
        if len(left) == 1:
            [waits] = [row for row in post.rows() if row.tries == 0]
            _needs_it_no_more(post, of[waits.case_id], people[of[waits.case_id]], deed)

    monkeypatch.setattr(mail, "deliver", leaves)
    with time_machine.travel(_tomorrow(), tick=False):
        assert post.send() == 1
    assert len(left) == 1


def test_a_server_that_is_slow_holds_up_nothing_else_for_long(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        post.answer(post.case()[0])
    seconds = iter(range(0, 900, 20))
    monkeypatch.setattr(remind, "monotonic", lambda: next(seconds))
    with time_machine.travel(_tomorrow(), tick=False):
        assert post.send() == 1
        assert post.send() == 1
        assert post.send() == 1
        assert post.send() == 0


@pytest.mark.slow
@pytest.mark.parametrize("refused", ["451 try again", "550 no such mailbox"])
def test_one_address_that_is_not_taken_keeps_nobody_else_waiting(post: Post, refused: str) -> None:
    post.mailbox.refuse.add(ADDRESS)
    post.mailbox.refusal = refused
    for contact in (WANTED, ELSEWHERE, WANTED):
        post.answer(post.case(contact)[0])
    assert post.next_day() == 1
    assert post.mailbox.recipients == ["anna@other.example"]


@pytest.mark.parametrize("any_script", [False])
def test_an_address_in_letters_that_the_server_does_not_take_is_given_up_and_keeps_nobody_waiting(post: Post) -> None:
    jorg = replace(WANTED, ways={Channel.EMAIL: Way(Safety.SAFE, "jörg@mail.example")})
    for contact in (jorg, WANTED, jorg):
        post.answer(post.case(contact)[0])
    with time_machine.travel(_tomorrow(), tick=False) as now:
        assert post.send() == 1
        for _ in range(2):
            assert len(post.rows()) == 2
            now.shift(timedelta(hours=1))
            assert post.send() == 0
    assert post.rows() == []


def test_a_refused_address_is_given_up_after_three_tries_and_named_in_no_log(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    post.mailbox.refuse.add(ADDRESS)
    post.answer(post.case()[0])
    other, _ = post.case(ELSEWHERE)
    post.answer(other)
    assert post.next_day() == 1, "it keeps nobody else waiting"
    with time_machine.travel(_tomorrow(), tick=False) as now:
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


@pytest.mark.slow
def test_a_server_that_is_gone_is_tried_for_two_days_and_left_alone_meanwhile(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for contact in (WANTED, ELSEWHERE):
        post.answer(post.case(contact)[0])
    connect, tried = smtplib.SMTP.connect, list[str]()

    def gone(_smtp: smtplib.SMTP, host: str, _port: int) -> None:
        tried.append(host)
        raise ConnectionRefusedError(ADDRESS)

    with monkeypatch.context() as patched:
        patched.setattr(smtplib.SMTP, "connect", gone)
        assert post.next_day() == 0
        assert len(tried) == 1, "the other one is not tried at once"
        with time_machine.travel(_tomorrow(), tick=False) as now:
            for _ in range(40):
                post.send()
                post.send()
                now.shift(timedelta(hours=1))
            assert len(post.rows()) == 2
            with pytest.MonkeyPatch.context() as back:
                back.setattr(smtplib.SMTP, "connect", connect)
                assert post.send() == 2
        post.answer(post.case()[0])
        with time_machine.travel(_tomorrow(), tick=False) as now:
            for _ in range(45):
                post.send()
                now.shift(timedelta(hours=1))
    assert post.rows() == []
    assert ADDRESS not in caplog.text


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


def test_tries_at_a_server_that_is_gone_are_no_refusals(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise ConnectionRefusedError

    post.answer(post.case()[0])
    post.mailbox.refuse.add(ADDRESS)
    with time_machine.travel(_tomorrow(), tick=False) as now:
        with monkeypatch.context() as patched:
            patched.setattr(mail, "deliver", gone)
            for _ in range(5):
                post.send()
                now.shift(timedelta(hours=1))
        post.send()
        assert len(post.rows()) == 1
        post.mailbox.refuse.clear()
        now.shift(timedelta(hours=1))
        assert post.send() == 1


@pytest.mark.slow
def test_a_mail_that_was_given_up_does_not_keep_the_next_answer_from_being_told(post: Post) -> None:
    reference, _ = post.case()
    post.mailbox.refuse.add(ADDRESS)
    post.answer(reference)
    with time_machine.travel(_tomorrow(), tick=False) as now:
        for _ in range(3):
            post.send()
            now.shift(timedelta(hours=1))
    assert not post.reminded(reference)
    post.mailbox.refuse.clear()
    post.answer(reference)
    assert post.next_day() == 1


def test_of_a_mail_that_left_the_address_is_kept_no_longer_and_the_rest_until_they_come_back(post: Post) -> None:
    reference, code = post.case()
    post.answer(reference)
    post.next_day()
    with time_machine.travel(_tomorrow() + timedelta(days=30), tick=False):
        remind.clear(post.families.office.stores, post.waiting)
    with post.families.office.stores.reading() as work:
        [row] = post.waiting.waiting(work.main)
    assert row.reminder is not None
    assert (row.reminder.sent, row.reminder.address) == (True, "")
    post.families.office.open(code)
    remind.clear(post.families.office.stores, post.waiting)
    assert post.rows_in_all() == 0


@pytest.mark.slow
def test_an_address_that_is_put_right_while_the_mail_is_tried_is_where_it_goes_next(post: Post) -> None:
    reference, _ = post.case()
    post.answer(reference)
    with post.families.office.stores.reading() as work:
        [row] = post.waiting.waiting(work.main)
    assert row.reminder is not None
    tried = replace(row.reminder, tries=1)
    _while(post, lambda work: post.waiting.change(work.main, row, tried), lambda: post.put_down(reference, ELSEWHERE))
    assert [(each.address, each.tries) for each in post.rows()] == [("anna@other.example", 1)]


@pytest.mark.slow
def test_of_two_answers_at_once_both_are_kept_and_one_mail_waits(post: Post) -> None:
    first, second = ("anna@mail.example", "anna@other.example")

    def planned(address: str) -> None:
        with post.families.office.stores.changing() as work:
            post.waiting.plan(work.main, 7, address, "en", "1 ")

    _while(post, lambda work: post.waiting.plan(work.main, 7, first, "en", "1 "), lambda: planned(second))
    assert [each.address for each in post.rows()] == [second]


def _while(post: Post, deed: Callable[[Work], object], other: Callable[[], None]) -> None:
    """Do one thing, and begin another before the first is committed."""
    with ThreadPoolExecutor(1) as pool:
        with post.families.office.stores.changing() as work:
            deed(work)
            waits = pool.submit(other)
            until_it_waits(post.families.office.stores, waits)
        waits.result(30)


def _needs_it_no_more(post: Post, reference: str, code: str, deed: str) -> None:
    office, lead = post.families.office, post.families.lead
    match deed:
        case "takes back":
            post.put_down(reference, NOT_ANY_MORE)
        case "comes back":
            office.open(code)
        case "burns":
            opened = office.open(code)
            assert opened is not None
            with office.stores.changing() as work:
                way_back.burn(work, opened)
        case _:
            with office.stores.changing() as work:
                erase.request(work, lead.actor, lead.keyring.signer, reference, office.at(reference).version,
                              ErasureReason.ASKED_FOR)
            erase.finish(office.stores, lead.keyring.signer, post.waiting)


def _tomorrow() -> datetime:
    """When every hour that can have been drawn is over."""
    return datetime.now(UTC) + timedelta(hours=27)


def _crashed(*_: object) -> None:
    raise KeyboardInterrupt
