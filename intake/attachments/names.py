"""What a sent file is called: as its sender called it, but for what would make the name look like another one. Pure."""

import re
from typing import Final

LONGEST: Final = 255
_KEPT_END: Final = 40
_DIRECTING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_TYPE: Final = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,60}/[A-Za-z0-9!#$&^_.+-]{1,60}")


def as_kept(name: str) -> str:
    """The name without the characters that turn the direction of text: `cod<RLO>fdp.exe` would read `codexe.pdf`.

    Everything else stays, control characters too; pages show them. A very long name loses its middle, not its ending.
    """
    plain = _DIRECTING.sub("", name)
    return plain if len(plain) <= LONGEST else plain[:LONGEST - _KEPT_END - 1] + "…" + plain[-_KEPT_END:]


def type_as_told(told: str) -> str:
    """The media type that a browser named, without parameters; empty where it is none."""
    kind = told.partition(";")[0].strip()
    return kind.lower() if _TYPE.fullmatch(kind) else ""
