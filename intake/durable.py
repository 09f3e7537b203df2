"""Files that are on the disk when their writer says so, and for their owner alone. Knows nothing of what is in them."""

import os
from pathlib import Path


def write(descriptor: int, data: bytes) -> None:
    """Write all of an open file, for its owner alone, wait until the disk has it, and close it."""
    with os.fdopen(descriptor, "wb") as opened:
        os.fchmod(descriptor, 0o600)
        opened.write(data)
        opened.flush()
        os.fsync(descriptor)


def create(file: Path) -> int:
    """A new file, for its owner alone, open for writing. Raises `FileExistsError` rather than touch another one."""
    return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)


def replace(file: Path, data: bytes) -> None:
    """Put `data` in the place of a file: whoever looks finds the old one or the new one, whole."""
    beside = file.with_name(f".{file.name}.part")
    beside.unlink(missing_ok=True)
    try:
        write(create(beside), data)
        beside.replace(file)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
