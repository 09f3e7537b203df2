"""The database itself refuses to change an event, however it was built."""

from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from intake.audit.models import append_only_ddl, append_only_undo_ddl
from intake.db import Main
from tests.audit.logbook import Logbook
from tests.support.databases import PostgresDatabases, SqliteDatabases

CHANGES = [
    "UPDATE audit_event SET body = '{}' WHERE seq = 2",
    "UPDATE audit_event SET act = act",
    "DELETE FROM audit_event WHERE seq = 2",
    "DELETE FROM audit_event",
]
REPLACE = "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event WHERE seq = 2"
TRUNCATE = "TRUNCATE audit_event"


def refuses(log: Logbook, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), log.stores.main.begin() as connection:
        connection.execute(text(statement))
    assert log.check().ok


@pytest.mark.parametrize("change", CHANGES)
def test_an_event_is_neither_changed_nor_deleted(log: Logbook, change: str) -> None:
    refuses(log, change)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_sqlite_does_not_replace_an_event(log: Logbook) -> None:
    refuses(log, REPLACE)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_postgresql_does_not_empty_the_log(log: Logbook) -> None:
    refuses(log, TRUNCATE)


def test_tables_made_without_migrations_refuse_as_well(
    database: SqliteDatabases | PostgresDatabases, tmp_path: Path
) -> None:
    tables = [table for name, table in Main.metadata.tables.items() if name.startswith("audit_")]
    with database.empty(tmp_path / "plain") as urls:
        stores = urls.open()
        Main.metadata.create_all(stores.main, tables=tables)
        log = Logbook(stores)
        for change in [*CHANGES, REPLACE if stores.main.dialect.name == "sqlite" else TRUNCATE]:
            refuses(log, change)
        Main.metadata.drop_all(stores.main, tables=tables)
        assert inspect(stores.main).get_table_names() == []
        Main.metadata.create_all(stores.main, tables=tables)
        stores.dispose()


def test_each_database_has_its_own_words() -> None:
    assert len(append_only_ddl("sqlite")) == 3
    assert append_only_undo_ddl("sqlite") == []
    assert append_only_ddl("postgresql") != append_only_ddl("sqlite")
