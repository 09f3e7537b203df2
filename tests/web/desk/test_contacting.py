"""On the desk, safe contact is first, and a contact by a way that was not called safe asks for its reason."""

import re
import zoneinfo
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from intake.audit.models import AuditEvent
from intake.questionnaires.safe_contact import Channel, Onlooker, SafeContact, Safety, Way
from tests.web.desk.conftest import Desk

BY_MAIL = SafeContact(
    may=True,
    ways={Channel.EMAIL: Way(Safety.SAFE, "a@example.org", "mornings"), Channel.PHONE: Way(Safety.UNSAFE, "1")},
    named="no", say_instead="A book club", word_ours="lemon", zone="Asia/Tehran")


def acts(desk: Desk, act: str) -> list[str]:
    with desk.office.house.stores.reading() as work:
        return list(work.main.scalars(select(AuditEvent.body).where(AuditEvent.act == act)))


def test_the_card_says_way_by_way_what_is_safe_and_hides_the_code_words(desk: Desk) -> None:
    html = desk.karim.open(desk.case(contact=BY_MAIL)).html
    card = html[html.index("data-safe-contact"):html.index("data-enquiry")]
    for told in ("a@example.org", "mornings", "A book club", "not safe", "Every other way was not called safe"):
        assert told.lower() in card.lower()
    assert "lemon" not in html


def test_the_card_says_what_time_it_is_where_the_person_lives(desk: Desk) -> None:
    assert re.search(r"\d\d:\d\d · Iran Time", desk.karim.open(desk.case(contact=BY_MAIL)).html)


def test_on_a_host_without_time_zones_the_card_names_the_place_alone(desk: Desk) -> None:
    reference, folders = desk.case(contact=BY_MAIL), zoneinfo.TZPATH
    zoneinfo.reset_tzpath(())
    zoneinfo.ZoneInfo.clear_cache()
    try:
        with pytest.raises(zoneinfo.ZoneInfoNotFoundError):
            zoneinfo.ZoneInfo("Asia/Tehran")
        assert "<bdi>Iran Time</bdi>" in desk.karim.open(reference).html
    finally:
        zoneinfo.reset_tzpath(folders)


def test_code_words_are_shown_when_asked_for_and_the_log_says_so(desk: Desk) -> None:
    reference = desk.case(contact=BY_MAIL)
    assert "lemon" in desk.karim.get(f"/desk/cases/{reference}?words=1").html
    assert len(acts(desk, "case:code_words_seen")) == 1
    assert "lemon" in desk.karim.get(f"/desk/cases/{reference}/contact").html
    assert len(acts(desk, "case:code_words_seen")) == 2


def test_nothing_of_the_card_hides_in_control_characters_or_loses_its_end(desk: Desk) -> None:
    odd = SafeContact(may=True, ways={Channel.POST: Way(Safety.SAFE, "Box 7 ")}, named="no",
                      say_instead="the\x07 club", word_ours="le\x1bmon")
    reference = desk.case(contact=odd)
    html = desk.karim.get(f"/desk/cases/{reference}?words=1").html
    assert ">the\u2407 club</bdi>" in html
    assert ">le\u241bmon</bdi>" in html
    path = f"/desk/cases/{reference}/contact"
    desk.karim.post(path, desk.karim.get(path).form(path) | {"why": "Her letter."})
    before = "<strong>Letter</strong><span>Safe</span><span class=\"said\"><bdi>Box 7 </bdi>"
    assert before in desk.karim.open(reference).html


def test_an_unsafe_way_is_asked_about_and_nothing_typed_is_lost(desk: Desk) -> None:
    reference = desk.case(contact=BY_MAIL)
    page = desk.karim.act(reference, "contacts", 422, channel="phone", reached="spoke", note="She is well.")
    assert "did not call this way safe" in page.text_of("log_contact-override-error")
    assert "She is well." in page.html
    assert acts(desk, "case:contacted") == []
    desk.karim.act(reference, "contacts", channel="phone", reached="spoke", note="She is well.",
                   override="She asked us to, through her sister.")
    html = desk.karim.open(reference).html
    assert "Contact: Telephone call. Spoke with the person" in html
    assert "through her sister" in html
    assert len(acts(desk, "case:contacted")) == 1


