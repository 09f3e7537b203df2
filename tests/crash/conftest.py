"""The application over a real instance, in this process, so that its stores can be made to fail at a chosen moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, table

from intake import db
from intake.accounts import slots
from intake.app import create_app
from intake.db import Stores
from intake.vault import passwords
from tests.support.databases import Urls
from tests.support.instance import Instance, set_up
from tests.support.people import CHEAP, admitted
from tests.web.visitor import Visitor

KEPT = ("case", "item", "receipt", "sent_form", "audit_pending", "outbox")
"""The tables of the main store in which an enquiry leaves something."""


@dataclass(frozen=True, slots=True)
class Desk:
    """An instance, the application over it, and somebody with a browser."""

    instance: Instance
    app: Flask
    visitor: Visitor

    @property
    def stores(self) -> Stores:
        """The application's own stores; a fault put on them is what a request meets."""
        stores: Stores = self.app.extensions["intake"].stores
        return stores

    def held(self) -> dict[str, int]:
        """How many rows each table holds that an enquiry writes to."""
        with self.instance.stores.reading() as work:
            return {name: work.main.scalar(select(func.count()).select_from(table(name))) or 0 for name in KEPT}

    def shards(self) -> int:
        """How many shards there are; one without a case is harmless, and swept."""
        with self.instance.stores.reading() as work:
            return work.shards.scalar(select(func.count()).select_from(table("shard"))) or 0

    def events(self) -> int:
        """How many events the log holds."""
        with self.instance.stores.reading() as work:
            return work.main.scalar(select(func.count()).select_from(table("audit_event"))) or 0

    def staff(self) -> FlaskClient:
        """The caseworker's browser, signed in."""
        client = self.app.test_client()
        client.set_cookie("s", admitted(self.instance.house, self.instance.caseworker).token)
        return client


@pytest.fixture
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock is waited for only briefly."""
    monkeypatch.setattr(db, "PATIENCE_MS", 300)


@pytest.fixture
def desk(urls: Urls, instance_dir: Path, short_patience: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A real instance on migrated stores, and its application."""
    monkeypatch.setattr(passwords, "RECEIPT", CHEAP)
    monkeypatch.setattr(slots, "COST", CHEAP)
    instance = set_up(instance_dir, urls)
    app = create_app(instance.settings, instance.house.run_secret)
    yield Desk(instance, app, Visitor(app))
    for stores in (instance.stores, app.extensions["intake"].stores):
        stores.dispose()
