"""What the XML of Word, Excel and PowerPoint says of people, times, machines and earlier versions, taken out."""

import re
from typing import Final

from intake.attachments.findings import Hidden
from intake.attachments.inside.paths import is_local, last_part, names_a_picture, without_folders
from intake.attachments.inside.xml_tree import Element, name_of, remove, split

SOMEBODY: Final = "Author"
"""Stands where a name must stand."""

_ELEMENTS: Final = {
    **dict.fromkeys(("rsids", "docId", "revisionPtr", "creationId", "modId", "nsid", "tmpl", "fileRecoveryPr",
                     "persistentDocumentId"), Hidden.HISTORY),
    **dict.fromkeys(("attachedTemplate", "absPath", "presenceInfo"), Hidden.AUTHOR),
    **dict.fromkeys(("docVars", "mailMerge", "dataBinding", "smartTagPr"), Hidden.OTHER),
}
"""Elements that go, with all that is in them."""
_ATTRIBUTES: Final = {
    **dict.fromkeys(("initials", "userId", "providerId", "userName", "refreshedBy"), Hidden.AUTHOR),
    **dict.fromkeys(("date", "dateUtc", "dT", "dt", "created", "modified", "refreshedDate", "refreshedDateIso"),
                    Hidden.TIMES),
    **dict.fromkeys(("paraId", "textId", "paraIdParent", "durableId", "editId", "anchorId"), Hidden.HISTORY),
}
"""Attributes that go from wherever they stand."""
_NEEDED: Final = {"comments": ("initials",), "cmAuthor": ("initials",), "author": ("initials", "userId", "providerId"),
                  "person": ("userId", "providerId"), "cm": ("dt", "created"), "reply": ("created",),
                  "threadedComment": ("dT",)}
"""Where programs call a document broken without them: a word or day that says nothing takes their place."""
_NO_DAY: Final = "2000-01-01T00:00:00"
_NAMES: Final = frozenset({"descr", "name", "title", "href", "sourceFile", "odcFile", "url"})
"""Attributes that may hold the name of a file, with its place."""
_TEXTS: Final = frozenset({"instr", "connection"})
"""Attributes that may hold such a name among other words: fields, and where a table is read from."""
_CREDENTIALS: Final = re.compile(r"\b(?:user id|uid|password|pwd|data source|server)\s*=[^;]*;?", re.IGNORECASE)
_PEOPLE: Final = frozenset({"cmAuthor", "author", "person"})
_RSID: Final = re.compile(r"^rsid")
_OF_REVISIONS: Final = re.compile(r"/revision\d*$|/2016/revision")
_OF_OFFICE: Final = "urn:schemas-microsoft-com:office:office"


def scrub(root: Element) -> set[Hidden]:
    """Take it out; what was found is told."""
    found: set[Hidden] = set()
    for each in list(root.iter()):
        name = name_of(each)[1]
        if name in _ELEMENTS and each is not root:
            found.add(_ELEMENTS[name])
            remove(each)
        elif name == "authors":
            found |= _authors(each)
        elif name == "instrText":
            found |= _instruction(each)
        found |= _attributes(each, name)
    return found


def _authors(each: Element) -> set[Hidden]:
    named = [one for one in each if (one.text or "").strip() not in ("", SOMEBODY)]
    for one in named:
        one.text = SOMEBODY
    return {Hidden.AUTHOR} if named else set()


def _instruction(each: Element) -> set[Hidden]:
    shorter = without_folders(each.text or "")
    if shorter == (each.text or ""):
        return set()
    each.text = shorter
    return {Hidden.AUTHOR}


def _shortened(each: Element, key: str, shorter: str) -> set[Hidden]:
    if shorter == each.get(key):
        return set()
    each.set(key, shorter)
    return {Hidden.AUTHOR}


def _attributes(each: Element, name: str) -> set[Hidden]:
    found: set[Hidden] = set()
    for key in list(each.keys()):
        namespace, local = split(key)
        told = _told(namespace, local)
        if told is not None:
            found |= _emptied(each, name, key, local, told)
        elif local == "author" or (local in ("name", "displayName") and name in _PEOPLE):
            if each.get(key) not in ("", SOMEBODY):
                found.add(Hidden.AUTHOR)
            each.set(key, SOMEBODY)
        elif local in _TEXTS:
            found |= _shortened(each, key, _CREDENTIALS.sub("", without_folders(each.get(key))))
        elif local in _NAMES or namespace == _OF_OFFICE:
            found |= _file_name(each, key, namespace, local)
    return found


def _told(namespace: str, local: str) -> Hidden | None:
    if _RSID.match(local) or (local == "uid" and _OF_REVISIONS.search(namespace)):
        return Hidden.HISTORY
    return _ATTRIBUTES.get(local)


def _emptied(each: Element, name: str, key: str, local: str, told: Hidden) -> set[Hidden]:
    if local not in _NEEDED.get(name, ()):
        del each.attrib[key]
        return {told}
    nothing = _NO_DAY if told is Hidden.TIMES else {"providerId": "None"}.get(local, SOMEBODY)
    before = each.get(key)
    each.set(key, nothing)
    return {told} if before != nothing else set()


def _file_name(each: Element, key: str, namespace: str, local: str) -> set[Hidden]:
    value = each.get(key, "")
    shorter = last_part(value) if is_local(value) else value
    # Pictures are called after their files: by the telephone, or by whoever sorted them.
    is_title = namespace == _OF_OFFICE and local == "title" and value
    if is_title or (local in ("name", "title", "descr") and names_a_picture(value)):
        shorter = "Picture"
    if shorter == value:
        return set()
    each.set(key, shorter)
    return {Hidden.AUTHOR if is_local(value) else Hidden.OTHER}
