"""A served real instance on each of the two databases, with nothing else in the folders that it writes to."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from intake.accounts import slots
from intake.app import create_app
from intake.judging.judge import Judgement
from intake.vault import passwords
from tests.realdata.desk_matrix import Workplace, workplace
from tests.support.databases import PostgresDatabases, Urls
from tests.support.instance import Instance, set_up
from tests.support.lines import Lines
from tests.support.people import CHEAP
from tests.support.postgres import running_postgres
from tests.support.served import Served, start


@dataclass(frozen=True, slots=True)
class Site:
    """A served instance, and every folder that something of it writes to."""

    instance: Instance
    served: Served
    folders: tuple[Path, ...]


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """An instance served with everything on: two workers, the job process, durable databases of its own."""
    if request.param == "sqlite":
        files = Urls(*(f"sqlite:///{tmp_path / 'instance' / name}.db" for name in ("main", "shards", "ephemeral")))
        yield from _site(tmp_path, files, ())
        return
    with running_postgres(durable=True) as server, PostgresDatabases(server, Lines()).empty(tmp_path) as urls:
        yield from _site(tmp_path, urls, (server.folder,))


def _site(folder: Path, urls: Urls, others: tuple[Path, ...]) -> Iterator[Site]:
    instance = set_up(folder / "instance", urls)
    temporary = folder / "tmp"
    temporary.mkdir()
    served = start({**instance.environment(), "TMPDIR": str(temporary)}, folder / "server.log")
    try:
        yield Site(instance, served, (folder, *others))
    finally:
        if served.process.poll() is None:
            served.stop()
        instance.stores.dispose()


@pytest.fixture
def place(urls: Urls, instance_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workplace]:
    """The application in this process, everybody signed in, and what is stretched costs next to nothing.

    Nothing is set aside as spam, which many of these strings look like: their pages are held beside a harmless text's.
    """
    monkeypatch.setattr(Judgement, "suspicious", False)
    monkeypatch.setattr(passwords, "RECEIPT", CHEAP)
    monkeypatch.setattr(slots, "COST", CHEAP)
    instance = set_up(instance_dir, urls)
    app = create_app(instance.settings, instance.house.run_secret)
    yield workplace(app, instance)
    for stores in (instance.stores, app.extensions["intake"].stores):
        stores.dispose()
