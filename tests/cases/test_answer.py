"""Somebody who asked for it is told by a mail without content that an answer waits, and nobody else is."""

from dataclasses import replace
from datetime import timedelta
from email.header import decode_header, make_header

import pytest
from sqlalchemy import delete, select, update

from intake import clock
from intake.cases import erase, thread, way_back
from intake.cases.keys import summary_place
from intake.cases.models import Case, ReceiptRow
from intake.cases.states import ErasureReason
from intake.cases.summary import Summary, unbox_summary
from intake.notices import mail
from intake.notices.models import ReminderRow
from intake.notices.reminders import Reminders
from intake.questionnaires.safe_contact import Channel, SafeContact, Safety, Way
from intake.vault.record import box_record
from tests.cases.post import ADDRESS, ELSEWHERE, NOT_ANY_MORE, WANTED, Post


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
    assert str(make_header(decode_header(arrived["Subject"]))) == mail.SUBJECTS["fa"]
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
        erase.request(work, lead.actor, lead.keyring.signer, gone, office.at(gone).version, ErasureReason.ASKED_FOR)
    assert erase.finish(office.stores, lead.keyring.signer, post.waiting) == 1
    with office.stores.reading() as work:
        assert [row.case_id for row in post.rows()] == [
            work.main.scalar(select(Case.id).where(Case.reference == stays))]
    assert post.next_day() == 1


def test_a_desk_that_sends_no_mail_keeps_no_address(post: Post) -> None:
    for nothing in ({"smtp_host": ""}, {"notice_from": ""}, {"notice_hours": ()}):
        none = Reminders(post.families.office.secrets.job_key, post.settings.model_copy(update=nothing))
        replace(post, waiting=none).answer(post.case()[0])
        assert post.rows() == []


def test_the_case_says_whether_they_were_told_and_did_not_come_yet(post: Post) -> None:
    office = post.families.office
    reference, code = post.case()
    assert not post.reminded(reference)
    post.answer(reference)
    assert post.reminded(reference), "it waits"
    post.next_day()
    assert post.reminded(reference), "it left"
    office.open(code)
    assert not post.reminded(reference)
    with office.stores.changing() as work:
        work.main.execute(update(ReceiptRow).values(used_day=None))
    assert post.reminded(reference), "the control: it is the day of the code that tells"


def test_a_mail_that_was_lost_does_not_keep_the_next_answer_from_being_told(post: Post) -> None:
    reference, _ = post.case()
    post.answer(reference)
    with post.families.office.stores.changing() as work:
        work.main.execute(delete(ReminderRow))
    assert not post.reminded(reference)
    post.answer(reference)
    assert post.next_day() == 1


def test_the_mail_speaks_the_language_in_which_it_was_asked_for(post: Post) -> None:
    shown = post.case(replace(WANTED, reminder_in="de"), language="fa")[0]
    unknown = post.case(language="fa")[0]
    for reference in (shown, unknown):
        post.answer(reference)
    assert sorted(row.language for row in post.rows()) == ["de", "fa"]
    post.put_down(shown, replace(WANTED, reminder_in="sq"))
    assert sorted(row.language for row in post.rows()) == ["fa", "sq"]


def test_a_summary_from_before_the_mails_told_it_still_opens() -> None:
    key, told = b"k" * 32, Summary("t", "self", "", WANTED, clock.today(), "en", clock.now())
    assert unbox_summary(key, box_record(key, told.record() | {"reminded": "1 "}, summary_place(7)), 7) == told
