"""How a job says that it will not, with a reason for people, and what a cleaner gives back."""

import struct
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from intake.attachments.findings import Hidden, Reason


class Refused(Exception):
    """This file is not looked into any further."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class Malformed(Exception):
    """The file is not built as its kind is."""


@dataclass(slots=True)
class Cleaned:
    """A cleaned file, the kinds of data that were hidden in it, and whether a part of it could not be looked into."""

    data: bytes
    found: set[Hidden] = field(default_factory=set)
    partly: bool = False


def joined(parts: Iterable[bytes | memoryview]) -> bytes:
    """Pieces as one."""
    return b"".join(parts)


CleanInner = Callable[[str, bytes], Cleaned | None]
"""Cleans a file that lies within another, by name and content; None for one that nobody can look into."""

SURPRISES: Final = (Malformed, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RuntimeError,
                    OSError, SyntaxError, struct.error, zlib.error)
"""What a job meets in a file that is not built as its kind is."""
