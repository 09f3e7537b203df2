"""Archives: what Office files are. Entries are counted and sized before one is unpacked, and written without times."""

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

from intake.attachments.findings import Reason
from intake.attachments.inside.refused import Refused
from intake.attachments.limits import DEPTH, ENTRIES, RATIO, UNPACKED_BYTES

_LOCKED: Final = 0x1
_SMALL: Final = 1024 * 1024
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(slots=True)
class Allowance:
    """How much may still be unpacked, of one file and of all that lies within it."""

    entries: int = ENTRIES
    size: int = UNPACKED_BYTES
    depth: int = DEPTH

    def take(self, entries: int, size: int) -> None:
        """Use some of it, or `Refused`."""
        self.entries -= entries
        self.size -= size
        if self.entries < 0 or self.size < 0:
            raise Refused(Reason.TOO_LARGE)

    def deeper(self) -> None:
        """Go one file deeper, or `Refused`."""
        self.depth -= 1
        if self.depth < 0:
            raise Refused(Reason.TOO_LARGE)


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of an archive, unpacked, and whether it was packed."""

    data: bytes
    packed: bool = True


Parts = dict[str, Part]


def unpacked(data: bytes, allowance: Allowance) -> Parts:
    """The entries of an archive, in their order; `Refused` for a bomb, a lock, or one that is built to mislead."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _require_harmless(entries, allowance)
            return {entry.filename: Part(_read(archive, entry), entry.compress_type != zipfile.ZIP_STORED)
                    for entry in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        raise Refused(Reason.DAMAGED) from None


def _require_harmless(entries: list[zipfile.ZipInfo], allowance: Allowance) -> None:
    allowance.take(len(entries), sum(entry.file_size for entry in entries))
    if not entries:
        raise Refused(Reason.DAMAGED)
    names = [entry.filename for entry in entries]
    if len({name.lower() for name in names}) != len(names) or min(entry.header_offset for entry in entries) != 0:
        raise Refused(Reason.AMBIGUOUS)
    for entry in entries:
        if entry.flag_bits & _LOCKED:
            raise Refused(Reason.LOCKED)
        if entry.file_size > _SMALL and entry.file_size > RATIO * entry.compress_size:
            raise Refused(Reason.TOO_LARGE)
        if entry.filename.startswith("/") or "\\" in entry.filename or ".." in entry.filename.split("/"):
            raise Refused(Reason.AMBIGUOUS)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as opened:
        content = opened.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise Refused(Reason.DAMAGED)
    return content


def packed(parts: Parts) -> bytes:
    """An archive of these entries, which says nothing of when and on what machine it was made."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.create_system = 0
            entry.compress_type = zipfile.ZIP_DEFLATED if part.packed else zipfile.ZIP_STORED
            archive.writestr(entry, part.data)
    return file.getvalue()
