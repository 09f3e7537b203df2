"""A real instance, served as its operators serve it, and a real browser in front of it."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.support.databases import SqliteDatabases
from tests.support.instance import Instance, set_up
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
def served(instance: Instance, elsewhere: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The instance, served."""
    log = tmp_path_factory.mktemp("log") / "serve.log"
    leaving = {"INTAKE_EXIT_URL": elsewhere, "INTAKE_EXIT_HOSTS": '["127.0.0.1"]'}
    with serving({**instance.environment(), **leaving}, log) as served:
        yield served
