"""The desk says whether an e-mail without content is wanted, and whether one will be sent with an answer."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from intake.notices.mail import SUBJECTS
from intake.notices.models import ReminderRow
from intake.questionnaires.safe_contact import Channel, SafeContact, Safety, Way
from tests.web.desk.conftest import Desk
from tests.web.desk.test_contacting import card_of, sent_again

WANTED = SafeContact(may=True, ways={Channel.EMAIL: Way(Safety.SAFE, "anna@mail.example")}, reminder="yes")
UNASKED = replace(WANTED, reminder="")
AT_HOURS = replace(WANTED, ways={Channel.EMAIL: Way(Safety.SAFE, "anna@mail.example", "mornings")})
FACT = "E-mail when an answer waits"


@pytest.fixture
def given_settings() -> dict[str, object]:
    """A desk that sends mails."""
    return {"minimum_seconds": 0, "smtp_host": "127.0.0.1", "mail_from": "desk@harbour.example",
            "notice_from": "notes@post.example"}


def composer(desk: Desk, reference: str) -> str:
    return desk.karim.open(reference).html.partition('id="compose"')[2]


def waiting(desk: Desk) -> int:
    with desk.office.house.stores.reading() as work:
        return work.main.scalar(select(func.count()).select_from(ReminderRow)) or 0


def test_the_answer_of_staff_has_the_mail_wait_and_the_page_said_so_before(desk: Desk) -> None:
    reference, code = desk.send(contact=WANTED)
    assert "An e-mail without content will tell them" in composer(desk, reference)
    desk.karim.act(reference, "reply", text="We are here.")
    assert waiting(desk) == 1
    assert "have not been here since: no other is sent" in composer(desk, reference)
    desk.write_again(code, "I am here.")
    assert "An e-mail without content will tell them" in composer(desk, reference)


@pytest.mark.slow
@pytest.mark.parametrize("contact", [UNASKED, AT_HOURS, SafeContact()])
def test_where_none_is_sent_the_page_says_that_nothing_goes_out(desk: Desk, contact: SafeContact) -> None:
    reference = desk.case(contact=contact)
    assert "nothing goes out by e-mail" in composer(desk, reference)
    desk.karim.act(reference, "reply", text="We are here.")
    assert waiting(desk) == 0


@pytest.mark.parametrize("contact, said", [
    (WANTED, "yes"), (AT_HOURS, "asked for, but none is sent"), (UNASKED, ""),
    (replace(WANTED, ways={Channel.EMAIL: Way(Safety.UNSAFE), Channel.PHONE: Way(Safety.SAFE, "1")}), ""),
])
def test_the_card_says_whether_it_is_wanted(desk: Desk, contact: SafeContact, said: str) -> None:
    card = card_of(desk.karim.open(desk.case(contact=contact)).html)
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd><bdi[^>]*>(.*?)</bdi></dd>", card))
    assert facts.get(FACT, "") == said


def test_a_form_sent_again_asks_for_it_and_staff_take_it_over(desk: Desk) -> None:
    reference, code = desk.send(contact=UNASKED)
    desk.write_again(code, "Write to me.", sent_again(WANTED))
    html = desk.karim.open(reference).html
    assert "treat it as a no" in card_of(html)
    assert FACT in card_of(html)
    assert "nothing goes out by e-mail" in html, "a form sent again opens nothing"
    path = f"/desk/cases/{reference}/contact"
    assert "contact-reminder" not in desk.karim.get(path).form(path)
    filled = desk.karim.get(f"{path}?asked=1").form(path)
    assert filled["contact-reminder"] == "yes"
    desk.karim.post(path, filled | {"why": "She rang us, with the code word."})
    assert "An e-mail without content will tell them" in composer(desk, reference)


def test_staff_who_take_the_tick_away_take_away_what_waits(desk: Desk) -> None:
    reference = desk.case(contact=WANTED)
    desk.karim.act(reference, "reply", text="We are here.")
    path = f"/desk/cases/{reference}/contact"
    fields = {name: value for name, value in desk.karim.get(path).form(path).items() if name != "contact-reminder"}
    desk.karim.post(path, fields | {"why": "She rang us."})
    assert waiting(desk) == 0
    assert FACT not in card_of(desk.karim.open(reference).html)


def test_staff_are_shown_the_mail_as_it_would_come_and_what_they_change_keeps_its_language(desk: Desk) -> None:
    asked_in_german = replace(WANTED, reminder_in="de")
    for contact, language in ((WANTED, "fa"), (asked_in_german, "de")):
        reference = desk.case(contact=contact, language="fa")
        path = f"/desk/cases/{reference}/contact"
        page = desk.karim.get(path)
        assert SUBJECTS[language] in page.html.partition('reminder-hint">')[2].partition("</p>")[0]
        desk.karim.post(path, page.form(path) | {"why": "She rang us.", "contact-notes": "After work."})
        assert desk.karim.get(path).form(path)["contact-reminder_in"] == language


def test_of_what_is_taken_down_no_subject_is_shown_and_the_case_says_the_language(desk: Desk) -> None:
    new = "/desk/new"
    page = desk.karim.get(new)
    assert "in the language of the case" in page.text_of("contact-reminder-hint")
    told = {"message": "She rang.", "told_in": "fa", "contact-may": "ways", "contact-email-safety": "safe",
            "contact-email-address": "anna@mail.example", "contact-reminder": "yes"}
    desk.karim.post(new, page.form(new) | told)
    [(summary, _)] = desk.office.arrived().values()
    assert (summary.contact.reminder, summary.contact.reminder_in, summary.language) == ("yes", "", "fa")


class TestADeskThatSendsNone:
    """What somebody asked for elsewhere, or earlier, is not promised."""

    @pytest.fixture
    def given_settings(self) -> dict[str, object]:
        """No mail server."""
        return {"minimum_seconds": 0}

    def test_it_says_so(self, desk: Desk) -> None:
        reference = desk.case(contact=WANTED)
        assert "asked for, but none is sent" in card_of(desk.karim.open(reference).html)
        assert "nothing goes out by e-mail" in composer(desk, reference)
        desk.karim.act(reference, "reply", text="We are here.")
        assert waiting(desk) == 0

    def test_staff_who_change_something_else_keep_the_wish(self, desk: Desk) -> None:
        wish = replace(WANTED, reminder_in="de")
        reference = desk.case(contact=wish)
        path = f"/desk/cases/{reference}/contact"
        fields = desk.karim.get(path).form(path)
        desk.karim.post(path, fields | {"why": "She rang us.", "contact-notes": "After work."})
        [(summary, _)] = desk.office.arrived().values()
        assert summary.contact == replace(wish, notes="After work.")
