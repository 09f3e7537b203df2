"""A site on each database, with a backup key, a disk for backups and an empty place elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.accounts import slots
from intake.settings import load_settings
from intake.vault import backup_key, passwords
from intake.vault.keys import new_seed
from tests.backup.site import Site
from tests.support.databases import PostgresDatabases, SqliteDatabases, Urls
from tests.support.instance import set_up
from tests.support.people import CHEAP

TEXTS = ("My brother cannot call home.", "برادرم نمی‌تواند به خانه زنگ بزند.", "She left them on a Tuesday, at night.")


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords and codes cost next to nothing; what they really cost is shown in `tests/vault`."""
    monkeypatch.setattr(slots, "COST", CHEAP)
    monkeypatch.setattr(passwords, "RECEIPT", CHEAP)


@pytest.fixture
def site(database: SqliteDatabases | PostgresDatabases, urls: Urls, instance_dir: Path, tmp_path: Path, cheap: None
         ) -> Iterator[Site]:
    """The site, with three enquiries."""
    instance, disk = set_up(instance_dir, urls), tmp_path / "disk"
    disk.mkdir()
    seed = new_seed()
    backup_key.keep(instance.settings.secrets_dir, seed)
    with database.empty(tmp_path / "elsewhere") as empty:
        elsewhere = load_settings(instance_dir=tmp_path / "elsewhere", **empty.as_settings())
        site = Site(instance, disk, elsewhere, seed)
        for text in TEXTS:
            site.send(text)
        yield site
    instance.stores.dispose()
