"""A real instance, served as its operators serve it, and a real browser in front of it."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.browser import running_with_memory
from tests.support.databases import SqliteDatabases
from tests.support.instance import Instance, set_up
from tests.support.line import Line
from tests.support.served import Served, serving


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory, sqlite_databases: SqliteDatabases) -> Iterator[Instance]:
    """An instance with people and a team."""
    folder = tmp_path_factory.mktemp("journey")
    with sqlite_databases.migrated(folder / "instance") as urls:
        instance = set_up(folder / "instance", urls)
        yield instance
        instance.stores.dispose()


class _Elsewhere(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<title>The weather</title>")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """The neutral site that leaving goes to."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Elsewhere) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def also_set() -> dict[str, str]:
    """Further settings of the served instance. A module that wants some overrides this."""
    return {}


@pytest.fixture(scope="module")
def served(
    instance: Instance, elsewhere: str, also_set: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The instance, served."""
    log = tmp_path_factory.mktemp("log") / "serve.log"
    leaving = {"INTAKE_EXIT_URL": elsewhere, "INTAKE_EXIT_HOSTS": '["127.0.0.1"]'}
    with serving({**instance.environment(), **leaving, **also_set}, log) as served:
        yield served


@pytest.fixture(scope="module")
def remembering(chromium: Browser) -> Iterator[Browser]:
    """A browser that keeps the pages that were left, to show them when somebody goes back."""
    with running_with_memory(chromium) as browser:
        yield browser


@pytest.fixture
def line(served: Served) -> Iterator[Line]:
    """A line to the server that can be made to stall."""
    with Line.to(served.port) as line:
        yield line


@pytest.fixture(scope="module")
def signed_in(chromium: Browser, served: Served, instance: Instance) -> Iterator[BrowserContext]:
    """The browser of a caseworker who signed in. Once for all tests here: a code of the second factor works once."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900},
                                   base_url=f"http://127.0.0.1:{served.port}")
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("[name=username]", instance.caseworker.username)
    page.fill("[name=password]", instance.caseworker.password)
    page.fill("[name=code]", instance.caseworker.code())
    page.locator("main form button").first.click()
    expect(page).to_have_url(f"http://127.0.0.1:{served.port}/desk/")
    yield context
    context.close()


@pytest.fixture
def karim(signed_in: BrowserContext) -> Iterator[Page]:
    """A caseworker's fresh page at the desk."""
    page = signed_in.new_page()
    yield page
    page.close()
