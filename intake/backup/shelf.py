"""The folder that backups are kept in: names, the newest pair, and the end of old shards.

Main archives are kept until somebody removes them. Archives of shards end after seven days, or erasing would never
reach the backups (DESIGN 2, promise 6). Files of other names are never touched.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO, Final

from intake import durable
from intake.errors import Unready

SHARDS_KEPT: Final = timedelta(days=7)
_NAME: Final = re.compile(r"intake-(\d{4}-\d\d-\d\d)(?:-(\d+))?\.(main|shards)")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of archives, with the shards in a folder below."""

    folder: Path

    @property
    def shards(self) -> Path:
        """Where the archives of shards lie: copy anything but this to where copies live long."""
        return self.folder / "shards"

    def prepare(self) -> None:
        """Make it ready for new archives, and remove what a run left behind that was broken off."""
        if not self.folder.is_dir():
            raise Unready(f"There is no folder {self.folder}. Is its disk mounted?")
        self.shards.mkdir(mode=0o700, exist_ok=True)
        for folder in (self.folder, self.shards):
            for part in folder.glob(".intake-*.part"):
                part.unlink()

    def next_names(self, day: date) -> tuple[Path, Path]:
        """Where the next two archives of this day go: the main store's, then the shards'."""
        number, stem = 1, f"intake-{day.isoformat()}"
        while any(path.exists() for path in self._paths(stem)):
            number += 1
            stem = f"intake-{day.isoformat()}-{number}"
        return self._paths(stem)

    def newest(self) -> tuple[Path, Path]:
        """The newest archive of each kind, or `Unready`."""
        return _newest(self.folder, "main"), _newest(self.shards, "shards")

    def end_old_shards(self, today: date) -> int:
        """Remove archives of shards that are over seven days old, but never the newest; gives how many."""
        old = [path for path in _archives(self.shards, "shards")[:-1] if _day(path) < today - SHARDS_KEPT]
        for path in old:
            path.unlink()
        return len(old)

    def _paths(self, stem: str) -> tuple[Path, Path]:
        return self.folder / f"{stem}.main", self.shards / f"{stem}.shards"


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that gets its name when the block ended well, and leaves nothing behind when it did not."""
    part = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(durable.create(part), "wb") as opened:
            yield opened
        part.rename(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    durable.sync_folder(path.parent)


def _newest(folder: Path, kind: str) -> Path:
    archives = _archives(folder, kind)
    if not archives:
        raise Unready(f"There is no archive in {folder}.")
    return archives[-1]


def _archives(folder: Path, kind: str) -> list[Path]:
    """The archives of a kind, the oldest first."""
    aged = [(age, path) for path in folder.glob(f"intake-*.{kind}") if (age := _age(path)) is not None]
    return [path for _, path in sorted(aged)]


def _day(path: Path) -> date:
    age = _age(path)
    return age[0] if age else date.max


def _age(path: Path) -> tuple[date, int] | None:
    """The day of an archive, and which one of that day it was; None for any other file."""
    found = _NAME.fullmatch(path.name)
    try:
        return (date.fromisoformat(found[1]), int(found[2] or 1)) if found else None
    except ValueError:
        return None
