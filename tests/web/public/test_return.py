"""The way back: the code as people type it, and one answer for every code that opens nothing."""

from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from intake.cases import receipt
from intake.cases.models import Case, ReceiptRow, Shard
from intake.vault import passwords
from intake.vault.receipt_code import grouped, is_well_formed, new_code
from tests.web.conftest import Office
from tests.web.public.test_trouble import failing, runtime, taken
from tests.web.visitor import Visitor

PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


class Steps(Counter[str]):
    """How often each costly or telling thing was done."""


@pytest.fixture
def steps(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Steps:
    """Counts Argon2id calls, boxes made and opened, and the statements on each store, from the moment it is cleared."""
    counted = Steps()

    def counting(room: Any, name: str) -> None:
        original = getattr(room, name)

        def call(*given: Any, **named: Any) -> Any:
            counted[name] += 1
            return original(*given, **named)

        monkeypatch.setattr(room, name, call)

    counting(passwords, "stretch")
    counting(receipt, "box")
    counting(receipt, "unbox")
    stores = runtime(app).stores
    for store in ("main", "shards", "ephemeral"):
        def statement(_connection: Any, _cursor: Any, text: str, *_: Any, store: str = store) -> None:
            counted[f"{store}: {text}"] += 1

        event.listen(getattr(stores, store), "before_cursor_execute", statement)
    return counted


def without_token(page_html: str, token: str) -> str:
    assert token in page_html
    return page_html.replace(token, "T" * len(token))


def test_a_code_opens_its_thread(visitor: Visitor) -> None:
    visitor.come_back(visitor.send("Hello.").code)
    assert visitor.answer.headers["Location"] == "/en/thread"
    assert "No answer yet" in visitor.follow().html


def test_a_code_is_taken_as_people_type_it(visitor: Visitor) -> None:
    code = visitor.send("Hello.").code
    plain = code.replace(" ", "")
    several = f"{plain[:8]} {plain[8:16].translate(PERSIAN)} {plain[16:].translate(ARABIC)}"
    for typed in (code, plain, plain.translate(PERSIAN), code.translate(ARABIC), plain.translate(FULL_WIDTH), several,
                  "-".join(code.split()), "\u00a0".join(code.split()), "_".join(code.split()), ".".join(plain),
                  f"  {plain[:11]}\n{plain[11:]}\t", "\u200c".join(plain), f"\u2067{code}\u2069",
                  f"\u200f{code}\u200e", "\u061c".join(code.split()), "\u202f".join(code.split())):
        visitor.come_back(typed)


def test_the_cookie_is_one_for_this_visit_and_for_no_script(visitor: Visitor) -> None:
    visitor.come_back(visitor.send("Hello.").code)
    [cookie] = visitor.answer.headers.getlist("Set-Cookie")
    name, *rules = cookie.split("; ")
    assert name.startswith("s=")
    assert sorted(rules) == ["HttpOnly", "Path=/", "SameSite=Strict"]


def test_a_typing_error_is_told_before_anything_is_tried(visitor: Visitor, steps: Steps) -> None:
    code = visitor.send("Hello.").code
    form = visitor.get("/en/return").form("/en/return")
    wrong_digit = code[:-1] + str((int(code[-1]) + 1) % 10)
    swapped = code[:2] + code[3] + code[2] + code[4:] if code[2] != code[3] else wrong_digit
    steps.clear()
    for typed in (wrong_digit, swapped, code[:-1], code + "0", "words", "", "١", "²" * 24, "1" * 5000):
        page = visitor.post("/en/return", {**form, "code": typed}, 422)
        assert page.has("code-error")
        assert page.form("/en/return")["code"] == typed
    assert steps == {}


def test_wrong_replaced_and_erased_codes_run_the_same_steps_and_look_alike(
    visitor: Visitor, office: Office, steps: Steps
) -> None:
    replaced, erased, orphaned, opens = (visitor.send(text).code for text in ("one", "two", "three", "four"))
    with office.house.stores.changing() as work:
        rows = work.main.query(ReceiptRow).order_by(ReceiptRow.created_day).all()
        keys = {code: receipt.stretch_code(code.replace(" ", ""), office.house.secrets.pepper).tag
                for code in (replaced, erased, orphaned)}
        cases = {row.tag: row.case_id for row in rows}
        work.main.query(ReceiptRow).filter_by(tag=keys[replaced]).delete()
        work.main.query(ReceiptRow).filter_by(tag=keys[erased]).delete()
        work.main.query(Case).filter_by(id=cases[keys[erased]]).delete()
        for gone in (keys[erased], keys[orphaned]):
            work.shards.query(Shard).filter_by(case_id=cases[gone]).delete()
    seen = []
    for code in (grouped(new_code()), replaced, erased, orphaned):
        form = visitor.get("/en/return").form("/en/return")
        steps.clear()
        page = visitor.post("/en/return", {**form, "code": code}, 422)
        assert "Set-Cookie" not in visitor.answer.headers
        assert page.title.startswith("Error: ")
        assert "No conversation opens" in page.text_of("code-error")
        html = without_token(page.html, page.form("/en/return")["csrf_token"]).replace(code, "C" * len(code))
        seen.append((dict(steps), visitor.answer.status_code, visitor.answer.content_length, html))
    assert seen[0][0]["stretch"] == seen[0][0]["box"] == seen[0][0]["unbox"] == 1
    assert sum(count for name, count in seen[0][0].items() if ": SELECT" in name) == 2
    assert seen == [seen[0]] * 4
    visitor.come_back(opens)


def test_whether_a_code_exists_is_never_asked_before_it_was_stretched(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, steps: Steps
) -> None:
    order: list[str] = []
    original = passwords.stretch

    def stretch(*given: Any) -> bytes:
        order.append(f"after {sum(count for name, count in steps.items() if name.startswith(('main', 'shards')))}")
        return original(*given)

    form = visitor.get("/en/return").form("/en/return")
    monkeypatch.setattr(passwords, "stretch", stretch)
    steps.clear()
    visitor.post("/en/return", {**form, "code": new_code()}, 422)
    assert order == ["after 0"]


def test_a_form_that_was_open_too_long_keeps_the_code(visitor: Visitor) -> None:
    code = visitor.send("Hello.").code
    page = visitor.post("/en/return", {"csrf_token": "old", "code": code}, 422)
    assert page.form("/en/return")["code"] == code
    visitor.post("/en/return", page.form("/en/return"))


def test_a_full_lane_asks_to_wait_and_keeps_the_code(app: Flask, visitor: Visitor) -> None:
    code = visitor.send("Hello.").code
    with taken(app):
        assert visitor.come_back(code, 429).form("/en/return")["code"] == code


@pytest.mark.parametrize("store", ["main", "shards", "ephemeral"])
def test_a_store_that_fails_is_no_wrong_code(app: Flask, visitor: Visitor, store: str) -> None:
    code = visitor.send("Hello.").code
    with failing(getattr(runtime(app).stores, store), "execute"):
        page = visitor.come_back(code, 503)
    assert page.form("/en/return")["code"] == code
    assert "Set-Cookie" not in visitor.answer.headers
    visitor.come_back(code)


def test_the_code_stands_in_no_address_and_no_file_name(visitor: Visitor) -> None:
    code = visitor.send("Hello.").code
    assert is_well_formed(code.replace(" ", ""))
    visitor.come_back(code)
    assert code.replace(" ", "") not in visitor.answer.headers["Location"]
