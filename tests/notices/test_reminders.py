"""What waits to be mailed to a person: noise to whoever has the database alone, at an hour that was drawn."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from intake.db import Stores
from intake.errors import Unready
from intake.notices import mail, reminders
from intake.notices.models import ReminderRow
from intake.notices.reminders import Reminder, Reminders, a_coming_hour
from intake.settings import LANGUAGES, LanguageCode, load_settings
from tests.notices.conftest import JOB_KEY, Office

SETTINGS = load_settings(mail_from="desk@post.example", notice_from="notes@post.example")
ONE = Reminder(7, "anna@mail.example", "fa", "1 ", datetime(2026, 3, 1, 8, 20, tzinfo=UTC))


@pytest.fixture
def waiting(office: Office) -> Reminders:
    """What waits in this office."""
    return Reminders(JOB_KEY, office.settings)


def put(stores: Stores, waiting: Reminders, *these: Reminder) -> None:
    with stores.changing() as work:
        for each in these:
            waiting.put(work.main, each)


def all_of(stores: Stores, waiting: Reminders) -> list[Reminder | None]:
    with stores.reading() as work:
        return [row.reminder for row in waiting.waiting(work.main)]


def test_one_mail_waits_for_a_case_however_often_it_was_answered(office: Office, waiting: Reminders) -> None:
    put(office.stores, waiting, ONE, replace(ONE, how_far="2 "), replace(ONE, case_id=8))
    assert {(each.case_id, each.how_far) for each in all_of(office.stores, waiting) if each} == {(7, "2 "), (8, "1 ")}


def test_whoever_has_the_database_alone_learns_neither_person_nor_case_nor_hour(
    office: Office, waiting: Reminders
) -> None:
    put(office.stores, waiting, ONE)
    assert {column.name for column in ReminderRow.__table__.columns} == {"tag", "box"}
    with office.stores.reading() as work:
        [(tag, box)] = work.main.execute(select(ReminderRow.tag, ReminderRow.box)).all()
    for told in (b"anna", b"mail.example", b"2026", (7).to_bytes(8, "big")):
        assert told not in tag + box
    assert all_of(office.stores, Reminders(b"k" * 32, office.settings)) == [None]
    assert all_of(office.stores, waiting) == [ONE]


def test_a_box_that_was_moved_to_another_row_does_not_open(office: Office, waiting: Reminders) -> None:
    put(office.stores, waiting, ONE, replace(ONE, case_id=8))
    with office.stores.changing() as work:
        first, second = work.main.scalars(select(ReminderRow))
        first.box, second.box = second.box, first.box
    assert all_of(office.stores, waiting) == [None, None]


def test_boxes_of_short_and_longer_addresses_are_as_long(office: Office, waiting: Reminders) -> None:
    put(office.stores, waiting, replace(ONE, address="a@b.org"),
        replace(ONE, case_id=2**62, address="quite.a.long.name@somewhere.example"))
    with office.stores.reading() as work:
        assert len({len(box) for box in work.main.scalars(select(ReminderRow.box))}) == 1


def test_a_row_that_was_put_anew_is_not_taken_away_by_whoever_read_the_old_one(
    office: Office, waiting: Reminders
) -> None:
    put(office.stores, waiting, ONE)
    with office.stores.reading() as work:
        [old] = waiting.waiting(work.main)
    put(office.stores, waiting, replace(ONE, how_far="2 "))
    with office.stores.changing() as work:
        assert not reminders.settle(work.main, old)
    assert all_of(office.stores, waiting) == [replace(ONE, how_far="2 ")]


hours = st.lists(st.integers(0, 23), min_size=1, max_size=4).map(tuple)
moments = st.timedeltas(timedelta(), timedelta(days=400)).map(lambda since: datetime(2026, 1, 1, tzinfo=UTC) + since)


@given(hours, moments)
def test_a_mail_goes_within_one_of_the_fixed_hours_an_hour_later_at_the_earliest(
    hours: tuple[int, ...], moment: datetime
) -> None:
    due = a_coming_hour(hours, moment)
    assert due.hour in hours
    assert due.second == due.microsecond == 0
    assert timedelta(hours=1) <= due - moment < timedelta(hours=26)


def test_the_hour_and_the_minute_are_drawn() -> None:
    drawn = {a_coming_hour((8, 13, 19), datetime(2026, 3, 1, 9, 30, tzinfo=UTC)) for _ in range(3_000)}
    assert {each.hour for each in drawn} == {8, 13, 19}
    assert {each.minute for each in drawn} == set(range(60))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mail_to_a_person_says_nothing_in_any_language(language: LanguageCode) -> None:
    made = mail.reminder(SETTINGS, "anna@mail.example", "0f", language)
    subject, text = mail.SUBJECTS[language], mail.TO_PEOPLE[language]
    assert (made["Subject"], made.get_content()) == (subject, f"{text}\n")
    assert {*made.keys()} == {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type",
                              "Content-Transfer-Encoding", "MIME-Version"}
    assert made["Message-ID"] == "<0f@post.example>"
    assert not any(part in text for part in ("http", "www", "@", "/"))


def test_an_address_of_another_script_is_written_as_mail_servers_take_it() -> None:
    assert mail.reminder(SETTINGS, "anna@bücher.example", "0f", "de")["To"] == "anna@xn--bcher-kva.example"


@pytest.mark.parametrize("address", ["anna", "anna@", "a@b.example\nBcc: c@d.example", "a@b.example, c@d.example"])
def test_what_is_no_address_is_no_recipient(address: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        mail.reminder(SETTINGS, address, "0f", "en")


@pytest.mark.parametrize("name", ["notice_from", "mail_from"])
@pytest.mark.parametrize("wrong", ["Harbour <notes@post.example>", "notes", "nötes@post.example", "a@b.org, c@d.org"])
def test_a_sender_is_a_plain_address_and_nothing_beside_it(name: str, wrong: str) -> None:
    assert getattr(load_settings(**{name: "notes@post.example"}), name) == "notes@post.example"
    with pytest.raises(Unready, match=f"INTAKE_{name.upper()}"):
        load_settings(**{name: wrong})


OWN = {"en": "Your newsletter", "fa": "خبرنامه‌ی شما"}


def test_a_subject_of_ones_own_stands_on_both_mails_in_its_language_alone() -> None:
    own = SETTINGS.model_copy(update={"notice_subjects": load_settings(notice_subjects=OWN).notice_subjects})
    told = {language: mail.reminder(own, "anna@mail.example", "0f", language)["Subject"] for language in LANGUAGES}
    assert told == {**mail.SUBJECTS, **OWN}
    in_persian = own.model_copy(update={"notice_language": "fa"})
    assert mail.notice(in_persian, "families@desk.example", "0f")["Subject"] == OWN["fa"]


@pytest.mark.parametrize("wrong", [
    "", " ", "\u200b\u2060", "News\nBcc: a@b.example", "News\r", "News\u2028", "News\0", "News\ud800", "n" * 61,
])
def test_a_subject_is_one_short_line_and_a_wrong_one_is_told_in_one(wrong: str) -> None:
    assert load_settings(notice_subjects={"de": "n" * 60}).notice_subjects == {"de": "n" * 60}
    with pytest.raises(Unready, match=r"INTAKE_NOTICE_SUBJECTS_DE: .*one line of 1 to 60") as refused:
        load_settings(notice_subjects={"de": wrong})
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize("subject", ["News of harbour support", "HARBOUR  SUPPORT", "Ｈarbour\u200b Sup\u00adport"])
def test_a_subject_does_not_name_the_organisation(subject: str) -> None:
    with pytest.raises(Unready, match=r"INTAKE_NOTICE_SUBJECTS: .*INTAKE_ORGANISATION"):
        load_settings(organisation="Harbour Support", notice_subjects={"en": subject})
    assert load_settings(organisation="", notice_subjects=OWN).notice_subjects == OWN


def test_subjects_are_set_by_a_variable_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_NOTICE_SUBJECTS", '{"sq": "Buletini juaj"}')
    assert mail.subject_in("sq", load_settings()) == "Buletini juaj"
    monkeypatch.setenv("INTAKE_NOTICE_SUBJECTS", '{"xx": "News"}')
    with pytest.raises(Unready, match="INTAKE_NOTICE_SUBJECTS"):
        load_settings()
