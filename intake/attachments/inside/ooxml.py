"""Word, Excel and PowerPoint: the parts that the document is made of are kept, cleaned one by one, all others go.

What the document is made of is told by relationships, from its root on. Those to properties, earlier versions, people,
printers, signatures and templates are cut, and what is then reached by none is not written.
"""

import posixpath
from collections.abc import Collection, Iterator
from typing import Final

from intake.attachments.findings import Hidden, Reason
from intake.attachments.inside.archive import Allowance, Part, Parts, packed, unpacked
from intake.attachments.inside.ooxml_words import scrub
from intake.attachments.inside.paths import is_local, last_part
from intake.attachments.inside.recognise import in_name
from intake.attachments.inside.refused import Cleaned, CleanInner, Malformed, Refused
from intake.attachments.inside.vectors import clean_emf, clean_svg
from intake.attachments.inside.xml_tree import name_of, parsed, remove, split, written
from intake.attachments.kinds import MEDIA_TYPES, Kind

TYPES: Final = "[Content_Types].xml"
_ROOT_RELATIONS: Final = "_rels/.rels"
_CUT: Final = {
    "core-properties": Hidden.AUTHOR, "extended-properties": Hidden.DEVICE, "custom-properties": Hidden.OTHER,
    "thumbnail": Hidden.THUMBNAIL, "customXml": Hidden.OTHER, "customXmlProps": Hidden.OTHER,
    "printerSettings": Hidden.DEVICE, "attachedTemplate": Hidden.AUTHOR, "people": Hidden.AUTHOR,
    "commentsExtended": Hidden.HISTORY, "commentsIds": Hidden.HISTORY, "commentsExtensible": Hidden.TIMES,
    "revisionHeaders": Hidden.HISTORY, "revisionLog": Hidden.HISTORY, "usernames": Hidden.AUTHOR,
    "changesInfo": Hidden.HISTORY, "revisionInfo": Hidden.HISTORY, "tags": Hidden.OTHER, "customData": Hidden.OTHER,
    "classificationlabels": Hidden.OTHER, "labelInfo": Hidden.OTHER, "origin": Hidden.AUTHOR,
    "signature": Hidden.AUTHOR, "certificate": Hidden.AUTHOR, "mailMergeSource": Hidden.OTHER,
    "mailMergeHeaderSource": Hidden.OTHER, "recipientData": Hidden.OTHER, "keyMapCustomizations": Hidden.OTHER,
    "attachedToolbars": Hidden.OTHER, "documentTasks": Hidden.AUTHOR,
    "webextension": Hidden.OTHER, "webextensiontaskpanes": Hidden.OTHER,
}
"""Relationships that are cut, by the end of their type, and what they lead to."""
_PROPERTIES: Final = frozenset({"core-properties", "extended-properties"})
_KNOWN: Final = (".odttf", ".ttf", ".fntdata", ".wmf", ".glb")


def clean(kind: Kind, data: bytes, allowance: Allowance, inner: CleanInner) -> Cleaned:
    """The same document with the same text, and nothing about who worked on it."""
    parts = unpacked(data, allowance)
    require_kind(kind, parts)
    work = _Work(parts, inner)
    work.follow("", _ROOT_RELATIONS)
    kept = work.kept()
    return Cleaned(packed(kept), work.found, work.partly)


def require_kind(kind: Kind, parts: Parts) -> str:
    """The name of the main part; `Refused` when there is none, or it is of another kind."""
    if TYPES not in parts or _ROOT_RELATIONS not in parts:
        raise Refused(Reason.DAMAGED)
    mains: list[str] = [each.get("PartName", "") for each in parsed(parts[TYPES].data)
             if each.get("ContentType") == f"{MEDIA_TYPES[kind]}.main+xml"]
    if len(mains) != 1 or mains[0].lstrip("/") not in parts:
        raise Refused(Reason.AMBIGUOUS)
    return mains[0].lstrip("/")


def related(parts: Parts, part: str, kinds: Collection[str]) -> list[str]:
    """The parts that a part names as being of some kinds, each once."""
    relations = parts.get(_relations_of(part))
    if relations is None:
        return []
    by_lower = {name.lower(): name for name in parts}
    found = [by_lower.get(_path(posixpath.dirname(part), each.get("Target", "")).lower(), "")
             for each in parsed(relations.data) if each.get("Type", "").rpartition("/")[2] in kinds]
    return list(dict.fromkeys(name for name in found if name))


