"""A GET changes no fact about a case, a person or a setting: what it writes is named here, and nothing else passes.

Besides the log it may write the store that no backup holds, and adopt what was sealed (DESIGN 3).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import Engine, event

from tests.support.cards import made_by
from tests.web.conftest import Office
from tests.web.everywhere.conftest import Cast, addresses, path_of, visit
from tests.web.visitor import Visitor

ALLOWED_IN_MAIN = {"audit_event", "audit_head"}
ADOPTION = re.compile(r'^UPDATE "?case"? SET (?:(?:case_seed|summary|head)=\S+,? ?)+ ?WHERE', re.IGNORECASE)
WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)


@contextmanager
def _writes(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if WRITE.match(statement):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_members_get_may_also_seal_keys_to_the_recovery_cards(app: Flask, office: Office, cast: Cast) -> None:
    running = app.extensions["intake"]
    made_by(office.house, running.trust, office.desk)
    visitor = visit(app, office, cast.people["caseworker"])
    with _writes(running.stores.main) as first:
        visitor.get("/desk/team")
    with _writes(running.stores.main) as second:
        visitor.get("/desk/team")
    assert {_table(each) for each in first} == ALLOWED_IN_MAIN | {"recovery_seal"}
    assert second == []


def test_a_get_within_a_conversation_writes_nothing_that_is_kept(app: Flask, visitor: Visitor) -> None:
    visitor.come_back(visitor.send("The enquiry.").code)
    visitor.say("One thing more.")
    stores = app.extensions["intake"].stores
    with _writes(stores.main) as main, _writes(stores.shards) as shards:
        for path in ("", "/contact", "/ask", "/code", "/end"):
            visitor.get(f"/en/thread{path}")
    assert (main, shards) == ([], [])
    with _writes(stores.main) as main:
        visitor.say("The control.")
    assert main != []


def _table(statement: str) -> str:
    found = WRITE.match(statement)
    assert found is not None
    return found[1]


@pytest.mark.slow
def test_a_get_writes_the_log_the_fleeting_store_and_adopts_nothing_else(
    app: Flask, office: Office, cast: Cast
) -> None:
    stores = app.extensions["intake"].stores
    gets = [address for address, method, _ in addresses(app)
            if method == "GET" and not address.endpoint.startswith("public.leave_")]
    assert len(gets) > 10
    written: set[str] = set()
    for name, person in cast.people.items():
        visitor = visit(app, office, person)
        for address in gets:
            with _writes(stores.main) as main, _writes(stores.shards) as shards:
                visitor.browser.get(path_of(app, address, cast.reference), headers=[("Accept-Language", "en")])
            written |= {_table(each) for each in main}
            wrong = [each for each in main if _table(each) not in ALLOWED_IN_MAIN and not ADOPTION.match(each)]
            assert wrong == [], f"{name}: {address.endpoint}"
            assert shards == [], f"{name}: {address.endpoint}"
    assert written == ALLOWED_IN_MAIN | {"case"}, "the control: reading is recorded, and a first touch adopts"