def test_a_contact_without_a_way_or_an_end_is_asked_about(desk: Desk) -> None:
    page = desk.karim.act(desk.case(contact=BY_MAIL), "contacts", 422, channel="pigeon", reached="")
    assert page.has("log_contact-channel-error")
    assert page.has("log_contact-reached-error")


def test_the_card_is_put_down_anew_with_how_this_is_known(desk: Desk) -> None:
    reference = desk.case(contact=BY_MAIL, called="Z.")
    path = f"/desk/cases/{reference}/contact"
    filled = desk.karim.get(path).form(path)
    assert (filled["called"], filled["contact-email-address"]) == ("Z.", "a@example.org")
    changed = filled | {"contact-email-safety": "unsafe", "contact-post-safety": "safe",
                        "contact-post-address": "Box 7"}
    assert desk.karim.post(path, changed, 422).has("change_contact-why-error")
    desk.karim.post(path, changed | {"why": "Her letter."})
    html = desk.karim.open(reference).html
    card = html[html.index("data-safe-contact"):html.index("data-enquiry")]
    assert "Box 7" in card
    assert "a@example.org" not in card
    assert "Her letter." in html
    before = html[html.index("Earlier versions"):]
    assert "a@example.org" in before
    assert "lemon" not in html, "code words are shown when asked for, and then alone"


def test_the_page_that_changes_the_card_speaks_of_the_person_and_not_in_their_voice(desk: Desk) -> None:
    reference = desk.case(contact=BY_MAIL)
    path = f"/desk/cases/{reference}/contact"
    page = desk.karim.get(path)
    filled = page.form(path) | {"why": "Her letter."}
    no_way = desk.karim.post(path, filled | {"contact-email-safety": "unknown"}, 422)
    no_address = desk.karim.post(path, filled | {"contact-email-address": ""}, 422)
    for told in (page, no_way, no_address):
        shown = re.sub(r"<[^>]*>", " ", told.html[told.html.index("May we contact them?"):])
        assert "They may be contacted, in the ways that are marked as safe" in shown
        assert re.findall(r"\b(?:I|me|my|your?)\b", shown) == ["you"], "but for: How do you know?"
    assert "choose that they come back here" in no_way.html
    assert "Say here how to reach them in this way" in no_address.html


def test_what_a_card_said_of_a_housemate_is_told_in_the_third_person(desk: Desk) -> None:
    seen = replace(BY_MAIL, onlookers=(Onlooker.HOUSEMATE,))
    html = desk.karim.open(desk.case(contact=seen)).html
    assert "Somebody they live with" in html
    assert "Somebody I live with" not in html


@pytest.mark.slow
def test_a_colleague_who_was_faster_costs_nobody_what_they_typed(desk: Desk) -> None:
    reference = desk.case(contact=BY_MAIL)
    path = f"/desk/cases/{reference}/contact"
    filled = desk.karim.get(path).form(path)
    desk.lead.act(reference, "note", text="Somebody else was here.")
    page = desk.karim.post(path, filled | {"why": "She told me herself.", "contact-notes": "Only mornings."}, 409)
    for told in ("Somebody else was here.", "She told me herself.", "Only mornings."):
        assert told in page.html
    desk.karim.post(path, page.form(path))
    assert "Only mornings." in desk.karim.open(reference).html


def test_a_form_sent_again_shows_its_answers_with_its_message(desk: Desk) -> None:
    reference = desk.case(form="self", given={"danger": "yes", "country": "IR", "needs": ["papers"]}, for_whom="self")
    html = desk.karim.open(reference).html
    for told in ("Is it dangerous for you just now?", "Yes", "Iran", "Getting my papers"):
        assert told in html