class _Work:
    """One document's cleaning: what was reached, and what was found so far."""

    def __init__(self, parts: Parts, inner: CleanInner) -> None:
        self.found: set[Hidden] = set()
        self.partly = False
        self._parts = parts
        self._inner = inner
        self._cleaned: dict[str, bytes] = {}
        self._by_lower = {name.lower(): name for name in parts}

    def follow(self, base: str, start: str) -> None:
        """Clean all that is reached from one file of relationships."""
        waiting = [(base, start)]
        while waiting:
            folder, relations = waiting.pop()
            cut: set[str] = set()
            targets = list(self._relations(folder, relations, cut))
            owner = _owner(relations)
            if owner in self._cleaned and cut:
                self._cut_references(owner, cut)
            for target in targets:
                if target not in self._cleaned:
                    self._cleaned[target] = self._part(target)
                    below = _relations_of(target)
                    if below in self._parts:
                        waiting.append((posixpath.dirname(target), below))

    def kept(self) -> Parts:
        """What is left of the archive, in its order."""
        types = parsed(self._parts[TYPES].data)
        for each in list(types):
            if name_of(each)[1] == "Override" and each.get("PartName", "").lstrip("/") not in self._cleaned:
                remove(each)
        self._cleaned[TYPES] = written(types)
        return {name: Part(self._cleaned[name], part.packed) for name, part in self._parts.items()
                if name in self._cleaned}

    def _relations(self, folder: str, name: str, cut: set[str]) -> Iterator[str]:
        root = parsed(self._parts[name].data)
        for each in list(root):
            form, target = each.get("Type", "").rpartition("/")[2], each.get("Target", "")
            if form in _CUT:
                self.found |= self._told(form, folder, target)
                cut.add(each.get("Id", ""))
                remove(each)
            elif each.get("TargetMode") == "External":
                if is_local(target):
                    each.set("Target", last_part(target))
                    self.found.add(Hidden.AUTHOR)
            elif found := self._find(folder, target):
                yield found
        self._cleaned[name] = written(root)

    def _told(self, form: str, folder: str, target: str) -> set[Hidden]:
        part = self._find(folder, target)
        if form not in _PROPERTIES or not part:
            return {_CUT[form]}
        return {in_name(name_of(each)[1]) for each in parsed(self._parts[part].data) if (each.text or "").strip()}

    def _find(self, folder: str, target: str) -> str:
        return self._by_lower.get(_path(folder, target).lower(), "")

    def _part(self, name: str) -> bytes:
        data, lower = self._parts[name].data, name.lower()
        if lower.endswith((".xml", ".vml", ".rels")):
            return self._words(name, data)
        if lower.endswith((".emf", ".svg")):
            return self._taken(clean_emf(data) if lower.endswith(".emf") else clean_svg(data))
        if lower.endswith(_KNOWN):
            return data
        result = self._inner(last_part(name), data)
        if result is None:
            self.partly = True
            return data
        return self._taken(result)

    def _taken(self, result: Cleaned) -> bytes:
        self.found |= result.found
        self.partly |= result.partly
        return result.data

    def _words(self, name: str, data: bytes) -> bytes:
        try:
            root = parsed(data)
        except Malformed:
            if name.lower().endswith(".xml"):
                raise
            self.partly = True  # old drawings are written loosely
            return data
        self.found |= scrub(root)
        return written(root)

    def _cut_references(self, owner: str, cut: set[str]) -> None:
        if not owner.lower().endswith(".xml"):
            return
        root = parsed(self._cleaned[owner])
        for each in list(root.iter()):
            keys = [key for key, value in each.items() if split(key)[0].endswith("/relationships") and value in cut]
            if keys and name_of(each)[1] == "pageSetup":
                del each.attrib[keys[0]]
            elif keys:
                remove(each)
        self._cleaned[owner] = written(root)


def _path(folder: str, target: str) -> str:
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _owner(relations: str) -> str:
    folder, name = posixpath.split(relations)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))
