"""The drill says whether the newest backup is any good, and leaves nothing behind."""

import stat
from pathlib import Path

import pytest

from intake.backup import tables
from intake.backup.drill import drill
from intake.backup.opening import Pair
from intake.backup.restore import Restored, restore
from intake.errors import Unready
from intake.settings import Settings
from intake.vault.keys import new_seed
from tests.backup.site import Site, everything_in

pytestmark = pytest.mark.slow


def test_a_good_backup_comes_back_whole(site: Site) -> None:
    site.back_up()
    made = site.back_up()
    done = drill(site.instance.settings, site.disk, site.seed)
    assert done.ok
    assert (done.main, done.shards) == (made.main, made.shards)
    assert sum(manifest.rows() for manifest in done.manifests) == made.rows
    assert done.log.size == made.log_size


def test_the_drill_leaves_nothing_behind(site: Site) -> None:
    site.back_up()
    names = set(everything_in(site.instance.folder)), everything_in(site.disk)
    drill(site.instance.settings, site.disk, site.seed)
    assert (set(everything_in(site.instance.folder)), everything_in(site.disk)) == names


def test_a_drill_that_fails_leaves_nothing_behind_either(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.back_up()
    names = set(everything_in(site.instance.folder))
    monkeypatch.setattr(tables.Loader, "finish", lambda _: None)
    with pytest.raises(Unready, match="did not come back as it was"):
        drill(site.instance.settings, site.disk, site.seed)
    assert set(everything_in(site.instance.folder)) == names


def test_the_drill_lies_in_the_instance_folder_for_its_owner_alone(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.back_up()
    places: list[Path] = []

    def watched(place: Settings, pair: Pair, pepper: bytes | None) -> Restored:
        places.extend(site.instance.folder.glob("drill-*"))
        assert place.instance_dir == places[0]
        assert stat.S_IMODE(places[0].stat().st_mode) == 0o700
        return restore(place, pair, pepper)

    monkeypatch.setattr("intake.backup.drill.restore", watched)
    drill(site.instance.settings, site.disk, site.seed)
    assert len(places) == 1


def test_the_drill_takes_the_newest_and_tells_when_that_is_damaged(site: Site) -> None:
    site.back_up()
    made = site.back_up()
    made.shards.write_bytes(made.shards.read_bytes()[:-1])
    with pytest.raises(Unready, match="damaged or was cut short"):
        drill(site.instance.settings, site.disk, site.seed)


def test_a_log_that_was_bent_before_the_backup_is_found_by_the_drill(site: Site, monkeypatch: pytest.MonkeyPatch
                                                                     ) -> None:
    with site.instance.stores.main.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER audit_event_refuses_update")
        else:
            connection.exec_driver_sql("ALTER TABLE audit_event DISABLE TRIGGER ALL")
        connection.exec_driver_sql("UPDATE audit_event SET act = 'team:founded' WHERE seq = 2")
    site.back_up()
    done = drill(site.instance.settings, site.disk, site.seed)
    assert not done.ok
    assert "Event 2" in done.log.problems[0].sentence


def test_the_drill_wants_the_right_words(site: Site) -> None:
    site.back_up()
    with pytest.raises(Unready, match="sealed to the backup key"):
        drill(site.instance.settings, site.disk, new_seed())


def test_an_empty_folder_is_told_of(site: Site) -> None:
    with pytest.raises(Unready, match="no archive"):
        drill(site.instance.settings, site.disk, site.seed)
