"""Changing one's code from inside the thread: at no moment is there nobody's code, or two that open."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from intake import clock
from intake.accounts.models import SessionRow
from intake.audit import pending
from intake.cases.items import Kind
from intake.cases.models import ReceiptRow
from tests.web.conftest import Office
from tests.web.pages import Page
from tests.web.public.test_trouble import failing, runtime, taken
from tests.web.visitor import Visitor

THREAD, CODE, TAKE = "/en/thread", "/en/thread/code", "/en/thread/code/take"


@pytest.fixture
def code(visitor: Visitor) -> str:
    """The code of a thread that is open in the visitor's browser."""
    code = visitor.send("The enquiry.").code
    visitor.come_back(code)
    return code


def ask(visitor: Visitor) -> Page:
    """The page with a new code."""
    assert CODE in visitor.get(THREAD).links
    return visitor.post(CODE, visitor.get(CODE).form(CODE), 200)


def test_the_old_code_holds_until_the_new_one_was_written_down(app: Flask, visitor: Visitor, code: str) -> None:
    new = ask(visitor).text_of("receipt-code")
    assert new != code
    other = Visitor(app)
    other.come_back(code)
    assert "No conversation opens" in other.come_back(new, 422).html


def test_then_the_new_code_opens_the_thread_and_the_old_one_nothing(
    app: Flask, visitor: Visitor, office: Office, code: str
) -> None:
    visitor.say("Before.")
    page = ask(visitor)
    visitor.post(TAKE, page.form(TAKE))
    shown = visitor.follow()
    assert "Your new code works from now on" in shown.html
    assert "Before." in shown.html
    other = Visitor(app)
    assert "No conversation opens" in other.come_back(code, 422).html
    other.come_back(page.text_of("receipt-code"))
    assert "Before." in other.follow().html
    visitor.say("After.")
    assert sorted(office.texts(Kind.MESSAGE_IN)) == ["After.", "Before."]


def test_the_same_form_sent_again_shows_the_same_code_and_another_page_another(visitor: Visitor, code: str) -> None:
    form = visitor.get(CODE).form(CODE)
    shown = [visitor.post(CODE, form, 200).text_of("receipt-code") for _ in range(2)]
    assert shown[0] == shown[1] != ask(visitor).text_of("receipt-code")
    assert code not in shown


def test_confirming_twice_changes_it_once(visitor: Visitor, office: Office, code: str) -> None:
    page = ask(visitor)
    cookie = visitor.browser.get_cookie("s")
    assert cookie is not None
    visitor.post(TAKE, page.form(TAKE))
    visitor.browser.set_cookie("s", cookie.value, domain="localhost")  # the first answer never arrived
    visitor.post(TAKE, page.form(TAKE))
    visitor.follow()
    visitor.come_back(page.text_of("receipt-code"))
    with office.house.stores.reading() as work:
        assert work.main.query(ReceiptRow).count() == 1


def test_pressed_again_after_it_was_taken_the_page_takes_the_code_that_it_shows(
    app: Flask, visitor: Visitor, office: Office, code: str
) -> None:
    page, other = ask(visitor), ask(visitor)
    for _ in range(3):
        visitor.post(TAKE, page.form(TAKE))
        assert "Your new code works from now on" in visitor.follow().html
    assert "the one before it still does" in visitor.post(TAKE, other.form(TAKE), 422).html
    Visitor(app).come_back(other.text_of("receipt-code"), 422)
    Visitor(app).come_back(page.text_of("receipt-code"))
    again = visitor.post(CODE, visitor.get(CODE).form(CODE), 200)
    assert again.text_of("receipt-code") not in {page.text_of("receipt-code"), other.text_of("receipt-code")}
    with office.house.stores.reading() as work:
        assert work.main.query(ReceiptRow).count() == 1


def test_it_can_be_changed_as_often_as_one_likes(visitor: Visitor, code: str) -> None:
    codes = [code]
    for _ in range(3):
        page = ask(visitor)
        codes.append(page.text_of("receipt-code"))
        visitor.post(TAKE, page.form(TAKE))
        visitor.follow()
    assert len(set(codes)) == 4
    for old in codes[:3]:
        visitor.come_back(old, 422)
    visitor.come_back(codes[3])


def test_whoever_had_the_thread_open_with_the_old_code_is_shut_out(app: Flask, visitor: Visitor, code: str) -> None:
    thief = Visitor(app)
    thief.come_back(code)
    form, stolen = thief.get(THREAD).form(THREAD), thief.get(CODE).form(CODE)
    ready = thief.post(CODE, stolen, 200).form(TAKE)
    page = ask(visitor)
    visitor.post(TAKE, page.form(TAKE))
    for path in (THREAD, CODE, "/en/thread/end"):
        thief.get(path, 303)
    thief.post(THREAD, form | {"message": "It is me."}, 422)
    thief.post(TAKE, ready, 422)
    thief.post(CODE, stolen, 422)
    visitor.come_back(page.text_of("receipt-code"))


