"""The files of a case as pages name them. No key leaves through here, and whether a blob is whole the web asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from intake.attachments.record import FileRecord
from intake.attachments.sealing import stored_size
from intake.cases.items import Entry


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file: what it is called, what its sender's browser called its type, and its true size.

    `ours` says that somebody of the staff sent it. `cleaning`: as `record.FileRecord` has it. `blob` should
    have `stored` bytes. `note` is the content note that stands at it, for staff alone.
    """

    id: int
    name: str
    media_type: str
    size: int
    cleaning: Mapping[str, Any]
    language: str
    ours: bool
    blob: str
    stored: int
    note: Entry | None


def by_entry(files: Iterable[Entry], notes: Mapping[int, Entry]) -> dict[int, tuple[SentFile, ...]]:
    """Opened files, by the entry that each came with, in their order. `notes` are those that stand at them."""
    found: dict[int, list[SentFile]] = {}
    for each in files:
        if each.file is not None:
            found.setdefault(each.file.of, []).append(_named(each, each.file, notes.get(each.id)))
    return {entry: tuple(named) for entry, named in found.items()}


def _named(entry: Entry, known: FileRecord, note: Entry | None) -> SentFile:
    return SentFile(entry.id, entry.text, known.media_type, known.size, known.cleaning, entry.language,
                    entry.by is not None, known.blob, stored_size(known.size), note)
