"""Fixtures that every room's tests may use. None needs the web; `tests/web/conftest.py` adds what does.

`stores` runs a test twice, on SQLite and on PostgreSQL. A test that has a reason to see one only says
`@pytest.mark.parametrize("database", ["sqlite"], indirect=True)`.
"""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from intake.db import Stores
from intake.settings import Settings, load_settings
from intake.vault.secrets import Secrets, make_secrets
from tests.support.clamd import Clamd, running_clamd
from tests.support.corpus import leave_out_what_needs_texts, pytest_terminal_summary  # noqa: F401 - a hook
from tests.support.databases import PostgresDatabases, SqliteDatabases, Urls
from tests.support.in_turn import put_off_what_repeats
from tests.support.lines import Lines
from tests.support.postgres import Postgres, running_postgres
from tests.support.routing import remember_builders

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot be shown here, and put off what repeats."""
    leave_out_what_needs_texts(config, items)
    put_off_what_repeats(items)


@pytest.fixture(autouse=True, scope="session")
def _no_settings_from_outside() -> None:
    for name in [name for name in os.environ if name.startswith("INTAKE_")]:
        del os.environ[name]


@pytest.fixture(autouse=True, scope="session")
def _rubbish_waits() -> None:
    gc.set_threshold(50_000, 50, 50)  # Python would look through all that tests keep, a tenth of their time


@pytest.fixture(autouse=True, scope="session")
def _addresses_compiled_once() -> None:
    remember_builders()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL server for all tests of this process."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    """Gives tests SQLite stores."""
    return SqliteDatabases(tmp_path_factory.mktemp("templates") / "sqlite")


@pytest.fixture(scope="session")
def lines() -> Iterator[Lines]:
    """A line to each database of a server, for all tests of this process."""
    lines = Lines()
    yield lines
    lines.close()


@pytest.fixture(scope="session")
def postgres_databases(postgres: Postgres, lines: Lines) -> PostgresDatabases:
    """Gives tests PostgreSQL stores."""
    return PostgresDatabases(postgres, lines)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> SqliteDatabases | PostgresDatabases:
    """The kind of database that the test is about to see: each of them in turn."""
    name = "sqlite_databases" if request.param == "sqlite" else "postgres_databases"
    kind: SqliteDatabases | PostgresDatabases = request.getfixturevalue(name)
    return kind


@pytest.fixture
def instance_dir(tmp_path: Path) -> Path:
    """An instance folder of the test's own."""
    folder = tmp_path / "instance"
    folder.mkdir()
    return folder


@pytest.fixture
def urls(database: SqliteDatabases | PostgresDatabases, instance_dir: Path) -> Iterator[Urls]:
    """Where three migrated stores lie, without a row."""
    with database.migrated(instance_dir) as urls:
        yield urls


@pytest.fixture
def settings(urls: Urls, instance_dir: Path) -> Settings:
    """Settings of an instance on those stores."""
    return load_settings(instance_dir=instance_dir, **urls.as_settings())


@pytest.fixture
def stores(urls: Urls) -> Iterator[Stores]:
    """The three stores, migrated, without a row."""
    stores = urls.open()
    yield stores
    stores.dispose()


@pytest.fixture
def secrets(instance_dir: Path) -> Secrets:
    """The secrets of that instance, in its folder."""
    return make_secrets(instance_dir / "secrets")


@pytest.fixture
def empty_stores(database: SqliteDatabases | PostgresDatabases, tmp_path: Path) -> Iterator[Stores]:
    """Three stores without a table: for tests of migrating itself."""
    with database.empty(tmp_path / "empty") as urls:
        stores = urls.open()
        yield stores
        stores.dispose()


@pytest.fixture(scope="session")
def clamd() -> Iterator[Clamd]:
    """One scanner for viruses for all tests of this process."""
    with running_clamd() as daemon:
        yield daemon


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """One Chromium for all tests of this process. A test opens a context of its own and marks itself `browser`."""
    from tests.support.browser import running_chromium  # Playwright takes long to load, and few tests want it

    with running_chromium() as browser:
        yield browser
