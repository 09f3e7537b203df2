"""What is known of a sent file, as the entry of its case keeps it, boxed. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file: its true size, what its sender's browser called its type, its blob and the key that opens it.

    `of` is the entry that it came with. `original` says that it is kept as it came. `cleaning` reports what was taken
    out, or why nothing was; it is empty where the sender wished for none.
    """

    blob: str
    key: bytes = field(repr=False)
    size: int
    media_type: str
    sha256: str
    of: int
    original: bool = True
    cleaning: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The record as it is boxed."""
        return {
            "blob": self.blob, "key": self.key.hex(), "size": self.size, "type": self.media_type,
            "sha256": self.sha256, "of": self.of, "original": self.original, "cleaning": dict(self.cleaning),
        }


def record_of(known: Mapping[str, Any]) -> FileRecord:
    """The record that was boxed."""
    return FileRecord(
        blob=known["blob"], key=bytes.fromhex(known["key"]), size=known["size"], media_type=known["type"],
        sha256=known["sha256"], of=known["of"], original=known["original"], cleaning=known["cleaning"],
    )
