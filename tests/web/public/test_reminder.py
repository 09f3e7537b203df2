"""Who says that e-mail is safe may ask for a mail without content, and reads first what it looks like."""

import re

import pytest

from intake.notices.mail import SUBJECTS
from intake.questionnaires.safe_contact import Channel
from intake.settings import LANGUAGES
from tests.web.conftest import Office
from tests.web.pager import Pager
from tests.web.public.test_contact_fields import by_email
from tests.web.public.test_look_over import rows
from tests.web.visitor import Visitor

FORM, TICK = "/en/contact", {"contact-reminder": "yes"}
WISH = "Send me a short e-mail without content"


@pytest.fixture
def given_settings() -> dict[str, object]:
    """A desk that sends mails, and one form in steps."""
    return {"minimum_seconds": 0, "forms_in_steps": {"information"}, "smtp_host": "127.0.0.1",
            "mail_from": "desk@harbour.example", "notice_from": "notes@post.example"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_can_be_asked_for_beside_the_address_and_is_not_asked_for_unless_ticked(
    visitor: Visitor, language: str
) -> None:
    html = visitor.get(f"/{language}/contact").html
    [tick] = re.findall(r'<input type="checkbox"[^>]*name="contact-reminder"[^>]*>', html)
    assert "checked" not in tick
    assert 'aria-describedby="contact-reminder-hours contact-reminder-hint"' in tick
    way = html.partition('id="contact-email-safety"')[2].partition('class="way"')[0]
    assert tick in way, "it is asked for where e-mail is"
    hint = re.sub("[\u2068\u2069]", "", way.partition('id="contact-reminder-hint"')[2].partition("</p>")[0])
    assert "notes@post.example" in hint
    assert SUBJECTS[language] in hint


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_language_in_which_it_was_shown_arrives_with_the_tick_alone(
    visitor: Visitor, office: Office, language: str
) -> None:
    for said in (TICK, {}):
        visitor.send("m", language=language, **by_email("anna@mail.org"), **said)
    assert sorted(summary.contact.reminder_in for summary, _ in office.arrived().values()) == ["", language]


def test_the_tick_arrives_and_nothing_else_counts_as_one(visitor: Visitor, office: Office) -> None:
    for number, said in enumerate((TICK, {}, {"contact-reminder": "on"})):
        visitor.send(f"m{number}", **by_email("anna@mail.org"), **said)
    arrived = {summary.title: summary.contact.reminder_address for summary, _ in office.arrived().values()}
    assert arrived == {"m0": "anna@mail.org", "m1": "", "m2": ""}


@pytest.mark.parametrize("said", [
    {"contact-may": "return"}, {"contact-email-safety": "unsafe", "contact-phone-safety": "safe",
                                "contact-phone-address": "1"},
])
def test_a_tick_beside_an_address_that_is_not_safe_is_not_kept(
    visitor: Visitor, office: Office, said: dict[str, str]
) -> None:
    visitor.send("m", **{**by_email("anna@mail.org"), **TICK, **said})
    [(summary, _)] = office.arrived().values()
    assert summary.contact.reminder == ""


@pytest.mark.parametrize("words", ["anna@mail (ask my sister for the rest)", "my sister has it"])
def test_a_machine_needs_the_address_alone_and_the_tick_is_there_again(
    visitor: Visitor, office: Office, words: str
) -> None:
    page = visitor.post(FORM, visitor.fill(message="m", **by_email(words), **TICK), 422)
    assert "looks incomplete" in page.text_of("contact-email-address-error")
    assert page.form(FORM)["contact-reminder"] == "yes"
    visitor.post(FORM, {**page.form(FORM), "contact-email-address": " anna@mail.org "}, 200)
    [(summary, _)] = office.arrived().values()
    assert summary.contact.reminder_address == "anna@mail.org"


def test_whoever_names_hours_is_sent_none_and_was_told_so(visitor: Visitor, office: Office) -> None:
    visitor.send("m", **by_email("anna@mail.org"), **TICK, **{"contact-email-times": "mornings"})
    [(summary, _)] = office.arrived().values()
    assert summary.contact.allows(Channel.EMAIL)
    assert summary.contact.reminder_address == ""
    assert "only without safe hours above" in visitor.get(FORM).text_of("contact-reminder-hours")


def test_in_steps_the_tick_comes_along_and_stands_on_the_last_page(visitor: Visitor, office: Office) -> None:
    pager = Pager(visitor, "4")
    pager.to_the_end({"message": "m", **by_email("anna@mail.org"), **TICK})
    assert f"{WISH} when an answer waits here for me Yes" in rows(pager)["May we contact you?"]
    pager.press("send")
    [(summary, _)] = office.arrived().values()
    assert (summary.contact.reminder_address, summary.contact.reminder_in) == ("anna@mail.org", "en")


def test_the_page_about_what_is_kept_tells_of_the_address(visitor: Visitor) -> None:
    assert "If you asked for an e-mail when an answer waits" in visitor.get("/en/privacy").html


class TestADeskWithSubjectsOfItsOwn:
    """The form shows the subject that the mail will have."""

    @pytest.fixture
    def given_settings(self) -> dict[str, object]:
        """A subject in one language."""
        return {"minimum_seconds": 0, "smtp_host": "127.0.0.1", "notice_from": "notes@post.example",
                "notice_subjects": {"de": "Ihr Rundbrief"}}

    def test_it_is_shown_in_its_language_alone(self, visitor: Visitor) -> None:
        assert "Betreff „Ihr Rundbrief“" in visitor.get("/de/contact").html
        assert "the subject “A reminder”" in visitor.get(FORM).html


class TestADeskThatSendsNone:
    """It offers none, and says nothing of it."""

    @pytest.fixture
    def given_settings(self) -> dict[str, object]:
        """No mail server."""
        return {"minimum_seconds": 0}

    def test_it_offers_none(self, visitor: Visitor) -> None:
        assert "contact-reminder" not in visitor.get(FORM).html
        assert "asked for an e-mail" not in visitor.get("/en/privacy").html


class TestADeskWithoutASenderThatNamesNobody(TestADeskThatSendsNone):
    """The sender of the team's own notices says who we are, so it is no sender to people."""

    @pytest.fixture
    def given_settings(self) -> dict[str, object]:
        """A mail server, and the sender of notices."""
        return {"minimum_seconds": 0, "smtp_host": "127.0.0.1", "mail_from": "desk@harbour.example"}
