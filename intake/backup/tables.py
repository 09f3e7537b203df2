"""The rows of a store, out and in, alike on both databases: what was dumped from one can be loaded into the other.

Tables are looked up in the database and not in the models, so that an archive of an earlier revision can be read.
"""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Engine, MetaData, String, Table, insert, select

from intake.backup import frames
from intake.backup.frames import ROW, TABLE, Frame

_BATCH: Final = 100


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one moment of the store, however long it reads. It keeps nobody from writing."""
    postgresql = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    options = postgresql if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**options) as connection:
        yield connection


def dumped(connection: Connection, names: Collection[str]) -> Iterator[Frame]:
    """The frames of these tables, whatever others refer to first. Rows come by key: in no order that tells of time."""
    for table in _described(connection, names):
        columns = _columns(table)
        yield TABLE, frames.table(table.name, [column.name for column in columns])
        wanted = select(*columns).order_by(*(_bytewise(column, connection) for column in table.primary_key))
        for row in connection.execute(wanted, execution_options={"yield_per": _BATCH}):
            yield ROW, frames.row(row)


class Loader:
    """Fills empty tables from frames. Whoever opened the transaction ends it."""

    def __init__(self, connection: Connection, names: Collection[str]) -> None:
        self._connection = connection
        self._tables = {table.name: table for table in _described(connection, names)}
        self._rows: list[dict[str, Any]] = []
        self._columns: list[str] = []
        self._table: Table | None = None

    def take(self, mark: bytes, payload: bytes) -> None:
        """One frame of a table. ValueError where it does not fit the tables of this revision."""
        if mark == TABLE:
            self.finish()
            self._begin(json.loads(payload))
            return
        self._rows.append(dict(zip(self._columns, frames.row_from(payload), strict=True)))
        if len(self._rows) == _BATCH:
            self.finish()

    def finish(self) -> None:
        """Write what was held back."""
        if self._table is not None and self._rows:
            self._connection.execute(insert(self._table), self._rows)
        self._rows = []

    def _begin(self, told: dict[str, Any]) -> None:
        self._table, self._columns = self._tables.get(told["name"]), told["columns"]
        if self._table is None or self._columns != [column.name for column in _columns(self._table)]:
            raise ValueError(f"the table {told['name']} is another one at this revision")


def _described(connection: Connection, names: Collection[str]) -> list[Table]:
    metadata = MetaData()
    metadata.reflect(connection, only=list(names))
    return metadata.sorted_tables


def _columns(table: Table) -> list[Any]:
    # By name: a table that was altered may have its columns in another order elsewhere.
    return sorted(table.columns, key=lambda column: column.name)


def _bytewise(column: ColumnElement[Any], connection: Connection) -> ColumnElement[Any]:
    # PostgreSQL orders text by its language; SQLite, and so the digests, by its bytes.
    if connection.dialect.name == "postgresql" and isinstance(column.type, String):
        return column.collate("C")
    return column