def test_who_cannot_be_contacted_first_has_a_view(desk: Desk) -> None:
    reference, other = desk.case("برمی‌گردم", language="fa"), desk.case("Write to me.", contact=BY_MAIL)
    html = desk.karim.get("/desk/unreachable").html
    assert f'data-unreachable="{reference}"' in html
    assert '<bdi lang="fa" dir="rtl">برمی‌گردم</bdi>' in html
    assert other not in html
    desk.karim.get("/desk/unreachable?after=nonsense", 404)


def sent_again(contact: SafeContact, called: str = "") -> dict[str, Any]:
    return {"form": "contact", "version": 1, "given": {"contact": contact.record(), "called": called}}


@pytest.mark.slow
def test_the_lists_say_what_a_form_sent_again_said_once_somebody_opened_the_case(desk: Desk) -> None:
    reference, code = desk.send(contact=BY_MAIL)
    page = desk.karim.open(reference)
    assert "E-mail" in contact_in_list(desk, reference)
    desk.write_again(code, "Not by mail: he reads it.", sent_again(SafeContact()))
    desk.karim.open(reference)
    assert "Comes back here" in contact_in_list(desk, reference)
    assert f'data-unreachable="{reference}"' in desk.karim.get("/desk/unreachable").html
    desk.karim.act(reference, "note", on=page, text="Whatever anybody was writing is not spoilt.")
    desk.write_again(code, "Now call.", sent_again(SafeContact(True, {Channel.PHONE: Way(Safety.SAFE, "1")})))
    desk.karim.open(reference)
    assert "Comes back here" in contact_in_list(desk, reference), "a form sent again opens nothing"
    assert f'data-unreachable="{reference}"' in desk.karim.get("/desk/unreachable").html


@pytest.mark.slow
def test_what_a_form_sent_again_would_open_is_shown_and_taken_over_with_a_reason(desk: Desk) -> None:
    reference, code = desk.send(contact=BY_MAIL, called="Z.")
    wanted = replace(BY_MAIL, named="yes", word_ours="sugar", ways={Channel.PHONE: Way(Safety.SAFE, "+49 30 7")})
    desk.write_again(code, "Call me.", sent_again(wanted, "Zara"))
    card = card_of(desk.karim.open(reference).html)
    for told in ("in a form sent again", "+49 30 7", "Zara", "treat it as a no"):
        assert told in card
    assert "sugar" not in card
    assert "Safe<" not in card, "what was asked for is not called safe"
    page = desk.karim.act(reference, "contacts", 422, channel="phone", reached="spoke")
    assert page.has("log_contact-override-error")
    path = f"/desk/cases/{reference}/contact"
    plain, filled = desk.karim.get(path).form(path), desk.karim.get(f"{path}?asked=1").form(path)
    assert (plain["contact-phone-safety"], plain["called"]) == ("unsafe", "")
    assert (filled["contact-phone-safety"], filled["contact-phone-address"]) == ("safe", "+49 30 7")
    assert (filled["called"], filled["contact-word_ours"]) == ("Zara", "sugar")
    assert desk.karim.post(path, filled, 422).has("change_contact-why-error")
    desk.karim.post(path, filled | {"why": "She rang us, with the code word."})
    card = card_of(desk.karim.open(reference).html)
    assert "sent again" not in card
    assert "+49 30 7" in card
    desk.karim.act(reference, "contacts", channel="phone", reached="spoke")


def test_a_guest_sees_that_more_was_asked_for_and_cannot_take_it_over(desk: Desk) -> None:
    reference, code = desk.send()
    desk.lead.post_readers(reference, "share", person=str(desk.sara.id), days="7")
    desk.write_again(code, "Write to me.", sent_again(BY_MAIL))
    card = card_of(desk.sara.open(reference, query="?words=1").html)
    assert "a@example.org" in card
    assert "lemon" not in card
    assert "?asked=1" not in card


