"""Many files as one archive, made while it leaves: opened piece by piece, never whole in memory and never on a disk.

Nothing is packed smaller: what people send is packed already. A file that cannot be read never breaks the archive: a
list in it says which one, and why. Nor does a scanner that is silent, or slow: nothing leaves while it is waited for,
and a line that is still for a minute is cut (`intake/hang_up.py`). So one that says nothing is waited for once, and
where one refuses file after file, what is lacking so far leaves as a list of its own.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import RawIOBase
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from intake.attachments.names import to_save, told_apart
from intake.attachments.record import FileRecord
from intake.attachments.scanning import Closed, NoAnswer
from intake.attachments.sealing import Opened
from intake.errors import Busy
from intake.vault.box import InvalidTag

_MISSING: Final = "MISSING.txt"
_STILL_SECONDS: Final = 20.0
"""How long nothing may have left before a list does. The next file takes half a minute at most, and a place to ask."""

_NO_NAME: Final = "file"
_FIRST_DAY: Final = date(1980, 1, 1)
_UNIX: Final = 3
_OWNER_ALONE: Final = 0o600 << 16


@dataclass(frozen=True, slots=True)
class Packed:
    """A file that goes into the archive: what it is called, of which day it is, and how it is opened."""

    name: str
    day: date
    known: FileRecord


@dataclass(frozen=True, slots=True)
class Reasons:
    """What the list says of a file that is not there, that the scanner keeps closed, and that was damaged on the way.

    Its name stands before it.
    """

    missing: str
    closed: str
    damaged: str


def pack(open_one: Callable[[FileRecord], Opened], folder: str, files: Sequence[Packed], reasons: Reasons
         ) -> Iterator[bytes]:
    """The archive of these files, below one folder, piece by piece. Names are safe on any device, and no two alike."""
    outgoing, lacking, silent = _Outgoing(), list[str](), False
    _, *names = told_apart([_MISSING, *(to_save(each.name) or _NO_NAME for each in files)])
    given = list(names)
    with ZipFile(outgoing, "w") as archive:
        for each, name in zip(files, names, strict=True):
            if silent:
                lacking.append(f"{name}: {reasons.closed}")
                continue
            info = _entry(f"{folder}/{name}", each.day, each.known.size)
            begun = False
            try:
                with open_one(each.known) as opened, archive.open(info, "w") as entry:
                    begun = True
                    for piece in opened.read(0, opened.size):
                        entry.write(piece)
                        yield from outgoing.taken()
            except (Closed, Busy) as closed:
                silent = isinstance(closed, NoAnswer | Busy)
                lacking.append(f"{name}: {reasons.closed}")
            except (InvalidTag, OSError):
                lacking.append(f"{name}: {reasons.damaged if begun else reasons.missing}")
            if lacking and not silent and outgoing.still_for() > _STILL_SECONDS:
                _tell(archive, folder, given, lacking)
            yield from outgoing.taken()
        if lacking:
            _tell(archive, folder, given, lacking)
    yield from outgoing.taken()


def _tell(archive: ZipFile, folder: str, given: list[str], lacking: list[str]) -> None:
    """Put what is lacking into a list, under a name that was not given yet."""
    *_, name = told_apart([*given, _MISSING])
    given.append(name)
    archive.writestr(_entry(f"{folder}/{name}", _FIRST_DAY, 0), "\r\n".join([*lacking, ""]))
    lacking.clear()


def _entry(name: str, day: date, size: int) -> ZipInfo:
    """Its head. No time finer than a day leaves with a file.

    Its size comes behind it. Programs that read from front to back (`jar`) find the end of a deflated entry alone, so
    it is one, of level 0.
    """
    moment = max(day, _FIRST_DAY)
    info = ZipInfo(name, (moment.year, moment.month, moment.day, 0, 0, 0))
    info.create_system, info.external_attr, info.file_size = _UNIX, _OWNER_ALONE, size
    info.compress_type, info._compresslevel = ZIP_DEFLATED, 0  # type: ignore[attr-defined]
    return info


class _Outgoing(RawIOBase):
    """Where the archive is written to: it holds what nobody took yet."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._moved = time.monotonic()

    def writable(self) -> bool:
        """It can be written to, and never be sought in."""
        return True

    def write(self, data: Any) -> int:
        """Hold these bytes."""
        if data:
            self._pieces.append(bytes(data))
        return len(data)

    def taken(self) -> Iterator[bytes]:
        """What came since the last time, and nothing where nothing did: an empty piece would end an answer."""
        if self._pieces:
            yield b"".join(self._pieces)
            self._pieces.clear()
            self._moved = time.monotonic()

    def still_for(self) -> float:
        """For how many seconds nothing was taken."""
        return time.monotonic() - self._moved
