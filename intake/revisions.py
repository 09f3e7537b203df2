"""At which revision the stores stand, and the making of the one that has none. Without Alembic: servers start fast."""

from hashlib import sha256
from typing import Final

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, delete, insert, inspect, select, text
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from intake.db import Stores
from intake.paths import MIGRATIONS
from intake.sqlite import immediate
from intake.tables import EPHEMERAL, MIGRATED

_LOCK: Final = 0x1A7A4E  # any number that nobody else locks on the same database
_SHAPE: Final = Table("ephemeral_shape", MetaData(), Column("hash", String(64), primary_key=True))
_VERSION: Final = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


def is_current(stores: Stores) -> bool:
    """Whether both migrated stores stand at their newest revision."""
    return all(_revision(engine_of(stores, store)) == newest(store) for store in MIGRATED)


def newest(store: str) -> str:
    """The newest revision of a store. Files begin with their revision, and revisions are numbered."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / store).glob("[0-9]*.py"))


def engine_of(stores: Stores, store: str) -> Engine:
    """The engine of a migrated store, by its name."""
    return {"main": stores.main, "shards": stores.shards}[store]


def make_ephemeral(stores: Stores) -> None:
    """Make the tables of the ephemeral store, anew where they are not those of this version: sessions end, no more."""
    wanted = _shape_of(EPHEMERAL, stores.ephemeral)
    with immediate(stores.ephemeral).begin() as connection:
        lock(connection)
        _SHAPE.create(connection, checkfirst=True)
        if connection.scalar(select(_SHAPE.c.hash)) == wanted:
            return
        EPHEMERAL.drop_all(connection)
        EPHEMERAL.create_all(connection)
        connection.execute(delete(_SHAPE))
        connection.execute(insert(_SHAPE), {"hash": wanted})


def lock(connection: Connection) -> None:
    """What `immediate` is to SQLite: of two processes that change tables, one waits for the other's transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table(_VERSION.name):
            return None
        return connection.scalar(select(_VERSION.c.version_num))


def _shape_of(metadata: MetaData, engine: Engine) -> str:
    made: list[ExecutableDDLElement] = [CreateTable(table) for table in metadata.sorted_tables]
    made += [CreateIndex(each) for table in metadata.sorted_tables for each in sorted(table.indexes, key=str)]
    return sha256("".join(str(each.compile(engine)) for each in made).encode()).hexdigest()
