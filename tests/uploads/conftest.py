"""A served real instance, with nothing else in the folders that it writes to."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.databases import Urls
from tests.support.instance import Instance, set_up
from tests.support.served import SERVE, Served, start


@dataclass(frozen=True, slots=True)
class Site:
    """An instance and its server, and the folder that holds all that they write."""

    instance: Instance
    served: Served
    folder: Path

    def stored(self) -> list[Path]:
        """Every file in the store of files."""
        return [path for path in (self.instance.folder / "blobs").rglob("*") if path.is_file()]


@pytest.fixture
def command() -> tuple[str, ...]:
    """How the server is started. A module that wants it otherwise overrides this."""
    return SERVE


@pytest.fixture
def site(tmp_path: Path, command: tuple[str, ...]) -> Iterator[Site]:
    """The instance, served by two workers, on SQLite."""
    urls = Urls(*(f"sqlite:///{tmp_path / 'instance' / name}.db" for name in ("main", "shards", "ephemeral")))
    instance = set_up(tmp_path / "instance", urls)
    (tmp_path / "tmp").mkdir()
    environment = {**instance.environment(), "TMPDIR": str(tmp_path / "tmp"), "INTAKE_MINIMUM_SECONDS": "0"}
    served = start(environment, tmp_path / "server.log", command=command)
    try:
        yield Site(instance, served, tmp_path)
    finally:
        if served.process.poll() is None:
            served.stop()
        instance.stores.dispose()
