"""The lists of a HEIF file: which items it has, where each lies, what belongs together; read, chosen, written anew."""

import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

from intake.attachments.inside.isobmff import Box, Reader, box, boxes
from intake.attachments.inside.refused import Malformed

_PICTURES: Final = frozenset({b"hvc1", b"av01", b"grid", b"iovl", b"iden", b"tmap"})
_ALPHA: Final = (b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", b"urn:mpeg:hevc:2015:auxid:1")
_MOST_ITEMS: Final = 5_000


@dataclass(slots=True)
class Item:
    """One item: what it is, the words of its entry that tell so, and the parts of the file that it owns."""

    form: bytes
    entry: bytes
    method: int = 0
    place: bytes = b""
    extents: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reference:
    """That one item belongs to others, and how."""

    name: bytes
    source: int
    targets: tuple[int, ...]


@dataclass(slots=True)
class Items:
    """All lists of a file."""

    primary: int
    items: dict[int, Item]
    references: list[Reference]
    place_head: bytes
    wide_references: bool

    def pictures(self, auxiliaries: dict[int, bytes]) -> set[int]:
        """The items that make what is seen: pictures and what they are put together from, and how far they are seen
        through. Previews, depth maps and other pictures beside are left out with what only they are made from."""
        beside = {each.source for each in self.references if each.name in (b"thmb", b"cdsc")}
        beside |= {each.source for each in self.references if each.name == b"auxl"
                   and auxiliaries.get(each.source, b"") not in _ALPHA}
        parts = {target for each in self.references if each.name == b"dimg" for target in each.targets}
        kept: set[int] = set()
        waiting = [number for number, item in self.items.items()
                   if item.form in _PICTURES and number not in beside and number not in parts]
        waiting.append(self.primary)
        while waiting:
            number = waiting.pop()
            if number in self.items and number not in kept:
                kept.add(number)
                waiting += [target for each in self.references if each.name == b"dimg" and each.source == number
                            for target in each.targets]
        return kept

    def owned(self, kept: Collection[int], method: int) -> list[tuple[int, int]]:
        """The parts that the kept items own: of the file (method 0), or of the small store in the lists (1)."""
        return [extent for number in kept if self.items[number].method == method
                for extent in self.items[number].extents]

    def written(self, kept: Collection[int]) -> dict[bytes, bytes]:
        """The lists, with the kept items alone."""
        names = [box(b"infe", self.items[number].entry) for number in sorted(kept)]
        places = [self.items[number].place for number in sorted(kept) if self.items[number].place]
        count = struct.pack(">I" if self.place_head[0] == 2 else ">H", len(places))
        width = "I" if self.wide_references else "H"
        return {
            b"iinf": box(b"iinf", bytes(4) + struct.pack(">H", len(names)) + b"".join(names)),
            b"iloc": box(b"iloc", self.place_head + count + b"".join(places)),
            b"iref": self._references(kept, width),
        }

    def _references(self, kept: Collection[int], width: str) -> bytes:
        rows = b""
        for each in self.references:
            targets = [target for target in each.targets if target in kept]
            if each.source in kept and targets:
                numbers = struct.pack(f">{width}H{len(targets)}{width}", each.source, len(targets), *targets)
                rows += box(each.name, numbers)
        return box(b"iref", bytes((self.wide_references, 0, 0, 0)) + rows) if rows else b""


def read_items(data: bytes, inner: dict[bytes, Box]) -> Items:
    """The lists of a file, from the boxes of its `meta`."""
    if not {b"pitm", b"iinf", b"iloc", b"iprp"} <= inner.keys():
        raise Malformed("a list is missing")
    content = {name: data[each.body:each.end] for name, each in inner.items()}
    wide = content[b"pitm"][:1] != b"\0"
    primary = int.from_bytes(content[b"pitm"][4:8 if wide else 6], "big")
    items = dict(_names(data, inner[b"iinf"]))
    head = _places(content[b"iloc"], items)
    references: list[Reference] = []
    wide_references = False
    if b"iref" in inner:
        wide_references = content[b"iref"][0] == 1
        references = list(_references(data, inner[b"iref"], 4 if wide_references else 2))
    return Items(primary, items, references, head, wide_references)


def _names(data: bytes, listed: Box) -> Iterator[tuple[int, Item]]:
    first = listed.body + (6 if data[listed.body] == 0 else 8)
    for number, each in enumerate(boxes(data, first, listed.end)):
        content = data[each.body:each.end]
        version = content[0] if content else 0
        if each.name != b"infe" or version not in (2, 3) or number >= _MOST_ITEMS:
            raise Malformed("an item is listed in an unknown way")
        width = 4 if version == 3 else 2
        form = content[6 + width:10 + width]
        # The entry as it was, its name left empty: names are words of whoever made the file.
        yield int.from_bytes(content[4:4 + width], "big"), Item(form, content[:10 + width] + b"\0")


def _places(content: bytes, items: dict[int, Item]) -> bytes:
    reader = Reader(content)
    head = reader.take(6)
    version = head[0]
    if version > 2:
        raise Malformed("places are listed in an unknown way")
    offset_size, length_size, base_size = head[4] >> 4, head[4] & 15, head[5] >> 4
    index_size = head[5] & 15 if version else 0
    width = 4 if version == 2 else 2
    for _ in range(min(reader.number(width), _MOST_ITEMS)):
        start = reader.at
        number = reader.number(width)
        method = reader.number(2) & 15 if version else 0
        reader.number(2)
        base = reader.number(base_size)
        extents = []
        for _ in range(reader.number(2)):
            reader.number(index_size)
            offset, length = base + reader.number(offset_size), reader.number(length_size)
            extents.append((offset, offset + length))
        if number in items:
            items[number].method, items[number].extents = method, extents
            items[number].place = content[start:reader.at]
    return head


def _references(data: bytes, listed: Box, width: int) -> Iterator[Reference]:
    for each in boxes(data, listed.body + 4, listed.end):
        reader = Reader(data[each.body:each.end])
        source = reader.number(width)
        yield Reference(each.name, source, tuple(reader.number(width) for _ in range(reader.number(2))))