@pytest.mark.slow
@pytest.mark.parametrize("given, line", [
    ({"knows": "no"}, "does not know of it"),
    ({"knows": "yes", "agreed": "no"}, "knows of it and did not agree"),
    ({"knows": "yes", "agreed": "unsaid"}, "was not said"),
    ({}, "was not said"),
    ({"knows": "yes", "agreed": "yes"}, ""),
])
def test_the_card_says_what_the_person_knows_whom_somebody_else_wrote_about(
    desk: Desk, given: dict[str, str], line: str
) -> None:
    reference = desk.case(form="someone", for_whom="someone", given=given, contact=BY_MAIL)
    page = desk.karim.open(reference)
    screens = (
        page.html,
        desk.karim.get(f"/desk/cases/{reference}/contact").html,
        desk.karim.act(reference, "contacts", 422, channel="phone", reached="spoke").html,
    )
    desk.lead.act(reference, "note", text="Somebody else was here.")
    conflict = desk.karim.act(reference, "reply", 409, on=page, text="We are here.").html
    for html in (*screens, conflict):
        card = card_of(html)
        assert line in card
        assert ("nobody but the writer" in card) is bool(line)


def test_sending_a_form_again_makes_nobody_agree_and_who_writes_for_themselves_is_not_asked(desk: Desk) -> None:
    reference, code = desk.send(form="someone", for_whom="someone", given={"knows": "no"})
    desk.write_again(code, "She agrees.", {"form": "someone", "version": 1, "given": {"knows": "yes", "agreed": "yes"}})
    assert "does not know of it" in card_of(desk.karim.open(reference).html)
    assert "nobody but the writer" not in desk.karim.open(desk.case(form="self", for_whom="self")).html


def card_of(html: str) -> str:
    return html[html.index("data-safe-contact"):].split("</section>")[0]


def test_a_guests_look_leaves_the_lists_to_those_whose_case_it_is(desk: Desk) -> None:
    reference, code = desk.send(contact=BY_MAIL)
    desk.lead.post_readers(reference, "share", person=str(desk.sara.id), days="7")
    desk.write_again(code, "Not by mail.", sent_again(SafeContact()))
    assert "a@example.org" not in desk.sara.open(reference).html
    assert "E-mail" in contact_in_list(desk, reference)


def contact_in_list(desk: Desk, reference: str) -> str:
    row = desk.karim.look("?view=open").html.split(f'data-case="{reference}"')[1]
    return row.split("</tr>")[0]


@pytest.mark.parametrize("days, old", [(59, False), (60, True)])
def test_what_was_said_sixty_days_ago_is_to_be_asked_anew(desk: Desk, days: int, old: bool) -> None:
    reference = desk.case(contact=BY_MAIL)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=days), tick=False):
        desk.karim.sign_in()
        card = card_of(desk.karim.open(reference).html)
        assert f"told {days} days ago" in card
        assert ("This was said long ago. Ask anew at the next contact." in card) is old
        desk.karim.act(reference, "contacts", channel="email", reached="sent", confirmed="y")
        card = card_of(desk.karim.open(reference).html)
        assert "told today" in card
        assert "said long ago" not in card


@pytest.mark.slow
def test_after_as_many_attempts_as_were_promised_the_card_says_so(desk: Desk) -> None:
    reference = desk.case(contact=SafeContact(may=True, ways={Channel.PHONE: Way(Safety.SAFE, "1")}))
    for number in range(1, 4):
        desk.karim.act(reference, "contacts", channel="phone", reached="no_answer")
        html = desk.karim.open(reference).html
        assert f"{number} attempt" in html
        assert ("not to try more often" in html) is (number == 3)


def test_a_guest_sees_what_is_safe_and_neither_code_words_nor_the_forms_of_contact(desk: Desk) -> None:
    reference = desk.case(contact=BY_MAIL)
    desk.lead.post_readers(reference, "share", person=str(desk.sara.id), days="7")
    html = desk.sara.open(reference, query="?words=1").html
    assert "a@example.org" in html
    assert "lemon" not in html
    assert "Show the code words" not in html
    assert f"/desk/cases/{reference}/contact" not in html
    desk.sara.get(f"/desk/cases/{reference}/contact", 404)
    assert acts(desk, "case:code_words_seen") == []
