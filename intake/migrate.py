"""Bringing the stores' tables to what the code expects. Alembic is driven from here, and from nowhere else.

`main` and `shards` have one line of revisions each under `migrations/`; the ephemeral store is only ever created.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, delete, insert, select, text
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from intake.db import Stores
from intake.errors import Unready
from intake.paths import MIGRATIONS
from intake.tables import EPHEMERAL, MIGRATED

_LOCK: Final = 0x1A7A4E  # any number that nobody else locks on the same database
_SHAPE: Final = Table("ephemeral_shape", MetaData(), Column("hash", String(64), primary_key=True))


def configuration(store: str) -> Config:
    """Alembic's configuration of one store, `main` or `shards`."""
    config = Config()
    config.set_main_option("path_separator", "newline")  # folders may hold spaces and colons
    config.set_main_option("script_location", _escaped(MIGRATIONS))
    config.set_main_option("version_locations", _escaped(MIGRATIONS / store))
    config.attributes["metadata"] = MIGRATED[store]
    return config


def upgrade(stores: Stores) -> None:
    """Bring `main` and `shards` to their heads, and make the ephemeral store."""
    for store in MIGRATED:
        with migrating(_engine(stores, store), store) as config:
            command.upgrade(config, "head")
    make_ephemeral(stores)


def make_ephemeral(stores: Stores) -> None:
    """Make the tables of the ephemeral store, anew where they are not those of this version: sessions end, no more."""
    wanted = _shape_of(EPHEMERAL, stores.ephemeral)
    with _immediate(stores.ephemeral).begin() as connection:
        _lock(connection)
        _SHAPE.create(connection, checkfirst=True)
        if connection.scalar(select(_SHAPE.c.hash)) == wanted:
            return
        EPHEMERAL.drop_all(connection)
        EPHEMERAL.create_all(connection)
        connection.execute(delete(_SHAPE))
        connection.execute(insert(_SHAPE), {"hash": wanted})


def is_current(stores: Stores) -> bool:
    """Whether both migrated stores stand at their heads."""
    return all(_revision(_engine(stores, store)) == head(store) for store in MIGRATED)


def head(store: str) -> str | None:
    """The newest revision of a store's line."""
    return ScriptDirectory.from_config(configuration(store)).get_current_head()


@contextmanager
def migrating(engine: Engine, store: str) -> Iterator[Config]:
    """A configuration bound to one locked transaction on the store; committed at the end.

    SQLite must not enforce foreign keys meanwhile: a batch drops and rebuilds tables, and dropping would cascade.
    """
    with _immediate(engine).connect() as connection:
        _enforce_foreign_keys(connection, False)
        try:
            with connection.begin():
                _lock(connection)
                config = configuration(store)
                config.attributes["connection"] = connection
                yield config
                _refuse_dangling_keys(connection)
        finally:
            _enforce_foreign_keys(connection, True)


def _engine(stores: Stores, store: str) -> Engine:
    return {"main": stores.main, "shards": stores.shards}[store]


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _shape_of(metadata: MetaData, engine: Engine) -> str:
    made: list[ExecutableDDLElement] = [CreateTable(table) for table in metadata.sorted_tables]
    made += [CreateIndex(each) for table in metadata.sorted_tables for each in sorted(table.indexes, key=str)]
    return sha256("".join(str(each.compile(engine)) for each in made).encode()).hexdigest()


def _immediate(engine: Engine) -> Engine:
    return engine.execution_options(immediate=True)  # on SQLite: two migrations at once wait for each other


def _escaped(path: object) -> str:
    return str(path).replace("%", "%%")


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _enforce_foreign_keys(connection: Connection, wanted: bool) -> None:
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        if driver is not None:
            driver.execute(f"PRAGMA foreign_keys = {'ON' if wanted else 'OFF'}")


def _refuse_dangling_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise Unready("A migration left rows that point at nothing. Nothing was changed; please report this.")
