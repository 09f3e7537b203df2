"""The properties of items in a HEIF file: sizes, turns, colours and how to decode stay, words and times go."""

import struct
from collections.abc import Collection
from typing import Final

from intake.attachments.findings import Hidden
from intake.attachments.inside.icc import scrubbed
from intake.attachments.inside.isobmff import Box, Reader, box, boxes
from intake.attachments.inside.refused import Malformed

_KEPT: Final = frozenset({
    b"hvcC", b"av1C", b"ispe", b"pixi", b"pasp", b"clap", b"irot", b"imir", b"auxC", b"clli", b"mdcv", b"cclv", b"lsel",
    b"a1op", b"a1lx", b"lhvC", b"oinf", b"tols", b"rref", b"free",
})

Associations = dict[int, list[tuple[int, bool]]]
"""Of each item: which properties it has, by number from 1, and whether each must be understood."""


class Properties:
    """What stands in `iprp`."""

    def __init__(self, data: bytes, listed: Box) -> None:
        children = list(boxes(data, listed.body, listed.end))
        inner = {each.name: each for each in children}
        if [each.name for each in children] != [b"ipco", b"ipma"]:
            raise Malformed("properties are listed in an unknown way")
        self.found: set[Hidden] = set()
        self._rows: list[bytes] = []
        self._dropped: set[int] = set()
        self.auxiliary: dict[int, bytes] = {}
        for number, each in enumerate(boxes(data, inner[b"ipco"].body, inner[b"ipco"].end), start=1):
            self._take(number, each.name, data[each.body:each.end])
        content = data[inner[b"ipma"].body:inner[b"ipma"].end]
        self._head, self._of = content[:4], _associations(content)

    def auxiliaries(self) -> dict[int, bytes]:
        """What each item that stands beside a picture says it is."""
        return {item: self.auxiliary[number] for item, owned in self._of.items() for number, _ in owned
                if number in self.auxiliary}

    def written(self, kept: Collection[int]) -> bytes:
        """The box anew, for the kept items, numbers as wide as they were."""
        item_width, number_width = _widths(self._head)
        rows, count = b"", 0
        for item, owned in self._of.items():
            if item in kept:
                held = [each for each in owned if each[0] not in self._dropped]
                numbers = [number | essential << (8 * number_width - 1) for number, essential in held]
                rows += item.to_bytes(item_width, "big") + bytes((len(numbers),))
                rows += b"".join(number.to_bytes(number_width, "big") for number in numbers)
                count += 1
        associations = box(b"ipma", self._head + struct.pack(">I", count) + rows)
        return box(b"iprp", box(b"ipco", b"".join(self._rows)) + associations)

    def _take(self, number: int, name: bytes, content: bytes) -> None:
        if name == b"colr":
            if content[:4] in (b"prof", b"rICC"):
                profile, told = scrubbed(content[4:])
                self.found |= told
                content = content[:4] + profile
            self._rows.append(box(name, content))
        elif name in _KEPT:
            if name == b"auxC":
                self.auxiliary[number] = content[4:].partition(b"\0")[0]
            self._rows.append(box(name, content))
        else:
            # Numbers count places, so an empty place stays.
            self._rows.append(box(b"free", b""))
            self._dropped.add(number)
            self.found.add(Hidden.OTHER)


def _widths(head: bytes) -> tuple[int, int]:
    return 4 if head[0] else 2, 2 if head[3] & 1 else 1


def _associations(content: bytes) -> Associations:
    reader = Reader(content)
    item_width, number_width = _widths(reader.take(4))
    top = 8 * number_width - 1
    found: Associations = {}
    for _ in range(reader.number(4)):
        item = reader.number(item_width)
        numbers = [reader.number(number_width) for _ in range(reader.number(1))]
        found.setdefault(item, []).extend((number & ~(1 << top), bool(number >> top)) for number in numbers)
    return found
