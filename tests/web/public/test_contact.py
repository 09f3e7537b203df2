"""The contact form: what arrives is what was typed, once, and nothing typed is ever lost."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import time_machine
from flask import Flask

from intake import clock
from intake.cases.items import Kind
from intake.cases.models import ReceiptRow, SentForm, Shard
from intake.questionnaires.safe_contact import SafeContact
from tests.web.conftest import Office
from tests.web.visitor import Visitor

FORM = "/en/contact"


def test_an_enquiry_becomes_a_case_and_a_receipt(visitor: Visitor, office: Office) -> None:
    sent = visitor.send("My brother has not called since spring.", for_whom="someone", called="M.")
    groups = sent.code.split(" ")
    assert len(groups) == 6
    assert all(len(group) == 4 and group.isdigit() for group in groups)
    [(summary, entries)] = office.arrived().values()
    assert [entry.text for entry in entries] == ["My brother has not called since spring."]
    assert (summary.for_whom, summary.called, summary.contact) == ("someone", "M.", SafeContact())


def test_only_the_message_is_needed(visitor: Visitor, office: Office) -> None:
    sent = visitor.post(FORM, {"csrf_token": visitor.fill()["csrf_token"], "message": "Help."}, 200)
    assert sent.has("receipt-code")
    [(summary, _)] = office.arrived().values()
    assert (summary.for_whom, summary.called, summary.contact) == ("", "", SafeContact())


def test_the_language_of_the_form_is_kept_with_the_text(visitor: Visitor, office: Office) -> None:
    visitor.send("سلام", language="fa")
    [(summary, [entry])] = office.arrived().values()
    assert (summary.language, entry.language) == ("fa", "fa")


def test_what_happens_next_and_who_reads_it_stand_before_the_first_free_text(visitor: Visitor) -> None:
    html = visitor.get(FORM).html
    before = html[: html.index('name="message"')]
    assert "Only the people of our support team read this" in before
    assert "within 2 working days" in before
    assert "There are two limits" in before


def test_an_entrance_is_chosen_already_and_its_address_does_not_name_it(visitor: Visitor) -> None:
    entrances = [link for link in visitor.get("/en/").links if "?for=" in link]
    pages = [visitor.get(link) for link in entrances]
    assert [page.form(FORM)["entrance"] for page in pages] == ["1", "2", "3", "4"]
    assert len({page.title for page in pages}) == 1


def test_no_address_tells_which_entrance_was_taken(visitor: Visitor) -> None:
    one, other = ([link.partition("?for=")[2] for link in visitor.get(home).links if "?for=" in link]
                  for home in ("/en/", "/fa/"))
    assert len({*one, *other}) == 8, "the same entrance is called otherwise each time"
    assert {len(each) for each in one} == {16}
    assert all(re.fullmatch(r"[\w-]+", each) for each in one)


def test_an_address_leads_to_its_entrance_for_some_hours_and_then_to_the_general_form(visitor: Visitor) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        links = [link for link in visitor.get("/en/").links if "?for=" in link]
        for hours, found in ((0, ["1", "2", "3", "4"]), (6, ["1", "2", "3", "4"]), (6, [""] * 4)):
            traveller.shift(timedelta(hours=hours))
            assert [visitor.get(link).form(FORM)["entrance"] for link in links] == found


def test_an_address_that_was_changed_chooses_nothing(visitor: Visitor) -> None:
    link = next(link for link in visitor.get("/en/").links if "?for=" in link)
    for changed in (link[:-1] + ("A" if link[-1] != "A" else "B"), link[:-4], link + "AAAA", link[:16] + "A" * 16):
        assert visitor.get(changed).form(FORM)["entrance"] == ""


def test_a_plain_number_still_leads_to_its_entrance_for_links_from_elsewhere(visitor: Visitor) -> None:
    assert [visitor.get(f"{FORM}?for={number}").form(FORM)["entrance"] for number in "1234"] == ["1", "2", "3", "4"]


def test_what_comes_along_when_a_form_is_asked_for_reaches_nobody(app: Flask, visitor: Visitor) -> None:
    for language in ("en", "fa"):
        app.test_client().get(f"/{language}/contact", base_url="http://localhost/",
                              data={"message": "not mine", "step": "3", "contact-notes": "not mine", "version": "9"})
        page = visitor.get(f"/{language}/contact")
        assert "not mine" not in page.html
        assert "step" not in page.form(f"/{language}/contact")


def test_an_entrance_that_does_not_exist_chooses_nothing(visitor: Visitor) -> None:
    for odd in ("9", "self", "", "<b>", "%00"):
        assert visitor.get(f"{FORM}?for={odd}").form(FORM)["entrance"] == ""


def test_sending_the_same_form_again_shows_the_same_receipt(visitor: Visitor, office: Office) -> None:
    sent = visitor.send("Once is enough.")
    again = visitor.post(FORM, sent.fields, 200)
    assert again.text_of("receipt-code") == sent.code
    assert office.texts() == ["Once is enough."]


def test_five_parallel_posts_of_one_form_make_one_case_and_one_receipt(app: Flask, office: Office) -> None:
    fields = Visitor(app).fill(message="The line is bad, so I pressed five times.")
    with ThreadPoolExecutor(5) as people:
        pages = list(people.map(lambda _: Visitor(app).post(FORM, fields, 200), range(5)))
    assert len({page.text_of("receipt-code") for page in pages}) == 1
    assert office.texts() == ["The line is bad, so I pressed five times."]
    with office.house.stores.reading() as work:
        assert work.main.query(ReceiptRow).count() == work.shards.query(Shard).count() == 1


def test_what_was_changed_in_a_sent_form_is_added_once_and_shows_its_code_until_somebody_used_it(
    visitor: Visitor, office: Office
) -> None:
    sent = visitor.send("First words.")
    for shows_code in (True, True, False):
        if not shows_code:
            visitor.come_back(sent.code)
        page = visitor.post(FORM, {**sent.fields, "message": "Other words."}, 200)
        assert page.has("receipt-code") is shows_code
        assert (sent.code in page.text_of("receipt-code")) if shows_code else (sent.code not in page.html)
        assert "Your changes have reached us" in page.title
        assert "we use it only once we are sure that it comes from you" in page.html
        assert "/en/return" in page.links
    assert office.texts() == ["First words."]
    assert office.texts(Kind.MESSAGE_IN) == ["Other words."]


def test_after_its_code_was_used_a_form_shows_no_receipt_again(visitor: Visitor, office: Office) -> None:
    sent = visitor.send("I came back at once.")
    visitor.come_back(sent.code)
    page = visitor.post(FORM, sent.fields, 200)
    assert sent.code not in page.html
    assert not page.has("receipt-code")
    assert "/en/return" in page.links
    assert len(office.texts()) == 1


def test_on_another_day_a_form_shows_no_receipt_again(visitor: Visitor, office: Office) -> None:
    sent = visitor.send("Yesterday.")
    with time_machine.travel(clock.now() + timedelta(days=1), tick=True):
        assert not visitor.post(FORM, sent.fields, 200).has("receipt-code")
    assert len(office.texts()) == 1


def test_new_words_whose_conversation_is_gone_are_shown_again_and_can_be_sent_afresh(
    visitor: Visitor, office: Office
) -> None:
    sent = visitor.send("An erased case.")
    with office.house.stores.changing() as work:
        work.main.query(ReceiptRow).delete()
    page = visitor.post(FORM, {**sent.fields, "message": "New words."}, 200)
    fresh = page.form(FORM)
    assert fresh["message"] == "New words."
    assert visitor.post(FORM, fresh, 200).has("receipt-code")
    assert sorted(office.texts()) == ["An erased case.", "New words."]


def test_a_form_that_was_open_for_eight_days_loses_nothing(visitor: Visitor, office: Office) -> None:
    typed = {"message": " I wrote\n\nslowly. ", "called": "S", "contact-may": "ways", "contact-person-safety": "safe",
             "contact-person-address": "Ring twice", "for_whom": "left"}
    fields = visitor.fill(**typed)
    with time_machine.travel(clock.now() + timedelta(days=8), tick=True):
        again = visitor.post(FORM, fields, 422).form(FORM)
        assert {name: again[name] for name in typed} == typed
        assert again["csrf_token"] != fields["csrf_token"]
        assert visitor.post(FORM, again, 200).has("receipt-code")
    assert office.texts() == [" I wrote\n\nslowly. "]


def test_a_token_that_is_not_ours_loses_nothing(visitor: Visitor, office: Office) -> None:
    of_another_form = visitor.get("/en/return").form("/en/return")["csrf_token"]
    for token in ("", "nonsense", "AAAA", "\N{SNOWMAN}", "A" * 5000, of_another_form):
        page = visitor.post(FORM, {"message": "Still here.", "csrf_token": token}, 422)
        assert page.form(FORM)["message"] == "Still here."
        assert page.title.startswith("Error: ")
    assert office.texts() == []


ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://elsewhere.example"},
    {"Origin": "http://["}, {"Origin": "http://localhost:1"},
]
HERE = [
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, {"Origin": "null"}, {"Sec-Fetch-Site": "none"},
]


def test_another_site_cannot_send_the_form(visitor: Visitor, office: Office) -> None:
    fields = visitor.fill(message="Not by me.")
    for headers in ELSEWHERE:
        visitor.post(FORM, fields, 422, headers=headers)
    assert office.texts() == []


def test_browsers_that_say_more_or_less_are_let_in(visitor: Visitor) -> None:
    for headers in HERE:
        assert visitor.post(FORM, visitor.fill(message="By me."), 200, headers=headers).has("receipt-code")


def test_no_cookie_is_set_and_none_is_needed(app: Flask) -> None:
    fields = Visitor(app).fill(message="From a browser that keeps nothing.")
    other = Visitor(app)
    assert other.post(FORM, fields, 200).has("receipt-code")
    assert "Set-Cookie" not in other.answer.headers


def test_the_trap_is_no_wall(visitor: Visitor, office: Office) -> None:
    fields = visitor.fill(message="My browser filled it.", website="https://x.example")
    again = visitor.post(FORM, fields, 422).form(FORM)
    assert (again["message"], again["website"]) == ("My browser filled it.", "")
    assert office.texts() == []
    assert visitor.post(FORM, again, 200).has("receipt-code")


def test_the_form_asks_the_browser_to_remember_and_to_check_nothing(visitor: Visitor) -> None:
    html = visitor.get(FORM).html
    assert html.count('autocomplete="off"') >= 4
    assert html.count('spellcheck="false"') >= 3
    assert "maxlength" not in html


def test_the_receipt_page_cannot_be_mistaken_for_the_form(visitor: Visitor) -> None:
    page = visitor.send("Hello.").page
    assert 'dir="ltr"' in page.html[page.html.index('id="receipt-code"') - 80 :]
    assert page.forms == []
    assert "/exit" in page.links
    assert "within 2 working days" in page.html


def test_nonces_are_kept_as_hashes_alone(visitor: Visitor, office: Office) -> None:
    sent = visitor.send("Hello.")
    with office.house.stores.reading() as work:
        row = work.main.query(SentForm).one()
    assert row.nonce_mac.hex() not in sent.page.html
    assert sent.code not in sent.fields.values()
