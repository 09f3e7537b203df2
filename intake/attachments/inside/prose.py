"""The words of a document, paragraph by paragraph, as they stand in its XML: nothing is laid out or computed."""

import re
from collections.abc import Iterator
from typing import Final

from intake.attachments.inside import odf, ooxml
from intake.attachments.inside.archive import Allowance, Parts, unpacked
from intake.attachments.inside.xml_tree import Element, name_of, parsed, split, walk
from intake.attachments.kinds import OFFICE_XML, Kind

_NUMBER: Final = re.compile(r"(\d+)")
_PARAGRAPHS: Final = frozenset({"p", "h", "text", "si", "is"})
_LEFT_OUT: Final = frozenset({
    "moveFrom", "instrText", "delText", "tracked-changes", "Fallback", "rPh", "creator", "date", "date-string",
    "creator-initials", "sender-initials",
})
"""What is no word of the document: deleted, drawn twice, or about whoever made a remark."""
_BREAKS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "noBreakHyphen": "-"}
_MOST_SPACES: Final = 1000


def in_document(kind: Kind, data: bytes) -> str:
    """All words of a document, or `Refused` when it is not what it says."""
    parts = unpacked(data, Allowance())
    if kind not in OFFICE_XML:
        odf.require_kind(kind, parts)
        return "\n".join(_paragraphs(parsed(parts["content.xml"].data), mixed=True))
    main = ooxml.require_kind(kind, parts)
    read = {Kind.DOCX: _letter, Kind.XLSX: _sheets, Kind.PPTX: _slides}[kind]
    return "\n".join(read(parts, main))


def _letter(parts: Parts, main: str) -> Iterator[str]:
    for name in (main, *ooxml.related(parts, main, ("footnotes", "endnotes", "comments", "header", "footer"))):
        yield from _paragraphs(parsed(parts[name].data))


def _slides(parts: Parts, main: str) -> Iterator[str]:
    for slide in sorted(ooxml.related(parts, main, ("slide",)), key=_in_order):
        for name in (slide, *ooxml.related(parts, slide, ("notesSlide", "comments"))):
            yield from _paragraphs(parsed(parts[name].data))


def _sheets(parts: Parts, main: str) -> Iterator[str]:
    shared: list[str] = []
    for name in ooxml.related(parts, main, ("sharedStrings",)):
        shared = ["".join(_paragraphs(each)) for each in parsed(parts[name].data) if name_of(each)[1] == "si"]
    for sheet in sorted(ooxml.related(parts, main, ("worksheet",)), key=_in_order):
        for row in parsed(parts[sheet].data).iter("{*}row"):
            yield "\t".join(_cell(cell, shared) for cell in row if name_of(cell)[1] == "c").rstrip()
        for name in ooxml.related(parts, sheet, ("comments", "threadedComment")):
            yield from _paragraphs(parsed(parts[name].data))
        yield ""


def _cell(cell: Element, shared: list[str]) -> str:
    value = next((each.text or "" for each in cell if name_of(each)[1] == "v"), "")
    if cell.get("t") == "s":
        return shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""
    return "".join(_paragraphs(cell)) if cell.get("t") == "inlineStr" else value


def _in_order(name: str) -> list[str | int]:
    """A key by which the tenth stands after the ninth."""
    return [int(each) if each.isdecimal() else each for each in _NUMBER.split(name)]


def _paragraphs(root: Element, *, mixed: bool = False) -> Iterator[str]:
    """The text of each paragraph. Unless it is `mixed` with the marks, it stands in elements of its own, called t."""
    line: list[str] = []
    inside = 0
    for begins, each, name in walk(root, _LEFT_OUT):
        if name in _PARAGRAPHS:
            if text := "".join(line).strip("\n"):
                yield text
            line = []
            inside += 1 if begins else -1
        if begins:
            line.append(_BREAKS.get(name, ""))
            if name == "s" and mixed:
                line.append(" " * _spaces(each))
            if each.text and (name == "t" or (mixed and inside) or name == "text"):
                line.append(each.text)
        elif mixed and inside and each.tail:
            line.append(each.tail)
    if text := "".join(line).strip("\n"):
        yield text


def _spaces(each: Element) -> int:
    number = next((value for key, value in each.items() if split(key)[1] == "c"), "1")
    return min(int(number), _MOST_SPACES) if number.isdecimal() else 1