def test_a_session_that_somehow_outlived_its_code_opens_nothing(
    app: Flask, visitor: Visitor, office: Office, code: str
) -> None:
    """The row is put back by hand, as if it had been written a moment after the others were ended."""
    thief = Visitor(app)
    thief.come_back(code)
    form, burn = thief.get(CODE).form(CODE), thief.get("/en/thread/end").form("/en/thread/end")
    ready = thief.post(CODE, form, 200).form(TAKE)
    with office.house.stores.reading() as work:
        kept = [{name: getattr(row, name) for name in row.__mapper__.columns.keys()}  # noqa: SIM118
                for row in work.ephemeral.scalars(select(SessionRow).where(SessionRow.kind == "thread"))]
    page = ask(visitor)
    visitor.post(TAKE, page.form(TAKE))
    with office.house.stores.changing() as work:
        for row in kept:
            work.ephemeral.merge(SessionRow(**row))
    for path in (THREAD, CODE, "/en/thread/end"):
        thief.get(path, 303)
    for path, fields in ((THREAD, thief_words(thief)), (CODE, form), (TAKE, ready), ("/en/thread/end", burn)):
        assert thief.post(path, fields, 422).form("/en/return"), "the code is asked for, and nothing else is shown"
    visitor.come_back(page.text_of("receipt-code"))


def thief_words(thief: Visitor) -> dict[str, str]:
    return {**thief.get("/en/return").form("/en/return"), "message": "It is me."}


def test_a_visit_that_ended_meanwhile_changes_nothing_and_says_which_code_holds(
    visitor: Visitor, code: str
) -> None:
    page = ask(visitor)
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=True):
        asked = visitor.post(TAKE, page.form(TAKE), 422)
        assert "the one before it still does" in asked.html
        visitor.come_back(page.text_of("receipt-code"), 422)
        visitor.come_back(code)


def test_without_a_visit_there_is_nothing_to_change(visitor: Visitor) -> None:
    for path in (CODE, "/en/thread/end"):
        visitor.get(path, 303)
        assert visitor.answer.headers["Location"] == "/en/return"
        visitor.post(path, {}, 422)
    visitor.post(TAKE, {}, 422)


def test_an_old_or_foreign_token_changes_nothing(visitor: Visitor, code: str) -> None:
    page = ask(visitor)
    for path in (CODE, TAKE):
        visitor.post(path, {"csrf_token": "old"}, 422)
        elsewhere = [("Accept-Language", "en"), ("Origin", "https://example.org")]
        visitor.post(path, page.form(TAKE), 422, headers=elsewhere)
    visitor.come_back(code)


@pytest.mark.parametrize("store", ["main", "ephemeral"])
def test_a_store_that_fails_shows_the_same_code_again_and_the_next_press_takes_it(
    app: Flask, visitor: Visitor, code: str, store: str
) -> None:
    page = ask(visitor)
    with failing(getattr(runtime(app).stores, store), "commit"):
        again = visitor.post(TAKE, page.form(TAKE), 503)
    assert again.text_of("receipt-code") == page.text_of("receipt-code")
    if store == "main":
        Visitor(app).come_back(code)
    visitor.post(TAKE, again.form(TAKE))
    visitor.follow()
    Visitor(app).come_back(page.text_of("receipt-code"))


def test_a_full_lane_shows_the_same_code_again(app: Flask, visitor: Visitor, code: str) -> None:
    page = ask(visitor)
    with taken(app):
        again = visitor.post(TAKE, page.form(TAKE), 429)
    assert again.text_of("receipt-code") == page.text_of("receipt-code")


def test_the_log_hears_of_it_with_a_day_and_without_the_code(visitor: Visitor, office: Office, code: str) -> None:
    page = ask(visitor)
    visitor.post(TAKE, page.form(TAKE))
    with office.house.stores.reading() as work:
        events = list(pending.waiting(work.main))
    assert "case:code_changed" in {event.act for event in events}
    assert page.text_of("receipt-code").replace(" ", "") not in str(events)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_code_is_readable_in_any_file_of_the_instance(visitor: Visitor, office: Office, code: str) -> None:
    page = ask(visitor)
    visitor.post(TAKE, page.form(TAKE))
    codes = [shown for each in (code, page.text_of("receipt-code")) for shown in (each, each.replace(" ", ""))]
    files = [file for file in office.house.settings.instance_dir.rglob("*") if file.is_file()]
    assert any(file.suffix == ".db" for file in files)
    assert [(file.name, each) for file in files for each in codes if each.encode() in file.read_bytes()] == []
