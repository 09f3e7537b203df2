"""The folder of sealed files, out and in. What lies in it is boxed already; names are random."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from intake import durable
from intake.attachments.blobs import FOLDER
from intake.backup import frames
from intake.backup.frames import FILE, PART, Frame

_CHUNK: Final = 256 * 1024
_NAME: Final = re.compile(rf"{FOLDER}(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+")


def dumped(instance: Path) -> Iterator[Frame]:
    """The frames of every file below `blobs/`, if there is such a folder.

    One that was erased meanwhile is left out, and so is what is only being written.
    """
    for path in sorted((instance / FOLDER).rglob("*")):
        if path.is_symlink() or not path.is_file() or path.name.startswith("."):
            continue
        try:
            source = path.open("rb")
        except FileNotFoundError:
            continue
        with source:
            yield FILE, frames.file(path.relative_to(instance).as_posix())
            while chunk := source.read(_CHUNK):
                yield PART, chunk


class Receiver:
    """Writes files from frames; those that do not belong below `blobs/` are not for it."""

    def __init__(self, instance: Path) -> None:
        self._instance = instance
        self._open: BinaryIO | None = None

    def take(self, mark: bytes, payload: bytes) -> None:
        """One frame of a file."""
        if mark == FILE:
            self.finish()
            name = json.loads(payload)["name"]
            self._open = self._new(name) if _NAME.fullmatch(name) else None
        elif self._open is not None:
            self._open.write(payload)

    def finish(self) -> None:
        """Wait until the disk has the last file."""
        if self._open is not None:
            with self._open as done:
                done.flush()
                os.fsync(done.fileno())
            self._open = None

    def _new(self, name: str) -> BinaryIO:
        path = self._instance / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.fdopen(durable.create(path), "wb")
