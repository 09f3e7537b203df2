"""A code that staff handed out: before anything is shown the person gets one that only they know."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from intake.cases.items import Kind
from intake.cases.models import Case, ReceiptRow, Shard
from intake.cases.workspace import At, Desk
from intake.vault.receipt_code import grouped, is_well_formed, new_code
from tests.web.conftest import Office
from tests.web.pages import Page
from tests.web.public.handed import hand_out
from tests.web.public.test_return import Steps, steps, without_token
from tests.web.public.test_trouble import failing, runtime, taken
from tests.web.visitor import Visitor

__all__ = ["steps"]
BACK, TAKE = "/en/return", "/en/return/code"


@pytest.fixture
def handed_out(app: Flask, office: Office) -> str:
    """A code that the lead read out."""
    return hand_out(app, office)


def rows(office: Office) -> list[tuple[Any, ...]]:
    with office.house.stores.reading() as work:
        return [(row.tag, row.handed_out, row.used_day) for row in work.main.scalars(select(ReceiptRow))]


def confirm(visitor: Visitor, page: Page, status: int = 303, **given: str) -> Page:
    """Say that the new code was written down."""
    return visitor.post(TAKE, page.form(TAKE) | given, status)


def test_the_page_shows_a_new_code_and_nothing_of_the_thread(
    visitor: Visitor, office: Office, handed_out: str
) -> None:
    with office.house.stores.changing() as work:
        row = work.main.scalars(select(Case)).one()
        Desk(work, office.desk.actor, office.desk.keyring).reply(At(row.reference, row.version), "You are not alone.",
                                                                then_wait=False)
    before = rows(office)
    page = visitor.come_back(handed_out, 200)
    assert is_well_formed(page.text_of("receipt-code").replace(" ", ""))
    assert page.text_of("receipt-code") != handed_out
    assert "You are not alone." not in page.html
    assert "Set-Cookie" not in visitor.answer.headers
    assert rows(office) == before
    visitor.get("/en/thread", 303)


def test_with_the_new_code_written_down_the_thread_opens_and_the_old_code_is_dead(
    visitor: Visitor, office: Office, handed_out: str
) -> None:
    page = visitor.come_back(handed_out, 200)
    code = page.text_of("receipt-code")
    confirm(visitor, page)
    assert visitor.answer.headers["Location"] == "/en/thread"
    assert "No answer yet" in visitor.follow().html
    assert [each[1] for each in rows(office)] == [False]
    assert "No conversation opens" in visitor.come_back(handed_out, 422).html
    visitor.come_back(code)


def test_the_same_form_sent_again_shows_the_same_new_code(visitor: Visitor, handed_out: str) -> None:
    form = visitor.get(BACK).form(BACK) | {"code": handed_out}
    shown = {visitor.post(BACK, form, 200).text_of("receipt-code") for _ in range(3)}
    assert len(shown) == 1
    other = visitor.come_back(handed_out, 200).text_of("receipt-code")
    assert other not in shown


def test_until_it_is_confirmed_the_handed_code_is_the_one_that_holds(visitor: Visitor, handed_out: str) -> None:
    code = visitor.come_back(handed_out, 200).text_of("receipt-code")
    assert "No conversation opens" in visitor.come_back(code, 422).html
    assert visitor.come_back(handed_out, 200).has("receipt-code")


def test_confirming_twice_opens_the_thread_twice(visitor: Visitor, office: Office, handed_out: str) -> None:
    page = visitor.come_back(handed_out, 200)
    for _ in range(2):
        confirm(visitor, page)
        visitor.follow()
    assert len(rows(office)) == 1


def test_of_two_pages_the_one_that_was_confirmed_counts(app: Flask, handed_out: str) -> None:
    one, other = Visitor(app), Visitor(app)
    pages = one.come_back(handed_out, 200), other.come_back(handed_out, 200)
    confirm(one, pages[0])
    assert "No conversation opens" in confirm(other, pages[1], 422).html
    one.come_back(pages[0].text_of("receipt-code"))


def test_one_page_used_for_two_codes_gives_each_a_code_of_its_own(
    app: Flask, office: Office, visitor: Visitor, handed_out: str
) -> None:
    form, second = visitor.get(BACK).form(BACK), hand_out(app, office, "Another one.")
    pages = [visitor.post(BACK, form | {"code": code}, 200) for code in (handed_out, second)]
    for page in pages:
        confirm(visitor, page)
    codes = [page.text_of("receipt-code") for page in pages]
    assert codes[0] != codes[1]
    for code in codes:
        visitor.come_back(code)


def test_what_was_being_written_comes_along_and_is_not_sent(
    visitor: Visitor, office: Office, handed_out: str
) -> None:
    words = "I was writing.\n\n<b>This</b>."
    page = visitor.come_back(handed_out, 200, message=words)
    shown = confirm(visitor, page, 200)
    assert shown.form("/en/thread")["message"] == words
    assert "has not been sent" in shown.html
    assert office.texts(Kind.MESSAGE_IN) == []


def test_a_page_that_was_open_for_too_long_changes_nothing_and_keeps_the_code(
    visitor: Visitor, office: Office, handed_out: str
) -> None:
    before = rows(office)
    page = confirm(visitor, visitor.come_back(handed_out, 200), 422, csrf_token="old")
    assert page.form(BACK)["code"] == handed_out
    assert rows(office) == before


@pytest.mark.parametrize("moment", ["commit", "execute"])
@pytest.mark.parametrize("store", ["main", "ephemeral"])
def test_a_store_that_fails_shows_the_same_code_again_and_the_next_press_takes_it(
    app: Flask, visitor: Visitor, office: Office, store: str, moment: str, handed_out: str
) -> None:
    page, before = visitor.come_back(handed_out, 200), rows(office)
    with failing(getattr(runtime(app).stores, store), moment):
        again = confirm(visitor, page, 503)
    assert store == "ephemeral" or rows(office) == before
    assert again.text_of("receipt-code") == page.text_of("receipt-code")
    confirm(visitor, again)
    visitor.come_back(page.text_of("receipt-code"))


def test_a_full_lane_asks_to_wait_and_keeps_the_code(app: Flask, visitor: Visitor, handed_out: str) -> None:
    page = visitor.come_back(handed_out, 200)
    with taken(app):
        assert confirm(visitor, page, 429).form(BACK)["code"] == handed_out


def test_codes_that_open_nothing_run_the_same_steps_there_too(
    app: Flask, visitor: Visitor, office: Office, steps: Steps, handed_out: str
) -> None:
    replaced, erased, own = handed_out, hand_out(app, office, "Erase this."), visitor.send("Mine.").code
    confirm(visitor, visitor.come_back(replaced, 200))
    with office.house.stores.changing() as work:
        row = work.main.scalars(select(ReceiptRow).where(ReceiptRow.handed_out)).one()
        work.shards.query(Shard).filter_by(case_id=row.case_id).delete()
    seen = []
    for code in (grouped(new_code()), replaced, erased):
        form = visitor.get(BACK).form(BACK)
        steps.clear()
        page = visitor.post(TAKE, {**form, "code": code}, 422)
        html = without_token(page.html, page.form(BACK)["csrf_token"]).replace(code, "C" * len(code))
        seen.append((dict(steps), visitor.answer.content_length, html))
    assert seen[0][0]["stretch"] == 2
    assert seen == [seen[0]] * 3
    assert "No conversation opens" in visitor.post(TAKE, visitor.get(BACK).form(BACK) | {"code": own}, 422).html
    visitor.come_back(own)


def test_another_site_confirms_nothing(visitor: Visitor, office: Office, handed_out: str) -> None:
    page, before = visitor.come_back(handed_out, 200), rows(office)
    visitor.post(TAKE, page.form(TAKE), 422, headers=[("Accept-Language", "en"), ("Sec-Fetch-Site", "cross-site")])
    assert rows(office) == before


def test_a_reference_opens_nothing(visitor: Visitor, office: Office, handed_out: str) -> None:
    assert handed_out
    [reference] = office.arrived()
    assert visitor.come_back(reference, 422).has("code-error")
