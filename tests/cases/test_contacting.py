"""Contacts outside the system are written down, and a way that was not called safe needs a reason that is kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import event, select

from intake import clock
from intake.audit.models import AuditEvent
from intake.cases import case_page, contacting, receipt, sent, thread, upkeep
from intake.cases.case_page import CasePage
from intake.cases.contacting import Contact, Reached, UnsafeWay
from intake.cases.keys import summary_place
from intake.cases.summary import Asked, Summary, unbox_summary
from intake.cases.workspace import At
from intake.errors import NotAllowed, Stale
from intake.questionnaires.safe_contact import Channel, SafeContact, Safety, Way
from intake.vault.receipt_code import code_from
from intake.vault.record import box_record
from tests.cases.conftest import Families
from tests.cases.office import NO_MAIL, Person

BY_MAIL = SafeContact(may=True, ways={Channel.EMAIL: Way(Safety.SAFE, "a@example.org"),
                                      Channel.PHONE: Way(Safety.UNSAFE, "1")}, word_ours="lemon")
MAILED = Contact(Channel.EMAIL, Reached.SENT, "I asked how she is.")


def logged(families: Families, reference: str, contact: Contact, person: Person | None = None) -> None:
    with families.office.stores.changing() as work:
        contacting.log(families.office.desk(work, person or families.worker), families.office.at(reference), contact)


def opened(families: Families, reference: str, *, words: bool = False) -> CasePage:
    with families.office.stores.changing() as work:
        return case_page.show(work, families.worker.actor, families.worker.keyring, reference, words=words)


def told(families: Families, reference: str, act: str) -> list[str]:
    with families.office.stores.reading() as work:
        return list(work.main.scalars(select(AuditEvent.body).where(
            AuditEvent.case_reference == reference, AuditEvent.act == act).order_by(AuditEvent.seq)))


def test_a_contact_by_a_safe_way_is_written_down(families: Families) -> None:
    reference = families.office.case(contact=BY_MAIL)
    logged(families, reference, MAILED)
    [entry] = [each for each in opened(families, reference).entries if each.kind == "contact"]
    assert (entry.text, entry.by) == ("I asked how she is.", families.worker.actor.id)
    assert entry.answers == {"channel": "email", "reached": "sent", "override": ""}
    [body] = told(families, reference, "case:contacted")
    assert '"overridden":false' in body
    assert "how she is" not in body


@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.POST, Channel.TEXT])
def test_a_way_that_was_not_called_safe_is_refused_without_a_reason(families: Families, channel: Channel) -> None:
    reference = families.office.case(contact=BY_MAIL)
    for reason in ("", " \n"):
        with pytest.raises(UnsafeWay):
            logged(families, reference, Contact(channel, Reached.SPOKE, override=reason))
    assert not told(families, reference, "case:contacted")
    assert not [each for each in opened(families, reference).entries if each.kind == "contact"]


def test_whoever_comes_back_may_be_contacted_by_no_way(families: Families) -> None:
    reference = families.office.case()
    for channel in Channel:
        with pytest.raises(UnsafeWay):
            logged(families, reference, Contact(channel, Reached.SPOKE))


def test_a_reason_opens_the_way_and_stays_with_the_case(families: Families) -> None:
    reference = families.office.case(contact=BY_MAIL)
    logged(families, reference, Contact(Channel.PHONE, Reached.SPOKE, override="An ambulance was on its way."))
    [entry] = [each for each in opened(families, reference).entries if each.kind == "contact"]
    assert entry.answers["override"] == "An ambulance was on its way."
    [body] = told(families, reference, "case:contacted")
    assert '"overridden":true' in body
    assert "ambulance" not in body


def test_the_card_is_as_old_as_the_last_word_on_it(families: Families) -> None:
    reference = families.office.case(contact=BY_MAIL)
    first_day = opened(families, reference).told_on
    with time_machine.travel(datetime.now(UTC) + timedelta(days=40), tick=False):
        logged(families, reference, MAILED)
        assert opened(families, reference).told_on == first_day
        logged(families, reference, replace(MAILED, confirmed=True))
        assert opened(families, reference).told_on == clock.today() == first_day + timedelta(days=40)


def test_what_the_card_says_is_changed_and_what_stood_there_is_kept(families: Families) -> None:
    reference = families.office.case(contact=BY_MAIL, called="Z.")
    now = SafeContact(may=True, ways={Channel.PHONE: Way(Safety.SAFE, "2")})
    with families.office.stores.changing() as work:
        contacting.change_details(families.office.desk(work, families.worker), families.office.at(reference), "Zara",
                                  now, "She rang us.", NO_MAIL)
    page = opened(families, reference)
    assert (page.called, page.contact) == ("Zara", now)
    [entry] = [each for each in page.entries if each.kind == "contact"]
    assert (entry.text, entry.answers) == ("She rang us.", {"before": BY_MAIL.record()})
    [body] = told(families, reference, "case:contact_changed")
    assert "Zara" not in body


def test_code_words_are_an_event_of_their_own_and_only_where_there_are_some(families: Families) -> None:
    with_words, without = families.office.case(contact=BY_MAIL), families.office.case("Another.")
    opened(families, with_words)
    opened(families, without, words=True)
    assert not told(families, with_words, "case:code_words_seen") + told(families, without, "case:code_words_seen")
    opened(families, with_words, words=True)
    assert len(told(families, with_words, "case:code_words_seen")) == 1


@pytest.mark.slow
def test_attempts_in_vain_are_counted_until_the_person_was_reached_or_wrote(families: Families) -> None:
    contact = SafeContact(may=True, ways={Channel.PHONE: Way(Safety.SAFE, "1")})
    _, code = families.office.send(contact=contact)
    [reference] = families.office.references()
    assert opened(families, reference).attempts == 0
    for reached, attempts in ((Reached.NO_ANSWER, 1), (Reached.SOMEBODY_ELSE, 2), (Reached.SPOKE, 0),
                              (Reached.NO_ANSWER, 1), (Reached.SENT, 1), (Reached.BROKEN_OFF, 0),
                              (Reached.NO_ANSWER, 1)):
        logged(families, reference, Contact(Channel.PHONE, reached))
        assert opened(families, reference).attempts == attempts
    write(families, code)
    assert opened(families, reference).attempts == 0


def sent_again(families: Families, nonce: bytes, contact: SafeContact, called: str = "") -> None:
    given = {name: value for name, value in (("contact", contact.record()), ("called", called)) if value}
    families.office.send("The same words.", nonce=nonce, contact=contact, called=called, given=given)


def put_down(families: Families, reference: str, contact: SafeContact, called: str = "") -> None:
    with families.office.stores.changing() as work:
        contacting.change_details(families.office.desk(work, families.worker), families.office.at(reference), called,
                                  contact, "They rang, with the code word.", NO_MAIL)


def test_a_form_sent_again_takes_ways_away_at_once(families: Families) -> None:
    nonce = b"n" * 16
    sent_again(families, nonce, SafeContact(may=True, ways={Channel.PHONE: Way(Safety.SAFE, "1")}), "Z.")
    [reference] = families.office.references()
    sent_again(families, nonce, SafeContact(may=True, ways={Channel.PHONE: Way(Safety.UNSAFE, "1")}))
    page = opened(families, reference)
    assert not page.contact.allows(Channel.PHONE)
    assert (page.called, page.asked) == ("", None)
    with pytest.raises(UnsafeWay):
        logged(families, reference, Contact(Channel.PHONE, Reached.SPOKE))
    sent_again(families, nonce, SafeContact())
    assert opened(families, reference).contact == SafeContact()


def test_a_form_sent_again_opens_no_way(families: Families) -> None:
    nonce, unsafe = b"p" * 16, SafeContact(may=True, ways={Channel.PHONE: Way(Safety.UNSAFE, "1")})
    sent_again(families, nonce, unsafe, "Z.")
    [reference] = families.office.references()
    theirs = SafeContact(may=True, ways={Channel.PHONE: Way(Safety.SAFE, "1"), Channel.TEXT: Way(Safety.SAFE, "2")},
                         named="yes", word_ours="sugar")
    sent_again(families, nonce, theirs, "Zara")
    page = opened(families, reference)
    assert page.contact == unsafe
    assert page.called == ""
    assert page.asked == Asked(theirs, "Zara", clock.today()), "staff sees what was asked for"
    for channel in (Channel.PHONE, Channel.TEXT):
        with pytest.raises(UnsafeWay):
            logged(families, reference, Contact(channel, Reached.SPOKE))


def test_what_was_asked_for_holds_once_staff_takes_it_over_with_a_reason(families: Families) -> None:
    nonce = b"q" * 16
    sent_again(families, nonce, SafeContact(), "Z.")
    [reference] = families.office.references()
    now = SafeContact(may=True, ways={Channel.TEXT: Way(Safety.SAFE, "2")})
    sent_again(families, nonce, now, "Z.")
    put_down(families, reference, now, "Z.")
    page = opened(families, reference)
    assert (page.contact, page.called, page.asked) == (now, "Z.", None)
    logged(families, reference, Contact(Channel.TEXT, Reached.SENT))
    sent_again(families, nonce, replace(now, ways={Channel.TEXT: Way(Safety.UNSAFE, "2")}), "Z.")
    assert not opened(families, reference).contact.can_begin, "what came after is heard again"


def test_a_form_sent_again_does_not_make_the_card_younger(families: Families) -> None:
    nonce = b"r" * 16
    sent_again(families, nonce, BY_MAIL)
    [reference] = families.office.references()
    first_day = opened(families, reference).told_on
    with time_machine.travel(datetime.now(UTC) + timedelta(days=40), tick=False):
        sent_again(families, nonce, replace(BY_MAIL, notes="Not on Fridays."))
        page = opened(families, reference)
    assert page.told_on == first_day
    assert (page.contact, page.asked) == (replace(BY_MAIL, notes="Not on Fridays."), None), "a warning counts at once"


@pytest.mark.slow
def test_the_summary_follows_the_same_rule_and_remembers_what_was_asked_for(families: Families) -> None:
    nonce = b"s" * 16
    sent_again(families, nonce, SafeContact())
    [reference] = families.office.references()
    sent_again(families, nonce, BY_MAIL)
    page = opened(families, reference)
    assert page.newer is not None
    assert page.newer.contact == SafeContact()
    assert upkeep.renew_summary(families.office.stores, families.worker.actor, families.worker.keyring, page)
    again = opened(families, reference)
    assert (again.newer, again.asked) == (None, page.asked)
    with families.office.stores.changing() as work:
        desk = families.office.desk(work, families.worker)
        for number in range(case_page.SHOWN + 5):
            desk.note(At(reference, 0), f"Note {number}")
    later = opened(families, reference)
    assert later.earlier
    assert later.asked == page.asked, "it stays until somebody has looked at it"


def test_no_message_of_the_thread_changes_the_card(families: Families) -> None:
    _, code = families.office.send(contact=BY_MAIL, called="Z.")
    [reference] = families.office.references()
    before = opened(families, reference)
    entered = families.office.open(code)
    assert entered is not None
    for text in ("Telephone: safe. My number is 2 now.", "contact-may=ways&contact-phone-safety=safe"):
        with families.office.stores.changing() as work:
            thread.send(work, entered, text, "en", sent.fingerprint(families.office.secrets.pepper, text.encode()[:16],
                                                                    {"message": text}))
    page = opened(families, reference)
    assert [each.kind for each in page.entries].count("message_in") == 2
    for part in ("contact", "called", "told_on", "asked"):
        assert getattr(page, part) == getattr(before, part)


@pytest.mark.slow
def test_a_no_is_seen_however_much_was_written_since(families: Families) -> None:
    nonce = b"o" * 16
    sent_again(families, nonce, SafeContact(may=True, ways={Channel.PHONE: Way(Safety.SAFE, "1")}))
    [reference] = families.office.references()
    sent_again(families, nonce, SafeContact(may=True, ways={Channel.PHONE: Way(Safety.UNSAFE, "1")}))
    next_day = time_machine.travel(datetime.now(UTC) + timedelta(days=1), tick=False)
    with next_day, families.office.stores.changing() as work:
        desk = families.office.desk(work, families.worker)
        for number in range(case_page.SHOWN + 5):
            desk.note(At(reference, 0), f"Note {number}")
    page = opened(families, reference)
    assert page.earlier
    assert not page.contact.allows(Channel.PHONE)
    assert page.newer is not None
    assert upkeep.renew_summary(families.office.stores, families.worker.actor, families.worker.keyring, page)
    again = opened(families, reference)
    assert (again.contact, again.newer) == (page.contact, None)
    assert again.version == page.version


@pytest.mark.slow
def test_a_long_case_is_read_whole_once_and_no_more(families: Families, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_page, "SHOWN", 3)
    _, code = families.office.send(contact=BY_MAIL)
    [reference] = families.office.references()
    write(families, code)
    with families.office.stores.changing() as work:
        for number in range(10):
            families.office.desk(work, families.worker).note(At(reference, 0), f"Note {number}")
    first, page = read_in(families, reference)
    assert upkeep.renew_summary(families.office.stores, families.worker.actor, families.worker.keyring, page)
    assert read_in(families, reference)[0] == first - 1
    assert not upkeep.renew_summary(families.office.stores, families.worker.actor, families.worker.keyring,
                                    replace(page, version=page.version - 1)), "somebody else was there"


def read_in(families: Families, reference: str) -> tuple[int, CasePage]:
    """Open the case; gives how often its entries were asked for, and its page."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.extend([statement] if "FROM item" in statement else [])

    event.listen(families.office.stores.main, "before_cursor_execute", note)
    page = opened(families, reference)
    event.remove(families.office.stores.main, "before_cursor_execute", note)
    return len(asked), page


