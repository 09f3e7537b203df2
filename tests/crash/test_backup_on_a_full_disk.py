"""A disk that fills up under a backup or a restore: one line, and no half of anything.

The disk is made small by the limit that the system puts on a process's files.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from intake.vault import backup_key
from intake.vault.keys import new_seed
from intake.vault.secrets import pepper_words
from intake.vault.words import to_paper
from tests.crash.conftest import Desk
from tests.support.databases import Urls

pytestmark = pytest.mark.slow

SMALL_DISK = ("import resource as r, sys; room = int(sys.argv.pop(1)); r.setrlimit(r.RLIMIT_FSIZE, (room, room));"
              "from intake.cli import main; main()")


@pytest.fixture
def full(desk: Desk, tmp_path: Path) -> Path:
    """A disk for backups, beside a desk with more on it than fits."""
    for number in range(8):
        desk.visitor.send(f"{number} " + "so much to say " * 3000)
    backup_key.keep(desk.instance.settings.secrets_dir, new_seed())
    disk = tmp_path / "disk"
    disk.mkdir()
    return disk


def run(environment: dict[str, str], room: int, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """A command of Intake's whose files may have `room` bytes."""
    command = [sys.executable, "-c", SMALL_DISK, str(room), *words]
    return subprocess.run(command, env=environment, input=typed, capture_output=True, text=True, check=False)


def names_below(folder: Path) -> list[str]:
    """Every file below a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_backup_that_does_not_fit_leaves_no_half_archive(desk: Desk, full: Path) -> None:
    made = run(desk.instance.environment(), 100_000, "backup", str(full))
    assert (made.returncode, made.stdout) == (2, "")
    assert made.stderr.count("\n") == 1
    assert made.stderr.startswith(f"intake: No backup was made in {full}: ")
    assert names_below(full) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_restore_that_does_not_fit_can_be_done_again_where_there_is_room(
    desk: Desk, full: Path, urls: Urls, tmp_path: Path
) -> None:
    seed = new_seed()
    backup_key.keep(desk.instance.settings.secrets_dir, seed)
    wide = 1 << 40
    assert run(desk.instance.environment(), wide, "backup", str(full)).returncode == 0
    (main,), (shards,) = full.glob("*.main"), full.glob("shards/*.shards")
    place = tmp_path / "elsewhere"
    restore = ("restore", str(main), "--shards", str(shards))
    typed = f"{to_paper(seed)}\ny\n{pepper_words(desk.instance.secrets.pepper)}\n"
    environment = {"INTAKE_INSTANCE_DIR": str(place)}
    refused = run(environment, 200_000, *restore, typed=typed)
    assert refused.returncode == 2, refused.stderr
    assert refused.stderr.count("\n") == 1
    assert names_below(place) == []
    done = run(environment, wide, *restore, typed=typed)
    assert done.returncode == 0, done.stderr
