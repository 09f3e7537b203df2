"""Three stores, their sessions, and the two doors to them.

`main` is backed up for years; `shards` holds what erasing destroys and is backed up briefly; `ephemeral` holds
sessions and is never backed up. Rooms define tables here, and never open an engine of their own.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    Connection,
    Engine,
    Enum,
    FromClause,
    Insert,
    Integer,
    MetaData,
    Table,
    create_engine,
    event,
    insert,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry, PoolResetState

from intake.settings import Settings
from intake.sqlite import immediate, open_sqlite

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
PATIENCE_MS = 10_000
"""How long a statement waits for a lock, and a connection for its server, before the request is told that it failed."""

AS_ONE_TREE = {"sqlite_with_rowid": False}
"""For tables found by their key alone: SQLite then keeps the rows in the key's index, which halves what it writes."""

RowId = BigInteger().with_variant(Integer(), "sqlite")
"""A 63-bit primary key. SQLite wants INTEGER for its row id; PostgreSQL wants BIGINT."""


class Main(DeclarativeBase):
    """Tables of the main store."""

    metadata = MetaData(naming_convention=_NAMES)


class Shards(DeclarativeBase):
    """Tables of the store whose deletion erases."""

    metadata = MetaData(naming_convention=_NAMES)


class Ephemeral(DeclarativeBase):
    """Tables that are created at start, never migrated and never backed up."""

    metadata = MetaData(naming_convention=_NAMES)


def new_id() -> int:
    """A random, positive 63-bit row id: it tells nothing of order or number (DESIGN 4)."""
    return secrets.randbits(62) + 1


def enum_column(kind: type[StrEnum], name: str) -> Enum:
    """A column that stores the enum's value as text under a CHECK, alike on both databases."""
    return Enum(kind, name=name, native_enum=False, create_constraint=True, length=24,
                values_callable=lambda members: [member.value for member in members])


def attach_ddl(table: FromClause, statements: Callable[[str], list[str]]) -> None:
    """Run `statements(dialect name)` whenever `table` is created from the metadata; migrations call it themselves."""

    @event.listens_for(table, "after_create")
    def run(_table: FromClause, connection: Connection, **_: Any) -> None:
        for statement in statements(connection.dialect.name):
            connection.exec_driver_sql(statement)


def insert_now(session: Session, kind: type[DeclarativeBase], /, **values: Any) -> None:
    """Insert one row at once, past the session's bookkeeping: for rows that nobody changes afterwards.

    It costs a quarter of making an object and adding it, which the busiest path feels.
    """
    connection_of(session).execute(_insert_into(kind), values)


def connection_of(session: Session) -> Connection:
    """The connection of a session's unit of work, for statements that want nothing else of the session.

    Kept with the session, which looks itself over at each asking.
    """
    if "connection" not in session.info:
        session.info["connection"] = session.connection()
    connection: Connection = session.info["connection"]
    return connection


@cache
def _insert_into(kind: type[DeclarativeBase]) -> Insert:
    return insert(cast(Table, kind.__table__))


@dataclass(frozen=True, slots=True)
class Work:
    """One unit of work: a session on each store. A use case never commits; the door does."""

    main: Session
    shards: Session
    ephemeral: Session


@dataclass(frozen=True, slots=True)
class Stores:
    """The three engines of this process."""

    main: Engine
    shards: Engine
    ephemeral: Engine

    @contextmanager
    def reading(self) -> Iterator[Work]:
        """A unit of work that ends in a rollback: whatever was read, nothing is kept."""
        work = Work(Session(self.main), Session(self.shards), Session(self.ephemeral))
        try:
            yield work
        finally:
            _close(work)

    @contextmanager
    def changing(self) -> Iterator[Work]:
        """A unit of work that takes the write lock at its first query, then commits shards, main and ephemeral in turn.

        The order is DESIGN 4's: a shard without a case is harmless and swept, a case without its shard would be lost.
        The shards are only ever inserted or deleted by first statements, so they need no lock taken ahead.
        """
        work = Work(Session(immediate(self.main)), Session(self.shards), Session(immediate(self.ephemeral)))
        try:
            yield work
            work.main.flush()
            work.shards.commit()
            work.main.commit()
            if work.ephemeral.in_transaction():
                work.ephemeral.commit()
        finally:
            _close(work)

    def answer(self) -> None:
        """Ask each store for a row. Raises what the driver raises when one is gone."""
        for engine in (self.main, self.shards, self.ephemeral):
            with engine.connect() as connection:
                connection.exec_driver_sql("SELECT 1")

    def dispose(self) -> None:
        """Close every pooled connection."""
        for engine in (self.main, self.shards, self.ephemeral):
            engine.dispose()


def open_stores(settings: Settings) -> Stores:
    """Engines for the three stores. Connects to nothing yet."""
    return Stores(
        main=open_engine(settings.main_url),
        shards=open_engine(settings.shards_store_url),
        ephemeral=open_engine(settings.ephemeral_store_url, durable=False),
    )


def open_engine(url: str, *, durable: bool = True) -> Engine:
    """An engine with Intake's pragmas. `durable=False` trades the last seconds before a power cut for speed."""
    if not url.startswith("sqlite"):
        waits = {"connect_timeout": max(2, PATIENCE_MS // 1000), "options": f"-c lock_timeout={PATIENCE_MS}"}
        engine = create_engine(url, pool_pre_ping=True, pool_size=16, max_overflow=16, connect_args=waits)
        event.listen(engine, "reset", _leave_no_transaction)
        return engine
    engine = open_sqlite(url, patience_ms=PATIENCE_MS, durable=durable)
    event.listen(engine, "reset", _leave_no_transaction)
    return engine


def _leave_no_transaction(connection: DBAPIConnection, _entry: ConnectionPoolEntry, _state: PoolResetState) -> None:
    # When COMMIT itself fails, SQLAlchemy takes the transaction for ended; SQLite keeps it open, and its write lock.
    connection.rollback()


def _close(work: Work) -> None:
    for session in (work.main, work.shards, work.ephemeral):
        session.close()