def write(families: Families, code: str) -> None:
    with families.office.stores.changing() as work:
        found = receipt.find_thread(work, receipt.stretch_code(code, families.office.secrets.pepper))
        assert found is not None
        thread.add_message(work, thread.Thread(found.case_id, found.thread_seed, found.tag), "It is me.", "en")


def test_a_summary_that_was_boxed_before_anybody_counted_is_still_read() -> None:
    key = bytes(32)
    summary = Summary("A title", "", "Z.", BY_MAIL, clock.today(), "en", clock.now())
    record = summary.record()
    assert unbox_summary(key, box_record(key, record, summary_place(7)), 7) == summary
    del record["heard"]
    assert unbox_summary(key, box_record(key, record, summary_place(7)), 7) == replace(summary, heard=0)


def test_the_thread_shows_the_words_of_a_form_sent_again_and_no_address(families: Families) -> None:
    nonce = b"m" * 16
    sent_again(families, nonce, SafeContact())
    sent_again(families, nonce, BY_MAIL)
    keys = receipt.stretch_code(code_from(families.office.secrets.pepper, nonce), families.office.secrets.pepper)
    with families.office.stores.changing() as work:
        found = receipt.find_thread(work, keys)
        assert found is not None
        page = thread.show(work, thread.Thread(found.case_id, found.thread_seed, found.tag))
    assert [message.text for message in page.messages] == ["The same words."]


def test_two_people_and_strangers_are_told_as_with_every_act(families: Families) -> None:
    reference = families.office.case(contact=BY_MAIL)
    seen = families.office.at(reference)
    logged(families, reference, MAILED)
    with families.office.stores.changing() as work, pytest.raises(Stale):
        contacting.log(families.office.desk(work, families.worker), At(reference, seen.version), MAILED)
    with pytest.raises(NotAllowed):
        logged(families, reference, MAILED, families.stranger)
