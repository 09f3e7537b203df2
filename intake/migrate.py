"""Bringing the stores' tables to what the code expects. Alembic is driven from here, and from nowhere else.

`main` and `shards` have one line of revisions each under `migrations/`; the ephemeral store is only ever created.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from intake.db import Stores
from intake.errors import Unready
from intake.paths import MIGRATIONS
from intake.revisions import engine_of, lock, make_ephemeral
from intake.sqlite import immediate
from intake.tables import MIGRATED


def configuration(store: str) -> Config:
    """Alembic's configuration of one store, `main` or `shards`."""
    config = Config()
    config.set_main_option("path_separator", "newline")  # folders may hold spaces and colons
    config.set_main_option("script_location", _escaped(MIGRATIONS))
    config.set_main_option("version_locations", _escaped(MIGRATIONS / store))
    config.attributes["metadata"] = MIGRATED[store]
    return config


def upgrade(stores: Stores) -> None:
    """Bring `main` and `shards` to their newest revision, and make the ephemeral store."""
    for store in MIGRATED:
        with migrating(engine_of(stores, store), store) as config:
            upgrade_to(config, "head")
    make_ephemeral(stores)


def upgrade_to(config: Config, revision: str) -> None:
    """Bring the store of `migrating` to a revision, in its transaction."""
    command.upgrade(config, revision)


@contextmanager
def migrating(engine: Engine, store: str) -> Iterator[Config]:
    """A configuration bound to one locked transaction on the store; committed at the end.

    SQLite must not enforce foreign keys meanwhile: a batch drops and rebuilds tables, and dropping would cascade.
    """
    with immediate(engine).connect() as connection:
        _enforce_foreign_keys(connection, False)
        try:
            with connection.begin():
                lock(connection)
                config = configuration(store)
                config.attributes["connection"] = connection
                yield config
                _refuse_dangling_keys(connection)
        finally:
            _enforce_foreign_keys(connection, True)


def _escaped(path: object) -> str:
    return str(path).replace("%", "%%")


def _enforce_foreign_keys(connection: Connection, wanted: bool) -> None:
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        if driver is not None:
            driver.execute(f"PRAGMA foreign_keys = {'ON' if wanted else 'OFF'}")


def _refuse_dangling_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise Unready("A migration left rows that point at nothing. Nothing was changed; please report this.")
