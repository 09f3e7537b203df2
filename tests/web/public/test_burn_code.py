"""Burning one's code: the way back is closed for good, for everybody, and the page says so without a word too many."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from intake import clock
from intake.audit import pending
from intake.cases.models import Case, ReceiptRow
from tests.web.conftest import Office
from tests.web.public.handed import hand_out
from tests.web.public.test_return import Steps, steps, without_token
from tests.web.public.test_trouble import failing, runtime
from tests.web.visitor import Visitor

__all__ = ["steps"]
THREAD, END, ENDED = "/en/thread", "/en/thread/end", "/en/thread/ended"


@pytest.fixture
def code(visitor: Visitor) -> str:
    """The code of a thread that is open in the visitor's browser."""
    code = visitor.send("The enquiry.").code
    visitor.come_back(code)
    return code


def burn(visitor: Visitor) -> None:
    visitor.post(END, visitor.get(END).form(END))


def test_the_page_says_what_it_means_before_anything_happens(visitor: Visitor, code: str) -> None:
    assert END in visitor.get(THREAD).links
    html = visitor.get(END).html
    for said in ("cannot be undone", "erases nothing", "a safe way", "write to us again"):
        assert said in html
    visitor.come_back(code)


def test_after_it_no_code_opens_the_thread_and_the_visit_is_over(visitor: Visitor, office: Office, code: str) -> None:
    burn(visitor)
    assert visitor.answer.headers["Location"] == ENDED
    assert visitor.answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert visitor.browser.get_cookie("s") is None
    assert "burn" not in visitor.follow().html.lower()
    assert "No conversation opens" in visitor.come_back(code, 422).html
    with office.house.stores.reading() as work:
        assert work.main.query(ReceiptRow).count() == 0
        assert work.main.scalars(select(Case)).one().burnt_day == clock.today()
        assert "case:code_burnt" in {event.act for event in pending.waiting(work.main)}


def test_every_other_visit_with_that_code_ends_too(app: Flask, visitor: Visitor, code: str) -> None:
    other = Visitor(app)
    other.come_back(code)
    form = other.get(THREAD).form(THREAD)
    burn(visitor)
    other.get(THREAD, 303)
    assert other.post(THREAD, form | {"message": "Too late."}, 422).form("/en/return")["message"] == "Too late."


def test_the_page_after_it_is_the_same_for_somebody_who_burnt_nothing(app: Flask, visitor: Visitor, code: str) -> None:
    burn(visitor)
    assert visitor.follow().html == Visitor(app).get(ENDED).html


def test_pressing_twice_is_no_error_and_claims_nothing(visitor: Visitor, code: str) -> None:
    form = visitor.get(END).form(END)
    cookie = visitor.browser.get_cookie("s")
    assert cookie is not None
    visitor.post(END, form)
    visitor.browser.set_cookie("s", cookie.value, domain="localhost")
    assert "If your code still opens" in visitor.post(END, form, 422).html


def test_a_visit_that_ended_meanwhile_burns_nothing(visitor: Visitor, code: str) -> None:
    form = visitor.get(END).form(END)
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=True):
        visitor.post(END, form, 422)
        visitor.come_back(code)


def test_an_old_or_foreign_token_burns_nothing(visitor: Visitor, code: str) -> None:
    form = visitor.get(END).form(END)
    assert visitor.post(END, form | {"csrf_token": "old"}, 422).has("error-summary")
    visitor.post(END, form, 422, headers=[("Accept-Language", "en"), ("Sec-Fetch-Site", "cross-site")])
    visitor.get(END)
    visitor.come_back(code)


def test_a_store_that_fails_burns_nothing_and_says_so(app: Flask, visitor: Visitor, code: str) -> None:
    form = visitor.get(END).form(END)
    with failing(runtime(app).stores.main, "commit"):
        assert "may still work" in visitor.post(END, form, 503).html
    visitor.come_back(code)


def test_wrong_burnt_and_replaced_codes_run_the_same_steps_and_look_alike(
    app: Flask, visitor: Visitor, office: Office, steps: Steps, code: str
) -> None:
    burn(visitor)
    changed, handed_out = visitor.send("Another.").code, hand_out(app, office)
    visitor.come_back(changed)
    page = visitor.post("/en/thread/code", visitor.get("/en/thread/code").form("/en/thread/code"), 200)
    visitor.post("/en/thread/code/take", page.form("/en/thread/code/take"))
    shown = visitor.come_back(handed_out, 200)
    visitor.post("/en/return/code", shown.form("/en/return/code"))
    wrong = "0000 0000 0000 0000 0000 0000"
    seen = []
    for each in (wrong, code, changed, handed_out):
        form = visitor.get("/en/return").form("/en/return")
        steps.clear()
        answered = visitor.post("/en/return", {**form, "code": each}, 422)
        html = without_token(answered.html, answered.form("/en/return")["csrf_token"]).replace(each, "C" * len(each))
        seen.append((dict(steps), visitor.answer.status_code, visitor.answer.content_length, html))
    assert seen[0][0]["stretch"] == seen[0][0]["box"] == seen[0][0]["unbox"] == 1
    assert seen == [seen[0]] * 4
