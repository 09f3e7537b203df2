"""The red page in a real browser: readable on a telephone, in the dark, and the way on works without JavaScript."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import update
from werkzeug.serving import make_server

from intake.accounts.models import Staff
from intake.web.cookies import SESSION
from tests.audit.logbook import Logbook
from tests.support.people import admitted
from tests.web.conftest import Office

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the application is served."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_red_page_fits_and_lets_one_go_on(
    office: Office, chromium: Browser, address: str, width: int, scheme: str, language: str
) -> None:
    with office.house.stores.changing() as work:
        work.main.execute(update(Staff).values(language=language))
    context = chromium.new_context(viewport={"width": width, "height": 800}, java_script_enabled=False,
                                   color_scheme=scheme)  # type: ignore[arg-type]
    context.add_cookies([{"name": SESSION, "value": admitted(office.house, office.lead).token, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/desk/")
    log = Logbook.__new__(Logbook)
    log.stores = office.house.stores
    log.cut(3)
    page.goto(f"{address}/desk/")
    assert page.get_by_role("alert").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("form[action='/account/log-warning'] button").click()
    assert page.url == f"{address}/desk/"
    assert page.locator("nav.side").is_visible()
    context.close()
