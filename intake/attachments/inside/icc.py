"""Colour profiles, built anew: what colours need is kept, byte for byte; names, dates, makers and serial numbers go."""

import struct
from typing import Final

from intake.attachments.findings import Hidden

_HEADER: Final = 128
_MOST_TAGS: Final = 100
_COLOUR: Final = frozenset({
    b"wtpt", b"bkpt", b"chad", b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC", b"kTRC", b"A2B0", b"A2B1", b"A2B2",
    b"B2A0", b"B2A1", b"B2A2", b"gamt", b"chrm", b"cicp", b"D2B0", b"D2B1", b"D2B2", b"D2B3", b"B2D0", b"B2D1", b"B2D2",
    b"B2D3", b"lumi",
})
_OF_ONE_DEVICE: Final = frozenset({b"mmod", b"vcgt", b"ndin", b"dmnd", b"dmdd", b"targ", b"meta", b"DevD", b"CIED"})


def scrubbed(profile: bytes) -> tuple[bytes, set[Hidden]]:
    """A profile with the same colours and nothing else, and what the old one told; nothing for one that is none."""
    tags = _tags(profile)
    if not tags:
        return b"", set()
    found = {Hidden.DEVICE} if tags.keys() & _OF_ONE_DEVICE else set()
    version = profile[8]
    kept = {name: body for name, body in tags.items() if name in _COLOUR}
    kept |= {b"desc": _description(version), b"cprt": _text(version)}
    return _profile(profile, kept), found


def _tags(profile: bytes) -> dict[bytes, bytes]:
    if len(profile) < _HEADER + 4 or profile[36:40] != b"acsp":
        return {}
    (count,) = struct.unpack_from(">I", profile, _HEADER)
    if not 0 < count <= _MOST_TAGS or len(profile) < _HEADER + 4 + 12 * count:
        return {}
    tags = {}
    for number in range(count):
        name, offset, size = struct.unpack_from(">4sII", profile, _HEADER + 4 + 12 * number)
        if offset + size <= len(profile):
            tags[name] = profile[offset:offset + size]
    return tags


def _profile(old: bytes, tags: dict[bytes, bytes]) -> bytes:
    table, bodies, places = b"", b"", dict[bytes, int]()
    start = _HEADER + 4 + 12 * len(tags)
    for name, body in tags.items():
        if body not in places:
            places[body] = start + len(bodies)
            bodies += body + bytes(-len(body) % 4)
        table += struct.pack(">4sII", name, places[body], len(body))
    size = start + len(bodies)
    # Kept of the header: version, class, colour spaces, signature, attributes, intent, illuminant. It needs some day.
    day = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    header = struct.pack(">I4x", size) + old[8:24] + day + b"acsp" + bytes(16) + old[56:80] + bytes(48)
    return header + struct.pack(">I", len(tags)) + table + bodies


def _description(version: int) -> bytes:
    if version >= 4:
        return _text(version)
    return struct.pack(">4s4xI2s", b"desc", 2, b"-\0") + bytes(4 + 4 + 2 + 1 + 67)


def _text(version: int) -> bytes:
    if version >= 4:
        return struct.pack(">4s4xII2s2sII", b"mluc", 1, 12, b"en", b"US", 2, 28) + "-".encode("utf-16-be")
    return b"text" + bytes(4) + b"-\0"
