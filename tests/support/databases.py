"""Databases for tests, always built by migrating: rarely, and then copied or emptied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from psycopg import sql

from intake.db import Stores, open_engine
from intake.migrate import upgrade
from tests.support.lines import Lines, tables_of
from tests.support.postgres import Postgres

NAMES: Final = ("main", "shards", "ephemeral")
_HANG_UP: Final = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_SHAPE: Final = """
    SELECT (SELECT count(*) FROM pg_constraint) AS constraints,
           (SELECT md5(string_agg(prosrc, '' ORDER BY proname)) FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace) AS functions,
           (SELECT md5(string_agg(relname || attname || atttypid, '' ORDER BY relname, attnum)) FROM pg_class
            JOIN pg_attribute a ON attrelid = pg_class.oid WHERE relnamespace = 'public'::regnamespace) AS columns,
           (SELECT string_agg(tgname || tgenabled::text, '' ORDER BY tgname) FROM pg_trigger
            WHERE NOT tgisinternal) AS triggers
"""


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
    """Databases of one server. Migrated ones are made at need, emptied after a test, and used again while untouched."""

    def __init__(self, server: Postgres, lines: Lines) -> None:
        self.server = server
        self.lines = lines
        self.free: list[dict[str, str]] = []
        self.shapes: dict[str, list[object]] = {}

    @contextmanager
    def empty(self, place: Path) -> Iterator[Urls]:
        """Three databases without a table. Nothing is written to `place`."""
        names = self._create()
        try:
            yield self._urls(names)
        finally:
            self._drop(names)

    @contextmanager
    def migrated(self, place: Path) -> Iterator[Urls]:
        """Three databases at their heads. Nothing is written to `place`."""
        names = self.free.pop() if self.free else self._create()
        if names["main"] not in self.shapes:
            _migrate(self._urls(names))
            self.shapes[names["main"]] = self._shape(names)
        try:
            yield self._urls(names)
        finally:
            if self._emptied(names):
                self.free.append(names)
            else:
                self._drop(names)

    def _emptied(self, names: dict[str, str]) -> bool:
        for name in names.values():
            line = self.lines.to(self.server.url(name))
            line.execute(_HANG_UP)
            with line.transaction():
                line.execute("SET LOCAL session_replication_role = replica")  # past foreign keys and refusing triggers
                emptying = [sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for table in tables_of(line)]
                line.execute(sql.SQL("; ").join(emptying))
        return self._shape(names) == self.shapes[names["main"]]

    def _shape(self, names: dict[str, str]) -> list[object]:
        shape: list[object] = []
        for name in names.values():
            line = self.lines.to(self.server.url(name))
            noted = "ephemeral_shape" if name.endswith("_ephemeral") else "alembic_version"
            shape.append(line.execute(_SHAPE).fetchone())
            shape.append(line.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(noted))).fetchall())
        return shape

    def _create(self) -> dict[str, str]:
        desk = self.server.new_name()
        names = {name: desk if name == "main" else f"{desk}_{name}" for name in NAMES}
        for name in names.values():
            self.server.create(name)
        return names

    def _drop(self, names: dict[str, str]) -> None:
        for name in names.values():
            self.lines.hang_up(self.server.url(name))
            self.server.drop(name)

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
