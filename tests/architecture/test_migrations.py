"""The migrations make what the models say, constraints, indexes and triggers included, on both databases."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, insert, inspect, text
from sqlalchemy.exc import DBAPIError

from intake.audit.models import AuditEvent
from intake.clock import today
from intake.db import Stores
from intake.migrate import configuration, migrating, upgrade
from intake.paths import MIGRATIONS
from intake.revisions import engine_of, is_current, make_ephemeral, newest
from intake.tables import EPHEMERAL, MIGRATED

STORES = sorted(MIGRATED)
NO_WAY_BACK: dict[str, str] = {}
"""Revisions that must not go down, as "store/revision", each with its reason."""

_TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": (
        "SELECT tgname, pg_get_triggerdef(t.oid) || pg_get_functiondef(tgfoid) FROM pg_trigger t "
        "WHERE NOT tgisinternal ORDER BY tgname"
    ),
}
_FUNCTIONS = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY proname"


def described(engine: Engine) -> dict[str, object]:
    """All that the database knows about its tables, in a form that two databases can be compared by."""
    seen = inspect(engine)
    tables: dict[str, object] = {
        table: {
            "columns": sorted(map(_plain, seen.get_columns(table))),
            "primary key": _plain(seen.get_pk_constraint(table)),
            "foreign keys": sorted(map(_plain, seen.get_foreign_keys(table))),
            "unique": sorted(map(_plain, seen.get_unique_constraints(table))),
            "checks": sorted(map(_plain, seen.get_check_constraints(table))),
            "indexes": sorted(map(_plain, seen.get_indexes(table))),
        }
        for table in seen.get_table_names() if table != "alembic_version"
    }
    with engine.connect() as connection:
        tables["triggers"] = [tuple(row) for row in connection.execute(text(_TRIGGERS[engine.dialect.name]))]
        if engine.dialect.name == "postgresql":
            tables["functions"] = list(connection.scalars(text(_FUNCTIONS)))
    return tables


@pytest.fixture
def created(empty_stores: Stores) -> Stores:
    """Stores whose tables came from the models, without migrations."""
    for store in STORES:
        MIGRATED[store].create_all(engine_of(empty_stores, store))
    return empty_stores


def test_every_table_is_known_wherever_tables_are_made() -> None:
    """A table that only some processes know would be dropped by the others, and what stands in it lost."""
    everything = ("intake.app", "intake.worker", "intake.demo.make")
    assert _tables_after_loading("intake.tables") == _tables_after_loading(*everything)


@pytest.mark.parametrize("store", STORES)
def test_a_store_has_one_line_of_numbered_revisions(store: str) -> None:
    script = ScriptDirectory.from_config(configuration(store))
    revisions = sorted(revision.revision for revision in script.walk_revisions())
    assert len(script.get_heads()) == 1
    assert revisions == [f"{number:04}" for number in range(1, len(revisions) + 1)]
    assert sorted(file.name[:5] for file in (MIGRATIONS / store).glob("*.py")) == [f"{name}_" for name in revisions]


def test_migrating_from_nothing_leaves_both_stores_current(empty_stores: Stores) -> None:
    assert not is_current(empty_stores)
    upgrade(empty_stores)
    assert is_current(empty_stores)
    assert set(EPHEMERAL.tables) <= set(inspect(empty_stores.ephemeral).get_table_names())


def test_migrating_again_changes_nothing(stores: Stores) -> None:
    before = {store: described(engine_of(stores, store)) for store in STORES}
    upgrade(stores)
    assert {store: described(engine_of(stores, store)) for store in STORES} == before


def test_an_ephemeral_store_of_another_version_is_made_anew(stores: Stores) -> None:
    with stores.ephemeral.begin() as connection:
        connection.execute(text("DROP TABLE session"))
        connection.execute(text("CREATE TABLE session (something_old INTEGER)"))
        connection.execute(text("UPDATE ephemeral_shape SET hash = 'of an older version'"))
    make_ephemeral(stores)
    assert {column["name"] for column in inspect(stores.ephemeral).get_columns("session")} >= {"sid", "wrapped"}


def test_an_ephemeral_store_of_this_version_is_left_alone(stores: Stores) -> None:
    with stores.ephemeral.begin() as connection:
        connection.execute(text("INSERT INTO failed_sign_in (staff_id, hour, tries) VALUES (1, '2026-01-01T10', 2)"))
    make_ephemeral(stores)
    with stores.ephemeral.connect() as connection:
        assert connection.scalar(text("SELECT tries FROM failed_sign_in")) == 2


@pytest.mark.parametrize("store", STORES)
def test_alembic_finds_nothing_to_add(stores: Stores, store: str) -> None:
    with migrating(engine_of(stores, store), store) as config:
        command.check(config)


@pytest.mark.parametrize("store", STORES)
def test_migrating_makes_what_the_models_say(stores: Stores, created: Stores, store: str) -> None:
    assert described(engine_of(stores, store)) == described(engine_of(created, store))


@pytest.mark.parametrize("store", STORES)
def test_every_revision_goes_up_down_and_up(empty_stores: Stores, store: str) -> None:
    engine = engine_of(empty_stores, store)
    for revision in _revisions(configuration(store)):
        if f"{store}/{revision}" in NO_WAY_BACK:
            _move(engine, store, "+1")
            continue
        before = described(engine)
        _move(engine, store, "+1")
        above = described(engine)
        _move(engine, store, "-1")
        assert described(engine) == before
        _move(engine, store, "+1")
        assert described(engine) == above
    assert is_at_head(engine, store)


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET act = 'other'", "DELETE FROM audit_event"])
def test_the_migrated_log_refuses_to_be_changed(stores: Stores, statement: str) -> None:
    event = {"seq": 1, "body": "{}", "signer": b"s" * 32, "signature": b"s" * 64, "root": b"r" * 32, "act": "act",
             "day": today()}
    with stores.main.begin() as connection:
        connection.execute(insert(AuditEvent), event)
    with pytest.raises(DBAPIError, match="append-only"), stores.main.begin() as connection:
        connection.execute(text(statement))


def test_a_migration_that_fails_leaves_everything_as_it_was(empty_stores: Stores) -> None:
    def break_down() -> None:
        with migrating(empty_stores.main, "main") as config:
            command.upgrade(config, "head")
            raise RuntimeError("the machine went down")

    with pytest.raises(RuntimeError):
        break_down()
    assert inspect(empty_stores.main).get_table_names() == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_foreign_keys_are_enforced_again_after_migrating(empty_stores: Stores) -> None:
    upgrade(empty_stores)
    with empty_stores.main.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def _tables_after_loading(*modules: str) -> str:
    ask = f"import {', '.join(modules)}; from intake.db import Ephemeral, Main, Shards; "
    ask += "print([sorted(each.metadata.tables) for each in (Ephemeral, Main, Shards)])"
    return subprocess.run([sys.executable, "-c", ask], check=True, capture_output=True, text=True).stdout


def is_at_head(engine: Engine, store: str) -> bool:
    """Whether the store's own note of its revision is the newest one."""
    with engine.connect() as connection:
        return bool(connection.scalar(text("SELECT version_num FROM alembic_version")) == newest(store))


def _plain(value: object) -> str:
    # What is reflected holds objects of SQLAlchemy's (types, conditions of an index) that only compare as text.
    if isinstance(value, dict):
        return str(sorted((key, _plain(inner)) for key, inner in value.items()))
    return str(list(map(_plain, value)) if isinstance(value, list | tuple) else value)


def _revisions(config: Config) -> Iterator[str]:
    return reversed([revision.revision for revision in ScriptDirectory.from_config(config).walk_revisions()])


def _move(engine: Engine, store: str, steps: str) -> None:
    with migrating(engine, store) as config:
        (command.upgrade if steps.startswith("+") else command.downgrade)(config, steps)
