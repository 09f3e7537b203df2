"""What kinds of data a block of metadata holds: XMP, IPTC, or words beside a picture. It reads no value out of it."""

import re
from typing import Final

from intake.attachments.findings import Hidden

_XMP: Final = {
    Hidden.PLACE: rb"GPS(?:L|Pos|Alt|Dest|Time)|:City|:Country|:State|:Location|Sublocation",
    Hidden.AUTHOR: rb"dc:creator|dc:rights|:Author|:Credit|:Owner|:Artist|PersonIn|:CaptionWriter|xmpCore:Creator",
    Hidden.DEVICE: rb"tiff:Make|tiff:Model|CreatorTool|:Lens|SerialNumber|:Software|softwareAgent|pdf:Producer|xmptk",
    Hidden.TIMES: rb"Date|:when",
    Hidden.HISTORY: rb"xmpMM:|stEvt:|DerivedFrom|DocumentAncestors",
    Hidden.THUMBNAIL: rb"xmp:Thumbnails|xmpGImg|xapGImg",
}
_XMP_PATTERNS: Final = {code: re.compile(pattern) for code, pattern in _XMP.items()}
_IPTC: Final = {
    **dict.fromkeys((80, 85, 110, 115, 116, 118, 122), Hidden.AUTHOR),
    **dict.fromkeys((26, 27, 90, 92, 95, 100, 101), Hidden.PLACE),
    **dict.fromkeys((30, 35, 37, 38, 55, 60, 62, 63, 70, 47), Hidden.TIMES),
    65: Hidden.DEVICE, 202: Hidden.THUMBNAIL,
}
_IPTC_RECORD: Final = re.compile(rb"\x1c\x02(.)", re.DOTALL)
_PHOTOSHOP_THUMBNAIL: Final = re.compile(rb"8BIM\x04[\x09\x0c]")
_WORDS: Final = {
    Hidden.PLACE: r"gps|location|city|country|place",
    Hidden.AUTHOR: r"author|artist|creator|copyright|owner|company|manager|lastmodifiedby|last-modified|user",
    Hidden.DEVICE: r"software|make|model|device|camera|producer|generator|application|printer|source",
    Hidden.TIMES: r"date|time|created|modified|printed|tim$",
    Hidden.HISTORY: r"history|revision|version|editing|cycles|document ?id|instance",
    Hidden.THUMBNAIL: r"thumb|preview",
}
_WORD_PATTERNS: Final = {code: re.compile(pattern) for code, pattern in _WORDS.items()}


def in_xmp(block: bytes) -> set[Hidden]:
    """What an XMP packet holds."""
    found = {code for code, pattern in _XMP_PATTERNS.items() if pattern.search(block)}
    return found or {Hidden.OTHER}


def in_iptc(block: bytes) -> set[Hidden]:
    """What an IPTC block holds, alone or among Photoshop's resources."""
    found = {_IPTC.get(record[1][0], Hidden.OTHER) for record in _IPTC_RECORD.finditer(block)}
    if _PHOTOSHOP_THUMBNAIL.search(block):
        found.add(Hidden.THUMBNAIL)
    return found or {Hidden.OTHER}


def in_name(name: str) -> Hidden:
    """What something with this name is likely to be."""
    lowered = name.lower()
    return next((code for code, pattern in _WORD_PATTERNS.items() if pattern.search(lowered)), Hidden.OTHER)


def in_text(keyword: str, value: bytes) -> set[Hidden]:
    """What a named text beside a picture holds: mostly PNG's, which packs whole blocks of other formats in them."""
    if keyword.startswith("XML:") or b"<x:xmpmeta" in value:
        return in_xmp(value)
    if "iptc" in keyword.lower() or "8bim" in keyword.lower():
        return in_iptc(value)
    return {in_name(keyword)}
