"""Drawings within documents: their shapes stay, and what the program that drew them wrote beside goes."""

import struct
from typing import Final

from intake.attachments.findings import Hidden
from intake.attachments.inside.refused import Cleaned
from intake.attachments.inside.xml_tree import name_of, parsed, remove, split, written

_EMF_SIGNATURE: Final = b" EMF"
_OF_EDITORS: Final = ("inkscape", "sodipodi", "adobe.com", "sketch", "figma", "creativecommons", "rdf-syntax")


def clean_emf(data: bytes) -> Cleaned:
    """A metafile of Windows without its description, which names the program and the picture's title."""
    if data[40:44] != _EMF_SIGNATURE or len(data) < 88:
        return Cleaned(data)
    length, offset = struct.unpack_from("<II", data, 60)
    end = offset + 2 * length
    if not length or not 88 <= offset <= end <= len(data) or not data[offset:end].strip(b"\0"):
        return Cleaned(data)
    return Cleaned(data[:offset] + bytes(end - offset) + data[end:], {Hidden.DEVICE})


def clean_svg(data: bytes) -> Cleaned:
    """An SVG without its metadata and without what editors keep in it for themselves."""
    root = parsed(data)
    found: set[Hidden] = set()
    for each in list(root.iter()):
        namespace, name = name_of(each)
        if each is not root and (name == "metadata" or any(editor in namespace for editor in _OF_EDITORS)):
            remove(each)
            found.add(Hidden.OTHER)
        else:
            for key in [key for key, _ in each.items() if any(editor in split(key)[0] for editor in _OF_EDITORS)]:
                del each.attrib[key]
                found.add(Hidden.OTHER)
    return Cleaned(written(root), found)
