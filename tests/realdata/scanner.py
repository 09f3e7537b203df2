"""Looks for pieces of texts in files: every run of 24 bytes of a text, at any offset, in UTF-8 and both UTF-16.

The first eight bytes of each run are numbers in a set, and so is every place of a file: where a number is in both, the
whole run is compared. A run of few different bytes (spaces, a rule of dashes) says nothing and is left out. Databases
repeat themselves: a block that was seen and clean is not looked through again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

WINDOW: Final = 24
ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be")
_KEY: Final = 8
_FEWEST_KINDS: Final = 6
_BLOCK: Final = 8192


@dataclass(frozen=True, slots=True)
class Find:
    """A piece of a text that stands in a file."""

    file: Path
    offset: int
    window: bytes


class Scanner:
    """Knows the windows of the given texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        encoded = [text.encode(encoding, "surrogatepass") for text in texts for encoding in ENCODINGS]
        self.corpus = b"\xff\xfe\xff\x00".join(part for part in encoded if len(part) >= WINDOW)
        self.keys: set[int] = set()
        for shift in range(_KEY):
            self.keys.update(_numbers(memoryview(self.corpus), shift))
        self._known: dict[bytes, bool] = {}
        self._clean: set[bytes] = set()

    def files(self, files: Iterable[Path]) -> Iterator[Find]:
        """What is found in these files."""
        for file in files:
            yield from self.file(file)

    def file(self, file: Path) -> Iterator[Find]:
        """What is found in one file, which may grow or vanish meanwhile."""
        try:
            data = file.read_bytes()
        except FileNotFoundError:
            return
        for start in range(0, len(data), _BLOCK):
            block = data[start:start + _BLOCK + WINDOW - 1]
            mark = blake2b(block, digest_size=16).digest()
            if mark not in self._clean:
                offsets = list(self._offsets(block))
                yield from (Find(file, start + offset, block[offset:offset + WINDOW]) for offset in offsets)
                if not offsets:
                    self._clean.add(mark)

    def _offsets(self, block: bytes) -> Iterator[int]:
        view = memoryview(block)
        for shift in range(_KEY):
            for key in self.keys.intersection(_numbers(view, shift)):
                yield from self._places(block, key.to_bytes(_KEY, "little"), shift)

    def _places(self, block: bytes, key: bytes, shift: int) -> Iterator[int]:
        offset = block.find(key)
        while offset >= 0:
            if offset % _KEY == shift and self._is_known(block[offset:offset + WINDOW]):
                yield offset
            offset = block.find(key, offset + 1)

    def _is_known(self, window: bytes) -> bool:
        if len(window) < WINDOW or len(set(window)) < _FEWEST_KINDS:
            return False
        if window not in self._known:
            self._known[window] = window in self.corpus
        return self._known[window]


def files_below(*folders: Path) -> list[Path]:
    """Every file in these folders."""
    found = (path for folder in folders for path in sorted(folder.rglob("*")))
    return [path for path in found if path.is_file() and not path.is_symlink()]


def _numbers(view: memoryview, shift: int) -> memoryview:
    usable = (len(view) - shift) // _KEY * _KEY
    return view[shift:shift + usable].cast("Q") if usable else memoryview(b"").cast("Q")
