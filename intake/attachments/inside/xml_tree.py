"""XML without what makes it dangerous: no entities, no DTD, nothing fetched, no depth without end."""

from collections.abc import Collection, Iterator
from typing import Any

from lxml import etree

from intake.attachments.findings import Reason
from intake.attachments.inside.refused import Malformed, Refused
from intake.attachments.limits import XML_BYTES

Element = Any
"""An element of lxml's, which has no types."""


def parsed(data: bytes) -> Element:
    """The root of a document, comments left out; `Refused` for one that declares anything."""
    if len(data) > XML_BYTES:
        raise Refused(Reason.TOO_LARGE)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
                             attribute_defaults=False, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise Malformed("no XML is written so") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused(Reason.TOO_LARGE)
    return root


def written(root: Element) -> bytes:
    """The document as bytes."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def name_of(each: Element) -> tuple[str, str]:
    """The namespace and the name of an element."""
    return split(each.tag) if isinstance(each.tag, str) else ("", "")


def split(tag: str) -> tuple[str, str]:
    """The namespace and the name in a qualified name."""
    namespace, brace, name = tag.rpartition("}")
    return (namespace[1:], name) if brace else ("", tag)


def walk(root: Element, left_out: Collection[str]) -> Iterator[tuple[bool, Element, str]]:
    """Every element where it begins (True) and where it ends, with its name; some are passed over with all in them."""
    above: list[tuple[Element, Iterator[Element]]] = []
    each, children = root, iter(root)
    yield True, root, name_of(root)[1]
    while True:
        inner = next((one for one in children if name_of(one)[1] not in left_out), None)
        if inner is not None:
            above.append((each, children))
            each, children = inner, iter(inner)
            yield True, inner, name_of(inner)[1]
            continue
        yield False, each, name_of(each)[1]
        if not above:
            return
        each, children = above.pop()


def remove(each: Element) -> None:
    """Take an element out of its document. The text behind it stays."""
    parent = each.getparent()
    if parent is None:
        return
    if each.tail:
        before = each.getprevious()
        if before is None:
            parent.text = (parent.text or "") + each.tail
        else:
            before.tail = (before.tail or "") + each.tail
    parent.remove(each)
