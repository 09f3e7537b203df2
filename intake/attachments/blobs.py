"""Where sealed files lie: one folder, random names, nothing in clear, and no time finer than a day.

What comes in here is boxed already (`sealing.py`). The door is narrow enough for storage on another machine: write one
from end to end, open one for reading anywhere in it, remove one, and say which there are.
"""

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO, Final

from intake import clock, durable

FOLDER: Final = "blobs"
_NAME: Final = re.compile(r"[0-9a-f]{32}")
_PART: Final = re.compile(r"\.[0-9a-f]{32}\.part")


@dataclass(frozen=True, slots=True)
class Blob:
    """A blob as the store has it: how large it is, and of which day."""

    name: str
    size: int
    day: date


class Writer:
    """A blob that is being written. Nobody finds it before `commit`; `abandon` leaves nothing of it."""

    def __init__(self, name: str, place: Path) -> None:
        self.name = name
        self._place = place
        self._part = place.with_name(f".{name}.part")
        _make_folder(place.parent)
        self._file = os.fdopen(durable.create(self._part), "wb", buffering=0)

    def write(self, data: bytes) -> None:
        """Add to the end. Raises `OSError` when there is no room."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest):]

    def commit(self) -> None:
        """Put it in its place, once the disk has it all."""
        os.utime(self._file.fileno(), _midnight(clock.today()))
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.rename(self._place)
        durable.sync_folder(self._place.parent)
        _forget_time_of(self._place.parent)

    def abandon(self) -> None:
        """Take away what was written so far."""
        self._file.close()
        for path in (self._part, self._place):
            path.unlink(missing_ok=True)
        _forget_time_of(self._place.parent)


class Blobs:
    """The store, below one folder of this machine. The folder is made with the first blob."""

    def __init__(self, instance: Path) -> None:
        self._folder = instance / FOLDER

    def create(self) -> Writer:
        """A new blob under a random name."""
        name = secrets.token_hex(16)
        return Writer(name, self._place(name))

    def open(self, name: str) -> BinaryIO:
        """A blob to be read anywhere in it. Raises `FileNotFoundError` when there is none."""
        return self._place(name).open("rb")

    def remove(self, name: str) -> None:
        """Take a blob away, and wait until the disk knows; one that is gone already is none."""
        place = self._place(name)
        with suppress(FileNotFoundError):
            place.unlink()
            durable.sync_folder(place.parent)
            _forget_time_of(place.parent)

    def size(self, name: str) -> int | None:
        """How many bytes a blob has; None when there is none."""
        try:
            return self._place(name).stat().st_size
        except FileNotFoundError:
            return None

    def all(self) -> Iterator[Blob]:
        """Every blob, in no order. One that goes meanwhile may be left out."""
        for path in self._folder.glob("??/*"):
            with suppress(FileNotFoundError):
                if _NAME.fullmatch(path.name):
                    yield Blob(path.name, path.stat().st_size, _day_of(path))

    def remove_parts(self, before: date) -> int:
        """Take away what writers left that were broken off before this day; gives how many."""
        old = [path for path in self._folder.glob("??/.*") if _PART.fullmatch(path.name) and _day_of(path) < before]
        for path in old:
            path.unlink(missing_ok=True)
            _forget_time_of(path.parent)
        return len(old)

    def free_bytes(self) -> int:
        """How much room the disk has."""
        return shutil.disk_usage(self._folder if self._folder.exists() else self._folder.parent).free

    def _place(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise FileNotFoundError(f"{name!r} is no name of a blob")
        return self._folder / name[:2] / name


def _make_folder(folder: Path) -> None:
    for each in (folder.parent, folder):
        if not each.exists():
            each.mkdir(mode=0o700, exist_ok=True)
            durable.sync_folder(each.parent)
            _forget_time_of(each.parent)


def _forget_time_of(folder: Path) -> None:
    """A folder remembers when a name last came or went: that, too, tells no more than the day."""
    if folder.name == FOLDER or folder.parent.name == FOLDER:
        os.utime(folder, _midnight(clock.today()))


def _midnight(day: date) -> tuple[float, float]:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
    return moment, moment


def _day_of(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
