"""PostgreSQL stops while somebody writes: a clear page with the text in it, and all is well when it is back."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from intake.accounts import slots
from intake.app import create_app
from intake.vault import passwords
from tests.support.databases import PostgresDatabases
from tests.support.instance import set_up
from tests.support.lines import Lines
from tests.support.people import CHEAP
from tests.support.postgres import Postgres, running_postgres
from tests.web.visitor import Visitor

pytestmark = pytest.mark.slow


def test_a_stopped_server_keeps_nothing_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "RECEIPT", CHEAP)
    monkeypatch.setattr(slots, "COST", CHEAP)
    with (running_postgres(durable=True) as server, _switch(server) as switch,
          PostgresDatabases(server, Lines()).empty(tmp_path) as urls):
        instance = set_up(tmp_path / "instance", urls)
        app = create_app(instance.settings)
        visitor = Visitor(app)
        earlier = visitor.send("Sent before it stopped.")
        fields = visitor.fill(message="Sent while it was down.")
        switch.off()
        page = visitor.post("/en/contact", fields, 503)
        assert page.form("/en/contact")["message"] == "Sent while it was down."
        visitor.get("/readyz", 503)
        switch.on()
        while visitor.browser.get("/readyz").status_code != 200:
            time.sleep(0.05)
        visitor.come_back(earlier.code)
        later = visitor.post("/en/contact", page.form("/en/contact"), 200)
        visitor.come_back(later.text_of("receipt-code"))
        for stores in (instance.stores, app.extensions["intake"].stores):
            stores.dispose()


class Switch:
    """Turns a server off, and on again as it was."""

    def __init__(self, server: Postgres) -> None:
        self.server = server
        self.process = server.process

    def off(self) -> None:
        """Stop it at once: whoever is connected is cut off."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)

    def on(self) -> None:
        """Start it with the very same command."""
        self.process = subprocess.Popen(self.server.process.args, cwd=self.server.folder, stderr=subprocess.DEVNULL)


@contextmanager
def _switch(server: Postgres) -> Iterator[Switch]:
    switch = Switch(server)
    yield switch
    if switch.process is not server.process:
        switch.off()
