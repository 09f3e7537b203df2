"""Full lanes, full disks, locked and missing stores: a clear page, the text still in the form, nothing half saved."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, event, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from intake.accounts.models import IntakeRoute, TeamEpoch
from intake.cases.models import Case, SentForm
from intake.vault.keys import hpke_public_key, new_seed
from intake.vault.lanes import Lanes
from intake.web.work import Runtime
from tests.web.conftest import Office
from tests.web.visitor import Visitor

FORM, TEXT = "/en/contact", "This must not be lost.\n\nNot a word of it."


def runtime(app: Flask) -> Runtime:
    found: Runtime = app.extensions["intake"]
    return found


@contextmanager
def failing(engine: Engine, moment: str) -> Iterator[None]:
    """A store whose driver fails to "execute" or to "commit", as a full disk or a lost server would make it."""

    def fail(*_: Any) -> None:
        raise engine.dialect.loaded_dbapi.OperationalError("disk I/O error")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine.dialect, f"do_{moment}", fail)
        yield


def nothing_is_kept(office: Office) -> bool:
    with office.house.stores.reading() as work:
        return work.main.scalar(select(Case.id)) is None and work.main.scalar(select(SentForm.case_id)) is None


@pytest.mark.parametrize("moment", ["commit", "execute"])
@pytest.mark.parametrize("store", ["main", "shards"])
def test_a_store_that_fails_leaves_the_text_in_the_form_and_nothing_acknowledged(
    app: Flask, visitor: Visitor, office: Office, store: str, moment: str
) -> None:
    fields = visitor.fill(message=TEXT, called="K.", for_whom="self")
    with failing(getattr(runtime(app).stores, store), moment):
        page = visitor.post(FORM, fields, 503)
    assert not page.has("receipt-code")
    assert "has not reached us" in page.html
    assert nothing_is_kept(office)
    again = page.form(FORM)
    assert again == fields
    assert visitor.post(FORM, again, 200).has("receipt-code")
    assert office.texts() == [TEXT]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_full_disk_leaves_the_text_in_the_form(app: Flask, visitor: Visitor, office: Office) -> None:
    fields = visitor.fill(message=TEXT * 1000)
    engine = runtime(app).stores.main

    def no_room(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    event.listen(engine, "begin", no_room)
    page = visitor.post(FORM, fields, 503)
    event.remove(engine, "begin", no_room)
    assert page.form(FORM)["message"] == TEXT * 1000
    assert nothing_is_kept(office)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_locked_store_leaves_the_text_in_the_form(app: Flask, visitor: Visitor, office: Office) -> None:
    fields = visitor.fill(message=TEXT)
    event.listen(runtime(app).stores.main, "checkout",
                 lambda connection, *_: connection.execute("PRAGMA busy_timeout = 50"))
    with office.house.stores.changing() as work:
        work.main.execute(select(Case.id))
        page = visitor.post(FORM, fields, 503)
    assert page.form(FORM) == fields
    assert nothing_is_kept(office)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_server_that_cut_the_line_is_found_again(app: Flask, visitor: Visitor, office: Office) -> None:
    fields = visitor.fill(message=TEXT)
    with runtime(app).stores.main.connect() as connection:
        cut = ("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
               "WHERE datname = current_database() AND pid <> pg_backend_pid()")
        connection.exec_driver_sql(cut)
    assert visitor.post(FORM, fields, 200).has("receipt-code")


def test_a_full_lane_leaves_the_text_in_the_form(app: Flask, visitor: Visitor, office: Office) -> None:
    fields = visitor.fill(message=TEXT)
    with taken(app):
        page = visitor.post(FORM, fields, 429)
    assert page.form(FORM) == fields
    assert "wait a moment" in page.html
    assert visitor.post(FORM, fields, 200).has("receipt-code")


@contextmanager
def taken(app: Flask) -> Iterator[None]:
    """Somebody else's place in the only lane for receipts, and visitors who wait a moment for it."""
    running = runtime(app)
    lane = Lanes(running.settings.instance_dir / "lanes", "receipt", 1)
    running.receipt_lanes._patience = 0.05
    with lane.place():
        yield


@pytest.fixture
def close(office: Office) -> Callable[[], None]:
    """Takes the form's team away."""

    def closing() -> None:
        with office.house.stores.changing() as work:
            work.main.query(IntakeRoute).delete()

    return closing


def test_a_form_that_no_team_receives_says_so_before_anybody_writes(
    visitor: Visitor, close: Callable[[], None]
) -> None:
    close()
    page = visitor.get(FORM, 503)
    assert page.forms == []
    assert page.links.count("/en/help") > 1


def test_a_form_whose_team_got_other_keys_is_closed_and_says_so_to_the_operator_alone(
    visitor: Visitor, office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    fields = visitor.fill(message=TEXT)
    with office.house.stores.changing() as work:
        work.main.query(TeamEpoch).update({"public_key": hpke_public_key(new_seed())})
    page = visitor.post(FORM, fields, 503)
    assert TEXT in page.html
    assert page.html.count("/en/help") > 1
    assert "epoch" not in page.html
    assert "the public form is closed: team" in caplog.text
    assert TEXT not in caplog.text
    assert visitor.get(FORM, 503).forms == []


def test_a_form_that_closed_meanwhile_shows_what_was_written(visitor: Visitor, close: Callable[[], None]) -> None:
    fields = visitor.fill(message=TEXT)
    close()
    page = visitor.post(FORM, fields, 503)
    assert TEXT in page.html
    assert "has not been sent" in page.html


def test_no_log_holds_what_was_typed(
    app: Flask, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    fields = visitor.fill(message="unmistakable", called="Somebody")
    with failing(runtime(app).stores.main, "execute"):
        visitor.browser.set_cookie("s", "a-cookie-nobody-made")
        visitor.post(FORM, fields, 503)
        visitor.come_back("4821 0937 5510 2846 7719 3304", 422)
    assert caplog.text
    assert "a-cookie-nobody-made" not in caplog.text
    assert "unmistakable" not in caplog.text
    assert "4821" not in caplog.text


def test_a_part_that_calls_itself_a_file_never_touches_the_disk(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise 1: Werkzeug would put it in clear into a temporary file, whatever the form asks for."""
    fields: dict[str, Any] = visitor.fill(message=TEXT)
    boundary, body = encode_multipart({**fields, "evidence": FileStorage(BytesIO(b"x" * 1_000_000), "evidence.txt")})
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    answer = app.test_client().post(FORM, data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code == 200
    assert "receipt-code" in answer.text
