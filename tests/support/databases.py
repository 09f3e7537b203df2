"""Databases for tests, always built by migrating: once per session and kind, then copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from intake.db import Stores, open_engine
from intake.migrate import upgrade
from tests.support.postgres import Postgres

NAMES: Final = ("main", "shards", "ephemeral")


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the three stores of one test lie."""

    main: str
    shards: str
    ephemeral: str

    def open(self) -> Stores:
        """Engines on the three stores; whoever opens them disposes of them."""
        return Stores(open_engine(self.main), open_engine(self.shards), open_engine(self.ephemeral, durable=False))

    def as_settings(self) -> dict[str, str]:
        """The same as settings, by their names."""
        return {"database_url": self.main, "shards_url": self.shards, "ephemeral_url": self.ephemeral}


class SqliteDatabases:
    """Files. The migrated template is made at first use in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def empty(self, place: Path) -> Iterator[Urls]:
        """Three files that do not exist yet, in `place`."""
        place.mkdir(parents=True, exist_ok=True)
        yield _files(place)

    @contextmanager
    def migrated(self, place: Path) -> Iterator[Urls]:
        """Three files at their heads, in `place`."""
        if not self.folder.exists():
            self.folder.mkdir(parents=True)
            _migrate(_files(self.folder))
        with self.empty(place) as urls:
            for name in NAMES:
                shutil.copyfile(self.folder / f"{name}.db", place / f"{name}.db")
            yield urls


class PostgresDatabases:
    """Databases of one server. The migrated templates are made at first use."""

    def __init__(self, server: Postgres) -> None:
        self.server = server
        self.templates: dict[str, str] = {}

    @contextmanager
    def empty(self, place: Path) -> Iterator[Urls]:
        """Three databases without a table. Nothing is written to `place`."""
        with self._copies(dict.fromkeys(NAMES, "template0")) as names:
            yield self._urls(names)

    @contextmanager
    def migrated(self, place: Path) -> Iterator[Urls]:
        """Three databases at their heads. Nothing is written to `place`."""
        if not self.templates:
            templates = {name: f"template_{name}" for name in NAMES}
            for template in templates.values():
                self.server.create(template)
            _migrate(self._urls(templates))
            self.templates = templates
        with self._copies(self.templates) as names:
            yield self._urls(names)

    @contextmanager
    def _copies(self, templates: dict[str, str]) -> Iterator[dict[str, str]]:
        desk = self.server.new_name()
        names = {name: desk if name == "main" else f"{desk}_{name}" for name in NAMES}
        for name in NAMES:
            self.server.create(names[name], templates[name])
        try:
            yield names
        finally:
            for name in NAMES:
                self.server.drop(names[name])

    def _urls(self, names: dict[str, str]) -> Urls:
        return Urls(*(self.server.url(names[name]) for name in NAMES))


def _files(folder: Path) -> Urls:
    return Urls(*(f"sqlite:///{folder / name}.db" for name in NAMES))


def _migrate(urls: Urls) -> None:
    stores = urls.open()
    try:
        upgrade(stores)
    finally:
        stores.dispose()  # the last connection to close folds the write-ahead log into the file
