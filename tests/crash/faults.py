"""Ways in which a store fails, on both databases: full, locked for too long, gone. The end of the block mends it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError

from intake.sqlite import immediate

Fault = Callable[[Engine], AbstractContextManager[None]]
_REFUSALS: Final = 100
_FULL: Final = """
    CREATE FUNCTION is_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$
"""


@contextmanager
def full(engine: Engine) -> Iterator[None]:
    """Nothing fits any more: SQLite may use no further page, PostgreSQL says so at the first row."""
    if engine.dialect.name == "sqlite":
        yield from _no_further_page(engine)
        return
    tables = _tables(engine)
    with engine.begin() as connection:
        connection.execute(text(_FULL))
        for name in tables:
            connection.execute(text(f'CREATE TRIGGER no_room BEFORE INSERT ON "{name}" EXECUTE FUNCTION is_full()'))
    try:
        yield
    finally:
        with engine.begin() as connection:
            connection.execute(text("DROP FUNCTION is_full() CASCADE"))


@contextmanager
def locked(engine: Engine) -> Iterator[None]:
    """Somebody else holds what a change needs, for longer than anybody waits."""
    with immediate(engine).connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("SELECT 1"))  # the engine begins with BEGIN IMMEDIATE
        else:
            names = ", ".join(f'"{name}"' for name in _tables(engine))
            connection.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
        yield
        connection.rollback()


@contextmanager
def gone(engine: Engine) -> Iterator[None]:
    """The file cannot be opened, or the server lets nobody in. Connections that were open are lost."""
    if engine.dialect.name == "sqlite":
        yield from _no_file(engine)
        return
    assert engine.url.database is not None
    with psycopg.connect(engine.url.set(database="postgres", drivername="postgresql").render_as_string(),
                         autocommit=True) as outside:
        name = sql.Identifier(engine.url.database)
        outside.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        outside.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                        [engine.url.database])
        try:
            yield
        finally:
            outside.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))


def _no_further_page(engine: Engine) -> Iterator[None]:
    def limit(connection: Any, _entry: Any) -> None:
        # A limit below what is used already is raised to that by SQLite.
        connection.execute("PRAGMA max_page_count = 1")

    event.listen(engine, "connect", limit)
    engine.dispose()
    filled = _fill_pages(engine)
    try:
        yield
    finally:
        event.remove(engine, "connect", limit)
        engine.dispose()
        with engine.begin() as connection:
            connection.execute(text(filled))


def _fill_pages(engine: Engine) -> str:
    """Use up what room the pages of the shards have left; gives the statement that undoes it. Other rows are large."""
    with engine.connect() as connection:
        if not connection.execute(text("SELECT 1 FROM sqlite_master WHERE name = 'shard'")).first():
            return "SELECT 1"
    refused = 0
    while refused < _REFUSALS:
        with engine.connect() as connection:
            try:
                connection.execute(text("INSERT INTO shard VALUES (abs(random()), zeroblob(32), '1999-01-01')"))
                connection.commit()
            except OperationalError:
                refused += 1
    return "DELETE FROM shard WHERE day = '1999-01-01'"


def _no_file(engine: Engine) -> Iterator[None]:
    file = Path(engine.url.database or "")
    engine.dispose()
    parts = [part for suffix in ("", "-wal", "-shm") if (part := file.with_name(file.name + suffix)).exists()]
    for part in parts:
        part.rename(part.with_name("away-" + part.name))
    file.mkdir()
    try:
        yield
    finally:
        engine.dispose()
        shutil.rmtree(file)
        for part in parts:
            part.with_name("away-" + part.name).rename(part)


def _tables(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        found = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        return [name for (name,) in found if name != "alembic_version"]
