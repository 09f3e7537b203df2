"""The thread: both sides' messages, nothing else, and nothing typed is lost when a visit ends."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from intake import clock
from intake.accounts.models import SessionRow
from intake.cases.items import Kind
from intake.cases.models import Case, Shard
from intake.cases.workspace import At, Desk
from intake.web.forms import TEXT_LIMIT
from tests.support.people import admitted
from tests.web.conftest import Office
from tests.web.public.test_trouble import failing, runtime
from tests.web.visitor import Visitor

THREAD = "/en/thread"


def answer(office: Office, text: str, note: str = "") -> None:
    """The lead answers the only case, and may note something beside it."""
    with office.house.stores.changing() as work:
        row = work.main.scalars(select(Case)).one()
        desk = Desk(work, office.desk.actor, office.desk.keyring)
        desk.reply(At(row.reference, row.version), text, then_wait=False)
        if note:
            desk.note(At(row.reference, row.version), note)


def written(visitor: Visitor, code: str, message: str) -> dict[str, str]:
    """A message that was written, and not sent, in the conversation that this code opens."""
    visitor.come_back(code)
    return {**visitor.get(THREAD).form(THREAD), "message": message}


def test_both_sides_see_what_the_other_wrote(visitor: Visitor, office: Office) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    visitor.say("  One thing more.\r\n\u202eturned\x00")
    answer(office, "You are not alone.", note="Called the embassy.")
    page = visitor.get(THREAD)
    assert page.html.index("One thing more.") < page.html.index("You are not alone.")
    assert "\u2400" in page.html
    assert office.texts(Kind.MESSAGE_IN) == ["  One thing more.\n\u202eturned\x00"]


def test_notes_and_the_enquiry_stay_out_of_the_thread(visitor: Visitor, office: Office) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    answer(office, "You are not alone.", note="Called the embassy.")
    page = visitor.get(THREAD)
    assert "embassy" not in page.html
    assert "The enquiry." not in page.html
    assert "Lena" not in page.html


def test_the_same_message_sent_again_counts_once(visitor: Visitor, office: Office) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    fields = {**visitor.get(THREAD).form(THREAD), "message": "Pressed twice."}
    for _ in range(2):
        visitor.post(THREAD, fields)
        visitor.post(THREAD, {**fields, "message": "Changed after going back."})
    assert sorted(office.texts(Kind.MESSAGE_IN)) == ["Changed after going back.", "Pressed twice."]


@pytest.mark.parametrize("path, says", [
    (THREAD, "What you wrote is kept on this page"),
    (f"{THREAD}/contact", "Your visit"),
    (f"{THREAD}/ask", "What you wrote is kept on this page"),
    (f"{THREAD}/code", "the one before it still does"),
    (f"{THREAD}/end", "it was not burnt"),
])
def test_a_page_of_one_conversation_does_nothing_in_another_that_was_opened_since(
    visitor: Visitor, office: Office, path: str, says: str
) -> None:
    codes = [visitor.send(words).code for words in ("The first enquiry.", "Another one.")]
    visitor.come_back(codes[0])
    fields = {**visitor.get(path).form(path), "message": "For the first one.", "wish": "copy",
              "contact-may": "return"}
    visitor.come_back(codes[1])
    asked = visitor.post(path, fields, 422)
    assert says in asked.html
    assert asked.form("/en/return")
    assert office.texts(Kind.MESSAGE_IN) == []
    for code in codes:
        visitor.come_back(code)


def test_a_message_that_cannot_be_taken_stays_in_its_field(visitor: Visitor, office: Office) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    answer(office, "You are not alone.")
    for text, said in (("x" * (TEXT_LIMIT + 1), "too long"), (" ", "even one sentence")):
        page = visitor.say(text, 422)
        assert said in page.text_of("message-error")
        assert page.form(THREAD)["message"] == text
        assert "You are not alone." in page.html
    page = visitor.say("With an old form.", 422, csrf_token="old")
    assert page.form(THREAD)["message"] == "With an old form."
    assert office.texts(Kind.MESSAGE_IN) == []


def test_without_a_visit_there_is_no_thread(app: Flask, visitor: Visitor) -> None:
    assert visitor.get(THREAD, 303).forms == []
    assert visitor.answer.headers["Location"] == "/en/return"
    for odd in ("", "x", "A" * 43, "A" * 4000, "\u00e9"):
        visitor.browser.set_cookie("s", odd, domain="localhost")
        visitor.get(THREAD, 303)


def test_a_visit_ends_by_itself_and_what_was_written_comes_along(visitor: Visitor, office: Office) -> None:
    code = visitor.send("The enquiry.").code
    visitor.come_back(code)
    fields = {**visitor.get(THREAD).form(THREAD), "message": "Half an hour\n\nof my words. <b>"}
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=True):
        visitor.get(THREAD, 303)
        assert "ended after a while" in visitor.follow().html
        asked = visitor.post(THREAD, fields, 422)
        form = asked.form("/en/return")
        assert form["message"] == fields["message"]
        wrong = visitor.post("/en/return", {**form, "code": "1"}, 422).form("/en/return")
        assert wrong["message"] == fields["message"]
        shown = visitor.post("/en/return", {**wrong, "code": code}, 200)
        assert "has not been sent" in shown.html
        assert office.texts(Kind.MESSAGE_IN) == []
        visitor.post(THREAD, shown.form(THREAD))
    assert office.texts(Kind.MESSAGE_IN) == ["Half an hour\n\nof my words. <b>"]


def test_what_had_arrived_when_the_visit_ended_is_told_and_not_asked_for_again(
    visitor: Visitor, office: Office
) -> None:
    fields = written(visitor, visitor.send("The enquiry.").code, "Kept, and the answer was lost.")
    visitor.post(THREAD, fields)
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=True):
        visitor.post(THREAD, fields, 303)
        told = visitor.follow()
    assert "What you sent has arrived." in told.html
    assert "message" not in told.form("/en/return")
    assert office.texts(Kind.MESSAGE_IN) == ["Kept, and the answer was lost."]


def test_whether_files_that_were_sent_again_had_arrived_too_the_conversation_shows(
    visitor: Visitor, office: Office
) -> None:
    fields = written(visitor, visitor.send("The enquiry.").code, "With a letter.")
    visitor.post(THREAD, fields)
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=True):
        visitor.upload(THREAD, fields, [("letter.txt", b"Dear sister,")], 303)
        assert "Your conversation shows which of its files did." in visitor.follow().html


def test_what_arrives_while_the_code_is_asked_for_is_told_and_not_sent_twice(visitor: Visitor, office: Office) -> None:
    code = visitor.send("The enquiry.").code
    fields = written(visitor, code, "On a slow line.")
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=True):
        asked = visitor.post(THREAD, fields, 422).form("/en/return")
        visitor.come_back(code)
        visitor.post(THREAD, fields)
        visitor.post("/en/return", {**asked, "code": code})
        told = visitor.follow()
    assert "What you sent has arrived." in told.html
    assert told.form(THREAD)["message"] == ""


def test_a_text_that_comes_along_counts_once_with_the_page_where_it_was_typed(visitor: Visitor, office: Office) -> None:
    code = visitor.send("The enquiry.").code
    fields = written(visitor, code, "Sent from both pages.")
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=True):
        asked = visitor.post(THREAD, fields, 422).form("/en/return")
        again = visitor.post("/en/return", {**asked, "code": code}, 200).form(THREAD)
        for sent in (again, fields):
            visitor.post(THREAD, sent)
    assert office.texts(Kind.MESSAGE_IN) == ["Sent from both pages."]


def test_in_another_conversation_what_arrived_in_the_first_has_not(visitor: Visitor, office: Office) -> None:
    codes = [visitor.send(words).code for words in ("The first enquiry.", "Another one.")]
    fields = written(visitor, codes[0], "For the first one.")
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=True):
        asked = visitor.post(THREAD, fields, 422).form("/en/return")
        visitor.come_back(codes[0])
        visitor.post(THREAD, fields)
        assert "has not been sent" in visitor.post("/en/return", {**asked, "code": codes[1]}, 200).html


def test_what_arrived_in_one_conversation_can_be_sent_in_another_from_the_page_that_asks_for_the_code(
    visitor: Visitor, office: Office
) -> None:
    codes = [visitor.send(words).code for words in ("The first enquiry.", "Another one.")]
    fields = written(visitor, codes[0], "For both.")
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=True) as traveller:
        asked = visitor.post(THREAD, fields, 422).form("/en/return")
        visitor.post(THREAD, visitor.post("/en/return", {**asked, "code": codes[0]}, 200).form(THREAD))
        second = visitor.post("/en/return", {**asked, "code": codes[1]}, 200).form(THREAD)
        traveller.shift(timedelta(minutes=16))
        again = visitor.post(THREAD, second, 422).form("/en/return")
        visitor.post(THREAD, visitor.post("/en/return", {**again, "code": codes[1]}, 200).form(THREAD))
    assert office.texts(Kind.MESSAGE_IN) == ["For both.", "For both."]


def test_who_keeps_reading_stays_in_more_than_ten_times_over_and_not_for_ever(visitor: Visitor) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for _ in range(12):
            traveller.shift(timedelta(minutes=14))
            visitor.get(THREAD)
        traveller.shift(timedelta(minutes=14))
        visitor.get(THREAD, 303)


def test_an_erased_case_ends_its_visits_and_the_words_are_kept(visitor: Visitor, office: Office) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    fields = {**visitor.get(THREAD).form(THREAD), "message": "Too late."}
    with office.house.stores.changing() as work:
        work.shards.query(Shard).delete()
    visitor.get(THREAD, 303)
    assert visitor.post(THREAD, fields, 422).form("/en/return")["message"] == "Too late."


def test_how_long_it_stays_open_is_told_before_the_first_message(visitor: Visitor, office: Office) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    visitor.say("One thing more.")
    before, _, _ = visitor.get(THREAD).html.partition("One thing more.")
    assert "It closes by itself after 15 minutes without activity." in before


def test_a_store_that_fails_costs_no_words(app: Flask, visitor: Visitor, office: Office) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    fields = {**visitor.get(THREAD).form(THREAD), "message": "Keep this."}
    for store in ("main", "shards", "ephemeral"):
        with failing(getattr(runtime(app).stores, store), "execute"):
            page = visitor.post(THREAD, fields, 503)
            assert page.form(THREAD) == fields
            visitor.get(THREAD, 503)
    visitor.post(THREAD, page.form(THREAD))
    assert office.texts(Kind.MESSAGE_IN) == ["Keep this."]


def test_leaving_ends_the_visit_in_the_store_too(app: Flask, visitor: Visitor, office: Office) -> None:
    code = visitor.send("The enquiry.").code
    for leave in ("/en/thread/leave", "/exit"):
        visitor.come_back(code)
        cookie = visitor.browser.get_cookie("s")
        assert cookie is not None
        visitor.get(leave) if leave == "/exit" else visitor.post(leave, {})
        assert visitor.browser.get_cookie("s") is None
        visitor.browser.set_cookie("s", cookie.value, domain="localhost")
        visitor.get(THREAD, 303)
    with office.house.stores.reading() as work:
        assert work.ephemeral.query(SessionRow).filter_by(kind="thread").count() == 0


def test_leaving_works_without_a_visit_and_without_a_store(app: Flask, visitor: Visitor, office: Office) -> None:
    visitor.get("/exit")
    visitor.get("/exit/on", 303)
    assert visitor.answer.headers["Location"] == office.house.settings.exit_url
    visitor.come_back(visitor.send("The enquiry.").code)
    with failing(runtime(app).stores.ephemeral, "execute"):
        visitor.get("/exit")
        visitor.get("/exit/on", 303)
    assert visitor.browser.get_cookie("s") is None


def test_a_session_of_staff_opens_no_thread_and_a_visit_opens_no_desk(visitor: Visitor, office: Office) -> None:
    code = visitor.send("The enquiry.").code
    token = admitted(office.house, office.lead).token
    visitor.browser.set_cookie("s", token, domain="localhost")
    visitor.get(THREAD, 303)
    visitor.get("/desk/")
    visitor.come_back(code)
    visitor.get(THREAD)
    visitor.get("/desk/", 303)


def test_the_store_does_not_tell_whose_visit_it_was(visitor: Visitor, office: Office) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    with office.house.stores.reading() as work:
        case = work.main.scalars(select(Case)).one()
        rows = work.ephemeral.query(SessionRow).filter_by(kind="thread").all()
    assert len(rows) == 1
    assert rows[0].subject_id != case.id
    assert case.id.to_bytes(8, "big") not in rows[0].wrapped


def test_a_message_in_another_language_is_marked_so(visitor: Visitor, office: Office) -> None:
    visitor.come_back(visitor.send("درخواست", language="fa").code, language="fa")
    assert visitor.answer.headers["Location"] == "/fa/thread"
    page = visitor.follow()
    visitor.post("/fa/thread", {**page.form("/fa/thread"), "message": "سلام"})
    assert 'dir="auto" lang="fa">سلام' in visitor.get(THREAD).html
