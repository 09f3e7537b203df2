"""Notices: one mail a team and batch, that says nothing, and is never lost."""

import smtplib
from dataclasses import replace
from email.header import decode_header, make_header

import pytest
from sqlalchemy import select, update

from intake import clock
from intake.notices import batches, mail
from intake.notices.models import OutboxRow
from intake.settings import LANGUAGES, LanguageCode
from tests.notices.conftest import Office


def test_a_team_with_something_new_gets_one_mail(office: Office) -> None:
    team = office.team("families", "families@desk.example")
    for _ in range(3):
        office.news(team)
    assert office.send() == 1
    assert office.mailbox.recipients == ["families@desk.example"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mail_says_nothing_in_any_language(office: Office, language: LanguageCode) -> None:
    team = office.team("families", "families@desk.example")
    office.news(team)
    replace(office, settings=office.settings.model_copy(update={"notice_language": language})).send()
    (arrived,) = office.mailbox.mails
    subject, text = mail.SUBJECTS[language], mail.WORDS[language]
    payload = arrived.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert payload.decode().strip() == text
    assert str(make_header(decode_header(arrived["Subject"]))) == subject
    assert arrived["From"] == "noreply@post.example"
    everything = arrived.as_string().lower()
    assert "families" not in everything.replace("families@desk.example", "")
    assert str(team) not in everything
    assert office.settings.organisation.lower() not in everything
    assert "http" not in everything


def test_the_mail_server_does_not_learn_this_machines_name(office: Office) -> None:
    office.news(office.team("families", "families@desk.example"))
    office.send()
    assert office.mailbox.greetings == ["post.example"]


def test_news_is_told_once(office: Office) -> None:
    office.news(office.team("families", "families@desk.example"))
    assert [office.send(), office.send()] == [1, 0]
    assert len(office.mailbox.mails) == 1


def test_news_after_a_notice_is_told_at_the_next_hour(office: Office) -> None:
    team = office.team("families", "families@desk.example")
    office.news(team)
    office.send()
    office.news(team)
    assert office.send() == 1
    first, second = (arrived["Message-ID"] for arrived in office.mailbox.mails)
    assert first != second


def test_a_team_without_an_address_gets_none(office: Office) -> None:
    office.news(office.team("families", None))
    assert office.send() == 0
    assert office.mailbox.mails == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("missing", ["smtp_host", "mail_from"])
def test_nothing_is_sent_until_an_operator_names_a_server(office: Office, missing: str) -> None:
    office.news(office.team("families", "families@desk.example"))
    assert batches.send(office.stores, office.settings.model_copy(update={missing: ""}), b"k" * 32) == 0
    assert office.mailbox.mails == []


def test_a_refused_mail_is_tried_again_and_keeps_nobody_else_waiting(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    for slug in ("families", "leaving"):
        office.news(office.team(slug, f"{slug}@desk.example"))
    office.mailbox.refuse.add("families@desk.example")
    assert office.send() == 1
    assert "desk.example" not in caplog.text
    office.mailbox.refuse.clear()
    assert office.send() == 1
    assert sorted(office.mailbox.recipients) == ["families@desk.example", "leaving@desk.example"]


def test_a_server_that_is_gone_loses_no_notice(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.news(office.team("families", "families@desk.example"))
    with monkeypatch.context() as patched:
        patched.setattr(smtplib.SMTP, "connect", _refused)
        assert office.send() == 0
    assert office.send() == 1


def test_a_crash_after_sending_repeats_the_same_message_and_loses_none(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.news(office.team("families", "families@desk.example"))
    with monkeypatch.context() as patched:
        patched.setattr("intake.notices.outbox.settle", _crashed)
        with pytest.raises(KeyboardInterrupt):
            office.send()
    assert office.send() == 1
    assert office.send() == 0
    first, second = (arrived["Message-ID"] for arrived in office.mailbox.mails)
    assert first == second


def test_rows_are_forgotten_after_a_week(office: Office) -> None:
    team = office.team("families", None)
    office.news(team)
    with office.stores.changing() as work:
        work.main.execute(update(OutboxRow).values(day=clock.today().replace(year=2020)))
    office.news(team)
    batches.forget_old(office.stores, clock.now())
    with office.stores.reading() as work:
        assert work.main.scalars(select(OutboxRow.day)).all() == [clock.today()]


def _refused(*_: object) -> None:
    raise ConnectionRefusedError


def _crashed(*_: object) -> None:
    raise KeyboardInterrupt
