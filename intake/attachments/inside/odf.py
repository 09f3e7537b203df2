"""Documents of LibreOffice and its kin: text and pictures are kept, cleaned, and what tells of their making goes."""

import posixpath
from typing import Final

from intake.attachments.findings import Hidden, Reason
from intake.attachments.inside.archive import Allowance, Part, Parts, packed, unpacked
from intake.attachments.inside.ooxml_words import SOMEBODY
from intake.attachments.inside.paths import is_local, last_part, names_a_picture
from intake.attachments.inside.recognise import in_name
from intake.attachments.inside.refused import Cleaned, CleanInner, Refused
from intake.attachments.inside.vectors import clean_emf, clean_svg
from intake.attachments.inside.xml_tree import Element, name_of, parsed, remove, split, written
from intake.attachments.kinds import MEDIA_TYPES, Kind

_MIMETYPE, _MANIFEST = "mimetype", "META-INF/manifest.xml"
_GONE: Final = {
    "meta.xml": Hidden.AUTHOR, "Thumbnails/": Hidden.THUMBNAIL, "Configurations2/": Hidden.OTHER,
    "META-INF/documentsignatures.xml": Hidden.AUTHOR, "META-INF/macrosignatures.xml": Hidden.AUTHOR,
    "VersionList.xml": Hidden.HISTORY, "Versions/": Hidden.HISTORY, "layout-cache": Hidden.OTHER,
    "manifest.rdf": Hidden.OTHER,
}
_WORDS: Final = frozenset({"content.xml", "styles.xml"})
_AS_THEY_ARE: Final = ("Basic/", "Scripts/", "Dialogs/", "Fonts/")
_SETTINGS_GONE: Final = ("Printer", "Rsid", "CurrentDatabase", "view-settings", "ModifyPasswordInfo")
_NO_DAY: Final = "2000-01-01T00:00:00"
_REMARK: Final = frozenset({"annotation", "change-info"})


def clean(kind: Kind, data: bytes, allowance: Allowance, inner: CleanInner) -> Cleaned:
    """The same document with the same text, and nothing about who worked on it."""
    parts = unpacked(data, allowance)
    require_kind(kind, parts)
    work = _Work(inner)
    kept = {name: Part(work.part(name, part.data), part.packed) for name, part in parts.items()
            if not work.is_gone(name, part.data)}
    kept[_MANIFEST] = Part(_manifest(parts, kept))
    # What tells the kind stands first and unpacked, or others would not see it.
    first = {_MIMETYPE: Part(MEDIA_TYPES[kind].encode(), packed=False)}
    return Cleaned(packed(first | kept | first), work.found, work.partly)


def require_kind(kind: Kind, parts: Parts) -> None:
    """`Refused` when a document is of another kind than it says, locked, or not one at all."""
    if not {_MIMETYPE, _MANIFEST, "content.xml"} <= parts.keys():
        raise Refused(Reason.DAMAGED)
    if parts[_MIMETYPE].data.decode("ascii", "replace").strip() != MEDIA_TYPES[kind]:
        raise Refused(Reason.AMBIGUOUS)
    if any(name_of(each)[1] == "encryption-data" for each in parsed(parts[_MANIFEST].data).iter()):
        raise Refused(Reason.LOCKED)


def _manifest(parts: Parts, kept: Parts) -> bytes:
    root = parsed(parts[_MANIFEST].data)
    for each in list(root):
        path = next((value for key, value in each.items() if split(key)[1] == "full-path"), "")
        is_missing = not path.endswith("/") and path not in kept
        if is_missing or any(path.startswith(gone) for gone in _GONE if gone.endswith("/")):
            remove(each)
    return written(root)


class _Work:
    """One document's cleaning: what was found so far."""

    def __init__(self, inner: CleanInner) -> None:
        self.found: set[Hidden] = set()
        self.partly = False
        self._inner = inner

    def is_gone(self, name: str, data: bytes) -> bool:
        """Whether a part is left out, which is then told."""
        for gone, told in _GONE.items():
            if name.startswith(gone) if gone.endswith("/") else name == gone or name.endswith(f"/{gone}"):
                self.found |= _in_meta(data) if gone == "meta.xml" else {told}
                return True
        return False

    def part(self, name: str, data: bytes) -> bytes:
        """A part without what is hidden in it."""
        if name in (_MIMETYPE, _MANIFEST) or name.startswith(_AS_THEY_ARE) or not data:
            return data
        if posixpath.basename(name) in _WORDS:
            return self._words(data)
        if posixpath.basename(name) == "settings.xml":
            return self._settings(data)
        if name.lower().endswith((".emf", ".svg")):
            return self._taken(clean_emf(data) if name.lower().endswith(".emf") else clean_svg(data))
        result = self._inner(posixpath.basename(name), data)
        if result is None:
            self.partly = True
            return data
        return self._taken(result)

    def _taken(self, result: Cleaned) -> bytes:
        self.found |= result.found
        self.partly |= result.partly
        return result.data

    def _words(self, data: bytes) -> bytes:
        root = parsed(data)
        for each in list(root.iter()):
            self._attributes(each)
            parent = each.getparent()
            if parent is not None and name_of(parent)[1] in _REMARK:
                self._remark(each)
        return written(root)

    def _attributes(self, each: Element) -> None:
        for key, value in each.items():
            local = split(key)[1]
            if "rsid" in local:
                del each.attrib[key]
                self.found.add(Hidden.HISTORY)
            elif local == "href" and is_local(value):
                each.set(key, last_part(value))
                self.found.add(Hidden.AUTHOR)
            elif local == "name" and names_a_picture(value):
                each.set(key, "Picture")
                self.found.add(Hidden.OTHER)

    def _remark(self, each: Element) -> None:
        name = name_of(each)[1]
        nothing = {"creator": SOMEBODY, "date": _NO_DAY}.get(name)
        if nothing is not None:
            if each.text not in (nothing, None):
                self.found.add(Hidden.AUTHOR if name == "creator" else Hidden.TIMES)
            each.text = nothing
        elif name in ("date-string", "creator-initials", "sender-initials"):
            remove(each)
            self.found.add(Hidden.AUTHOR)

    def _settings(self, data: bytes) -> bytes:
        root = parsed(data)
        for each in list(root.iter()):
            name = next((value for key, value in each.items() if split(key)[1] == "name"), "")
            if any(gone in name for gone in _SETTINGS_GONE):
                remove(each)
                self.found.add(Hidden.DEVICE if "Printer" in name else Hidden.HISTORY)
        return written(root)


def _in_meta(data: bytes) -> set[Hidden]:
    found: set[Hidden] = set()
    for each in parsed(data).iter():
        if (each.text or "").strip() or name_of(each)[1] == "template":
            found.add(in_name(name_of(each)[1]))
    return found
