"""The desk in a real browser with JavaScript off: nothing sticks out, and the two papers of the composer stay apart."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update
from werkzeug.serving import make_server

from intake.accounts.models import Staff, Team
from intake.cases.models import Case
from intake.questionnaires.safe_contact import Channel, SafeContact, Safety, Way
from intake.web.cookies import SESSION
from tests.support.in_turn import in_turn
from tests.support.people import PASSWORD, admitted
from tests.web.desk.conftest import Desk, Worker

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

IS_CUT = "element => element.scrollWidth > element.clientWidth"
SHOWS_ITS_FIRST_LETTER = """element => {
  const range = document.createRange();
  range.setStart(element.firstChild, 0);
  range.setEnd(element.firstChild, 1);
  const [letter, box] = [range.getBoundingClientRect(), element.getBoundingClientRect()];
  return letter.left >= box.left - 1 && letter.right <= box.right + 1;
}"""
AS_IT_IS_READ = """element => {
  const letters = [], texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    for (let at = 0; at < text.length; at += 1) {
      const range = document.createRange();
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      const box = range.getBoundingClientRect();
      if (box.width) letters.push([Math.round(box.bottom / 8), box.left, text.data[at]]);
    }
  }
  letters.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  return letters.map(letter => letter[2]).join("").replace(/\\s+/g, " ").trim();
}"""
"""What stands there from left to right, line by line, whatever order the letters have in the page."""

LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 6


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """Where the application is served."""
    server = make_server("127.0.0.1", 0, desk.app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def _karims_page(desk: Desk, chromium: Browser, address: str, width: int) -> Page:
    return _page_of(desk, desk.karim, chromium, address, width)


def _page_of(desk: Desk, worker: Worker, chromium: Browser, address: str, width: int) -> Page:
    context = chromium.new_context(viewport={"width": width, "height": 800}, java_script_enabled=False)
    token = admitted(desk.office.house, worker.person).token
    context.add_cookies([{"name": SESSION, "value": token, "url": address}])
    return context.new_page()


@in_turn("width, language", [360, 768, 1280], ["fa", "en"])
def test_nothing_sticks_out_of_a_list_or_a_case(
    desk: Desk, chromium: Browser, address: str, width: int, language: str
) -> None:
    with desk.office.house.stores.changing() as work:
        work.main.execute(update(Staff).values(language=language))
    reference = desk.case(LONG, called=LONG, contact=SafeContact(notes=LONG))
    desk.karim.act(reference, "note", text=LONG)
    desk.karim.act(reference, "reply", text=LONG)
    page = _karims_page(desk, chromium, address, width)
    for path in ("/desk/?view=open", "/desk/", f"/desk/cases/{reference}"):
        page.goto(address + path)
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "fa" else "ltr")
        box = page.locator("body").bounding_box()
        assert box is not None
        assert box["width"] <= width
        assert _scrolls(page) <= width
    page.context.close()


@in_turn("width, language", [360, 768, 1280], ["fa", "en"])
def test_nothing_sticks_out_of_what_is_due_or_of_erasing(
    desk: Desk, chromium: Browser, address: str, width: int, language: str
) -> None:
    with desk.office.house.stores.changing() as work:
        work.main.execute(update(Staff).values(language=language))
    due, quiet = desk.case(LONG), desk.case(LONG)
    desk.lead.act(due, "move", status="closed", outcome="helped")
    desk.karim.act(quiet, "reply", text=LONG)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1095)):
        page = _page_of(desk, desk.lead, chromium, address, width)
        for path, mark in (("/desk/due", f"[data-case='{due}']"), (f"/desk/cases/{due}/erase", "[name=typed]"),
                           ("/desk/quiet", f"[data-quiet='{quiet}']")):
            page.goto(address + path)
            assert page.locator(mark).first.is_visible()
            assert _scrolls(page) <= width
        page.context.close()


@in_turn("width, language", [360, 768, 1280], ["fa", "en"])
def test_cards_are_made_and_typed_back_in_a_page_that_nothing_sticks_out_of(
    desk: Desk, chromium: Browser, address: str, width: int, language: str
) -> None:
    with desk.office.house.stores.changing() as work:
        work.main.execute(update(Staff).values(language=language))
    page = _page_of(desk, desk.lead, chromium, address, width)
    page.goto(f"{address}/desk/cards")
    assert _scrolls(page) <= width
    page.locator("[name=current]").fill(PASSWORD)
    page.locator("form[action='/desk/cards/make'] button").click()
    expect(page.locator("ol[data-card]")).to_have_count(3)
    lists = page.locator("ol[data-card]").all()
    assert {each.evaluate("list => getComputedStyle(list).direction") for each in lists} == {"ltr"}
    cards = [" ".join(each.locator("li").all_inner_texts()) for each in lists]
    assert _scrolls(page) <= width
    page.emulate_media(media="print")
    shown = [page.locator(each).first.is_visible() for each in (".top", ".side", "h1", "form", ".banner")]
    assert shown == [False] * 5, "nothing but the cards is printed"
    assert [each.is_visible() for each in lists] == [True] * 3
    page.emulate_media(media="screen")
    page.locator("form[action='/desk/cards/type-back'] button").click()
    page.locator("[name=one]").fill(cards[1])
    page.locator("[name=another]").fill(cards[0])
    assert _scrolls(page) <= width
    page.locator("form[action='/desk/cards/keep'] button").click()
    expect(page.locator("#card-digits")).to_be_visible()
    assert _scrolls(page) <= width
    page.goto(f"{address}/desk/team")
    for unfold in page.locator("details.more > summary").all():
        unfold.click()
    assert _scrolls(page) <= width
    page.context.close()


def _scrolls(page: Page) -> int:
    """How wide the page is. Scripts of the page are off; a question from outside is not one of them."""
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize("language, name", [
    ("fa", "The families of all who left or mean to leave " * 3), ("en", "خانواده‌های کسانی که رفته‌اند " * 5)])
def test_a_long_team_name_is_cut_at_its_end_whichever_way_the_page_runs(
    desk: Desk, chromium: Browser, address: str, language: str, name: str
) -> None:
    with desk.office.house.stores.changing() as work:
        work.main.execute(update(Staff).values(language=language))
        work.main.execute(update(Team).values(name=name[:120]))
    reference = desk.case()
    desk.lead.post_readers(reference, "share", person=str(desk.sara.id), days="30")
    page = _page_of(desk, desk.sara, chromium, address, 1280)
    page.goto(f"{address}/desk/?view=named")
    team = page.locator(f"[data-case='{reference}'] .under > :last-child")
    assert team.inner_text() == name[:120].strip()
    assert team.evaluate(IS_CUT), "the control: the name has no room"
    assert team.evaluate(SHOWS_ITS_FIRST_LETTER)
    page.context.close()


def test_one_paper_lies_on_top_and_turning_it_over_loses_nothing(desk: Desk, chromium: Browser, address: str) -> None:
    reference = desk.case()
    page = _karims_page(desk, chromium, address, 1280)
    page.goto(f"{address}/desk/cases/{reference}")
    message, note = page.locator(".pane.message"), page.locator(".pane.note")
    assert (message.is_visible(), note.is_visible()) == (True, False)
    message.get_by_role("textbox").fill("Thank you for writing.")
    page.get_by_text("Internal note", exact=True).click()
    assert (message.is_visible(), note.is_visible()) == (False, True)
    colours = {pane.evaluate("element => getComputedStyle(element).backgroundColor") for pane in (message, note)}
    assert len(colours) == 2
    page.get_by_text("Message to the person", exact=True).click()
    assert message.get_by_role("textbox").input_value() == "Thank you for writing."
    page.get_by_role("button", name="Send to the person").click()
    assert page.locator("article.message_out").inner_text().endswith("Thank you for writing.")
    page.context.close()


def test_a_case_is_closed_through_the_page_alone(desk: Desk, chromium: Browser, address: str) -> None:
    reference = desk.case()
    page = _karims_page(desk, chromium, address, 1280)
    page.goto(f"{address}/desk/cases/{reference}")
    page.locator("#set-status summary").click()
    outcome = page.get_by_label("How did it end?")
    assert not outcome.is_visible()
    page.get_by_label("Close", exact=True).check()
    outcome.select_option("referred")
    page.get_by_role("button", name="Change the status").click()
    assert page.get_by_role("status").inner_text() == "The status was changed."
    assert page.locator(".case-line [data-status=closed]").is_visible()
    page.context.close()


@in_turn("width, language", [360, 768, 1280], ["fa", "en"])
def test_nothing_sticks_out_of_the_page_that_says_who_reads_a_case(
    desk: Desk, chromium: Browser, address: str, width: int, language: str
) -> None:
    with desk.office.house.stores.changing() as work:
        work.main.execute(update(Staff).values(language=language))
    reference = desk.case(LONG)
    desk.lead.post_readers(reference, "share", person=str(desk.sara.id), days="30")
    desk.lead.post_readers(reference, "lock-out", person=str(desk.karim.id))
    session = desk.lead.browser.get_cookie(SESSION)
    assert session is not None
    context = chromium.new_context(viewport={"width": width, "height": 800}, java_script_enabled=False)
    context.add_cookies([{"name": SESSION, "value": session.value, "url": address}])
    page = context.new_page()
    for path, mark in ((f"/desk/cases/{reference}/readers", "[data-locked-out]"), ("/desk/?view=named", "[data-case]"),
                       (f"/desk/cases/{reference}", "[data-readers]")):
        page.goto(address + path)
        for fold in page.locator("main details.more > summary:visible").all():
            fold.click()
        assert page.locator(mark).first.is_visible()
        assert _scrolls(page) <= width
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_day_is_planned_in_persian_with_a_keyboard_alone(
    desk: Desk, chromium: Browser, address: str, width: int
) -> None:
    with desk.office.house.stores.changing() as work:
        work.main.execute(update(Staff).values(language="fa"))
    reference = desk.case()
    page = _karims_page(desk, chromium, address, width)
    page.goto(f"{address}/desk/cases/{reference}")
    page.locator("#set-plan summary").click()
    page.locator("#plan-due_day-day").focus()
    for typed in ("۱۵", "خرداد", "۱۴۰۸"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    assert page.locator("#plan-due_day-calendar").evaluate("element => element === document.activeElement")
    assert page.locator("#plan-due_day-calendar").input_value() == "jalali"
    assert _scrolls(page) <= width
    page.locator("#set-plan form button").click()
    with desk.office.house.stores.reading() as work:
        assert work.main.scalar(select(Case.due_day)) == date(2029, 6, 4)
    assert "۱۵ خرداد ۱۴۰۸" in page.locator(".case-line").inner_text()
    page.context.close()


def test_numbers_codes_and_references_read_from_left_to_right_on_a_persian_page(
    desk: Desk, chromium: Browser, address: str
) -> None:
    with desk.office.house.stores.changing() as work:
        work.main.execute(update(Staff).values(language="fa"))
    number, mail = "+49 30 1234567", "a.b@example.org"
    reference = desk.case("سلام", contact=SafeContact(
        True, {Channel.PHONE: Way(Safety.SAFE, number, "صبح‌ها"), Channel.EMAIL: Way(Safety.SAFE, mail, "شب‌ها")}))
    path = f"/desk/cases/{reference}/contact"
    desk.karim.post(path, desk.karim.get(path).form(path) | {"why": "تلفنی گفت."})
    page = _karims_page(desk, chromium, address, 1280)
    page.goto(f"{address}/desk/cases/{reference}")
    page.locator("article.note details.more summary").click()
    for place in ("[data-safe-contact]", "article.note details.more"):
        read = page.locator(place).evaluate(AS_IT_IS_READ)
        assert number in read, f"{place}: {read}"
        assert mail in read
    assert page.locator(".case-line .ref").evaluate(AS_IT_IS_READ) == reference
    page.goto(f"{address}/fa/help")
    assert "0800 000 0000" in page.locator("ul.numbers").first.evaluate(AS_IT_IS_READ)
    page.goto(f"{address}/fa/contact")
    page.locator("[name=message]").fill("سلام")
    page.locator("form#typed button.main").click()
    code = page.locator("#receipt-code")
    assert code.evaluate(AS_IT_IS_READ).replace(" ", "") == "".join(code.inner_text().split())
    assert code.evaluate("element => getComputedStyle(element.parentElement).direction") == "rtl"
    page.context.close()
