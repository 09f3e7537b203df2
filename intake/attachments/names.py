"""What a sent file is called: as its sender called it, but for what would make the name look like another one. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

LONGEST: Final = 255
_KEPT_END: Final = 40
_STEM_BYTES: Final = 200
_ENDING_BYTES: Final = 32
_DIRECTING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_OF_PATHS: Final = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|]')
_OF_WINDOWS: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$) *(\.|$)", re.IGNORECASE)
"""Names that mean a device there, whatever their ending is."""

_TYPE: Final = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,60}/[A-Za-z0-9!#$&^_.+-]{1,60}")


def as_kept(name: str) -> str:
    """The name without the characters that turn the direction of text: `cod<RLO>fdp.exe` would read `codexe.pdf`.

    Everything else stays, control characters too; pages show them. A very long name loses its middle, not its ending.
    """
    plain = _DIRECTING.sub("", name)
    return plain if len(plain) <= LONGEST else plain[:LONGEST - _KEPT_END - 1] + "…" + plain[-_KEPT_END:]


def to_save(name: str) -> str:
    """The name as any machine can take it: no path, no device, no ending that hides. Empty where nothing is left."""
    plain = _OF_PATHS.sub("_", as_kept(name)).strip(" .")
    return f"_{plain}" if _OF_WINDOWS.match(unicodedata.normalize("NFKC", plain)) else plain


def told_apart(names: Iterable[str]) -> Iterator[str]:
    """The names, short enough for any disk, each with a number where an earlier one would be the same file to a device.
    """
    taken: set[str] = set()
    numbers: dict[tuple[str, str], int] = {}
    for name in names:
        stem, ending = _parts(name)
        alike, told = (_folded(stem), _folded(ending)), stem + ending
        while (seen := _folded(told)) in taken:
            numbers[alike] = numbers.get(alike, 1) + 1
            told = f"{stem} ({numbers[alike]}){ending}"
        taken.add(seen)
        yield told


def _parts(name: str) -> tuple[str, str]:
    """A name's beginning, cut to what disks allow in bytes, and its ending with the dot, if that looks like one."""
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending.encode()) > _ENDING_BYTES:
        stem, dot, ending = name, "", ""
    if len(stem.encode()) > _STEM_BYTES:
        stem = stem.encode()[:_STEM_BYTES].decode(errors="ignore").rstrip(" .")
    return stem, dot + ending


def _folded(name: str) -> str:
    """The name as a device may compare it: large letters are small ones, however each of them is made."""
    return unicodedata.normalize("NFKC", name).casefold()


def type_as_told(told: str) -> str:
    """The media type that a browser named, without parameters; empty where it is none."""
    kind = told.partition(";")[0].strip()
    return kind.lower() if _TYPE.fullmatch(kind) else ""
