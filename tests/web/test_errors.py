"""Errors are pages: calm, dressed, and silent about what happened inside."""

import pytest
from flask import Flask

from intake import errors
from intake.web.guard import public
from tests.support.people import admitted
from tests.web.conftest import Office
from tests.web.public.test_trouble import failing, runtime
from tests.web.visitor import Visitor


def raising(app: Flask, error: Exception) -> None:
    """An address at which this error happens."""
    app.url_map._remap = True

    def fail() -> str:
        raise error

    app._got_first_request = False
    app.add_url_rule("/fails", "fails", public(fail))


@pytest.mark.parametrize("error, status", [
    (errors.NotFound("secret"), 404), (errors.NotAllowed("secret"), 404), (errors.WrongState("secret"), 409),
    (errors.Stale("secret"), 409), (errors.Busy("secret"), 429), (errors.Invalid({"secret": "x"}), 400),
    (errors.Unrecorded("secret"), 503), (errors.Unready("secret"), 503), (ValueError("secret"), 500),
    (KeyError("secret"), 500), (RecursionError("secret"), 500),
])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_error_has_its_page_and_tells_nothing(
    app: Flask, visitor: Visitor, caplog: pytest.LogCaptureFixture, error: Exception, status: int
) -> None:
    raising(app, error)
    page = visitor.get("/fails", status)
    assert "secret" not in page.html
    assert "secret" not in caplog.text


def test_out_of_scope_and_non_existent_are_one_page(app: Flask, visitor: Visitor) -> None:
    raising(app, errors.NotAllowed("a case of another team"))
    assert visitor.get("/fails", 404).html == visitor.get("/nothing/at/all", 404).html


def test_a_method_that_an_address_does_not_take_is_a_page(visitor: Visitor) -> None:
    visitor.post("/en/", {}, 405)
    assert visitor.get("/en/thread/leave", 405).title


def test_a_view_that_declares_no_access_is_refused(app: Flask, visitor: Visitor) -> None:
    app._got_first_request = False
    app.add_url_rule("/undeclared", "undeclared", lambda: "open to all")
    assert "open to all" not in visitor.get("/undeclared", 404).html


def test_a_store_that_is_gone_is_a_page_for_the_signed_in_too(app: Flask, visitor: Visitor, office: Office) -> None:
    visitor.browser.set_cookie("s", admitted(office.house, office.lead).token, domain="localhost")
    visitor.get("/desk/")
    for store in ("main", "ephemeral"):
        with failing(getattr(runtime(app).stores, store), "execute"):
            visitor.get("/desk/", 503)
            visitor.get("/nothing", 404)


def test_an_error_page_speaks_the_language_of_its_address(visitor: Visitor) -> None:
    assert visitor.post("/fa/contact", {"message": "a" * (3 * 1024 * 1024)}, 413).language == "fa"
