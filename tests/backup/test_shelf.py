"""The folder of backups: names, who may read them, how long they stay, and what a failure leaves there."""

import stat
from datetime import timedelta

import pytest
import time_machine

from intake import clock
from intake.backup import make
from intake.backup.shelf import SHARDS_KEPT, Shelf
from intake.errors import Unready
from intake.vault import backup_key
from intake.vault.lanes import Lanes
from tests.backup.site import Site, everything_in

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]
"""It is about files, whatever database they come from."""


def test_both_archives_are_for_their_owner_alone(site: Site) -> None:
    made = site.back_up()
    assert {stat.S_IMODE(path.stat().st_mode) for path in (made.main, made.shards)} == {0o600}
    assert stat.S_IMODE(made.shards.parent.stat().st_mode) == 0o700
    assert made.shards.parent == site.disk / "shards"


def test_the_names_tell_the_day_and_never_take_anothers_place(site: Site) -> None:
    day = clock.today().isoformat()
    first, second = site.back_up(), site.back_up()
    assert (first.main.name, first.shards.name) == (f"intake-{day}.main", f"intake-{day}.shards")
    assert (second.main.name, second.shards.name) == (f"intake-{day}-2.main", f"intake-{day}-2.shards")
    assert Shelf(site.disk).newest() == (second.main, second.shards)


def test_archives_of_shards_end_after_seven_days_and_those_of_main_do_not(site: Site) -> None:
    start, made = clock.now(), []
    for days in (0, 1, 7, 8):
        with time_machine.travel(start + timedelta(days=days)):
            made.append(site.back_up())
    assert [each.shards.exists() for each in made] == [False, True, True, True]
    assert [each.main.exists() for each in made] == [True] * 4
    assert made[-1].ended == 1


def test_the_newest_archive_of_shards_is_kept_however_old_it_is(site: Site) -> None:
    made = site.back_up()
    assert Shelf(site.disk).end_old_shards(clock.today() + 10 * SHARDS_KEPT) == 0
    assert made.shards.exists()


def test_old_shards_come_to_their_end_even_when_no_backup_can_be_made(site: Site, monkeypatch: pytest.MonkeyPatch
                                                                      ) -> None:
    first, start = site.back_up(), clock.now()
    with time_machine.travel(start + timedelta(days=1)):
        second = site.back_up()
    monkeypatch.setattr(make, "_shards", lambda *_: 1 / 0)
    with time_machine.travel(start + timedelta(days=8)), pytest.raises(ZeroDivisionError):
        site.back_up()
    assert (first.shards.exists(), second.shards.exists()) == (False, True)


def test_files_of_other_names_are_let_alone(site: Site) -> None:
    (site.disk / "shards").mkdir()
    others = {"shards/intake-1999-01-01.shards.old", "shards/notes.txt", "shards/intake-1999-99-99.shards"}
    for name in others:
        (site.disk / name).write_text("mine")
    site.back_up()
    site.back_up()
    assert others <= everything_in(site.disk).keys()


def test_a_backup_that_fails_half_way_leaves_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for part in ("_main", "_shards", "record"):
        with monkeypatch.context() as patched:
            patched.setattr(make, part, lambda *_, **__: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                site.back_up()
        assert everything_in(site.disk) == {}


def test_what_a_killed_backup_left_behind_is_cleared_away_by_the_next(site: Site) -> None:
    (site.disk / ".intake-2026-01-01.main.part").write_bytes(b"half")
    made = site.back_up()
    assert {site.disk / name for name in everything_in(site.disk)} == {made.main, made.shards}


def test_two_backups_at_once_are_refused(site: Site) -> None:
    with (Lanes(site.instance.folder / "lanes", "backup", 1).place(),
          pytest.raises(Unready, match="Another backup is being made")):
        site.back_up()


def test_a_folder_that_does_not_exist_is_refused(site: Site) -> None:
    with pytest.raises(Unready, match="mounted"):
        make.back_up(site.instance.settings, site.disk / "not there")


@pytest.mark.parametrize("inside", ["", "copies"])
def test_the_instance_folder_is_no_place_for_backups(site: Site, inside: str) -> None:
    folder = site.instance.folder / inside
    folder.mkdir(exist_ok=True)
    with pytest.raises(Unready, match="inside the instance folder"):
        make.back_up(site.instance.settings, folder)


def test_without_a_backup_key_there_is_no_backup(site: Site) -> None:
    (site.instance.settings.secrets_dir / backup_key.FILE).unlink()
    with pytest.raises(Unready, match="intake backup key"):
        site.back_up()
