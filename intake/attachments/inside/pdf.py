"""PDF, written anew by qpdf without what was hidden in it: only what pages, fields and attachments need is written.

Earlier versions of a document, which are appended one after the other, are never reached from the newest and so end.
A signature cannot outlive any change: its field stays empty.
"""

import io
from collections.abc import Iterator
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Stream

from intake.attachments.findings import Hidden, Reason
from intake.attachments.inside.icc import scrubbed
from intake.attachments.inside.pdf_pictures import clean_picture
from intake.attachments.inside.recognise import in_name, in_xmp
from intake.attachments.inside.refused import Cleaned, CleanInner, Malformed, Refused

_GONE: Final = {
    "/PieceInfo": Hidden.HISTORY, "/LastModified": Hidden.TIMES, "/CreationDate": Hidden.TIMES,
    "/ModDate": Hidden.TIMES, "/Thumb": Hidden.THUMBNAIL, "/SpiderInfo": Hidden.OTHER, "/CreatorInfo": Hidden.DEVICE,
    "/LGIDict": Hidden.PLACE, "/VP": Hidden.PLACE, "/Perms": Hidden.AUTHOR, "/DSS": Hidden.AUTHOR,
    "/Legal": Hidden.OTHER,
}
"""Entries that go from wherever they stand, and what they tell."""
_OF_NOTES: Final = {"/T": Hidden.AUTHOR, "/M": Hidden.TIMES, "/NM": Hidden.OTHER}
"""Entries of a note on a page that go. A field of a form is called by /T, and keeps it."""
_OF_FILES: Final = {"/Mac": Hidden.DEVICE, "/CheckSum": Hidden.OTHER}
_MOST_OBJECTS: Final = 2_000_000
_LINEARIZED_STARTS: Final = 2


def warm_up() -> bytes:
    """Have qpdf lock and unlock a document: what it needs for that it loads only then. The document is given back."""
    locked = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(locked, encryption=pikepdf.Encryption(owner="o", user=""))
    return clean(locked.getvalue(), lambda _name, _data: None).data


def clean(data: bytes, inner: CleanInner) -> Cleaned:
    """The same pages, with the same text, fields and attachments, and nothing about who made them."""
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as document:
            work = _Work(inner)
            work.clean(document)
            if data.count(b"startxref") > (_LINEARIZED_STARTS if b"/Linearized" in data[:1024] else 1):
                work.found.add(Hidden.HISTORY)
            written = io.BytesIO()
            document.save(written, fix_metadata_version=False, deterministic_id=True)
    except pikepdf.PasswordError:
        raise Refused(Reason.LOCKED) from None
    except (pikepdf.PdfError, pikepdf.DependencyError, RuntimeError, NotImplementedError):
        raise Malformed("no PDF is built so") from None
    return Cleaned(written.getvalue(), work.found, work.partly)


class _Work:
    """One document's cleaning: what was found so far."""

    def __init__(self, inner: CleanInner) -> None:
        self.found: set[Hidden] = set()
        self.partly = False
        self._inner = inner
        self._profiles: set[tuple[int, int]] = set()

    def clean(self, document: pikepdf.Pdf) -> None:
        self._trailer(document)
        for number, (each, inside) in enumerate(_all(document)):
            if number > _MOST_OBJECTS:
                raise Refused(Reason.TOO_LARGE)
            if isinstance(inside, list):
                self._colour_space(inside)
            else:
                self._dictionary(each, inside)

    def _dictionary(self, each: Any, inside: dict[str, Any]) -> None:
        self._entries(each, inside)
        if "/Rect" in inside and "/Subtype" in inside:
            self._note(each, inside)
        if "/V" in inside:
            self._signature(each, inside["/V"])
        if isinstance(inside.get("/EF"), Dictionary):
            self._attachment(each, inside["/EF"])
        if inside.get("/Subtype") == "/Image" and isinstance(each, Stream):
            told, whole = clean_picture(each)
            self.found |= told
            self.partly |= not whole

    def _trailer(self, document: pikepdf.Pdf) -> None:
        info = document.trailer.get("/Info")
        if isinstance(info, Dictionary):
            # What a person would call the creator is called Author here; the creator is a program.
            self.found |= {Hidden.DEVICE if name == "/Creator" else in_name(name) for name in set(info.keys())}
        for name in set(document.trailer.keys()) - {"/Root", "/Size", "/Encrypt"}:
            del document.trailer[name]
        form = document.Root.get("/AcroForm")
        if isinstance(form, Dictionary):
            if "/SigFlags" in form:
                del form["/SigFlags"]
            self.partly |= "/XFA" in form

    def _entries(self, each: Any, inside: dict[str, Any]) -> None:
        for name in inside.keys() & _GONE.keys():
            del each[name]
            self.found.add(_GONE[name])
        if "/Metadata" in inside:
            if isinstance(inside["/Metadata"], Stream):
                self.found |= _in_metadata(inside["/Metadata"])
            del each["/Metadata"]
        if "/DestOutputProfile" in inside:
            self._profile(inside["/DestOutputProfile"])

    def _note(self, each: Any, inside: dict[str, Any]) -> None:
        is_field = inside["/Subtype"] == "/Widget"
        for name, told in _OF_NOTES.items():
            if name in inside and not (is_field and name == "/T"):
                del each[name]
                self.found.add(told)

    def _signature(self, each: Any, value: Any) -> None:
        if isinstance(value, Dictionary) and "/ByteRange" in value:
            del each["/V"]
            self.found |= {Hidden.AUTHOR, Hidden.TIMES}

    def _attachment(self, each: Any, files: Any) -> None:
        name = str(each.get("/UF", each.get("/F", "")))
        for key in ("/UF", "/F"):
            if key in each and isinstance(each[key], pikepdf.String):
                each[key] = pikepdf.String(_last_part(str(each[key])))
        for key in set(files.keys()):
            stream = files[key]
            if isinstance(stream, Stream):
                self._embedded(name, stream)

    def _embedded(self, name: str, stream: Any) -> None:
        told = stream.get("/Params")
        if isinstance(told, Dictionary):
            for key, code in _OF_FILES.items():
                if key in told:
                    del told[key]
                    self.found.add(code)
        content = stream.read_bytes()
        result = self._inner(name, content)
        if result is None:
            self.partly = True
            return
        self.found |= result.found
        self.partly |= result.partly
        if result.data != content:
            stream.write(result.data)
            if isinstance(told, Dictionary):
                told["/Size"] = len(result.data)

    def _colour_space(self, inside: list[Any]) -> None:
        if len(inside) == 2 and isinstance(inside[1], Stream) and inside[0] == "/ICCBased":
            self._profile(inside[1])

    def _profile(self, stream: Any) -> None:
        if not isinstance(stream, Stream) or stream.objgen in self._profiles:
            return
        self._profiles.add(stream.objgen)
        profile, told = scrubbed(stream.read_bytes())
        self.found |= told
        if profile:
            stream.write(profile)


def _all(document: pikepdf.Pdf) -> Iterator[tuple[Any, dict[str, Any] | list[Any]]]:
    """Every dictionary, stream and array with what is in it, those that stand within another included."""
    waiting: list[Any] = []
    for each in document.objects:
        waiting.append(each)
        while waiting:
            one = waiting.pop()
            if isinstance(one, Dictionary | Stream):
                inside = dict(one.items())
                yield one, inside
                children = list(inside.values())
            elif isinstance(one, Array):
                children = list(one)
                yield one, children
            else:
                continue
            waiting += [child for child in children if isinstance(child, Dictionary | Array) and not child.is_indirect]


def _in_metadata(stream: Any) -> set[Hidden]:
    try:
        return in_xmp(stream.read_bytes())
    except pikepdf.PdfError:
        return {Hidden.OTHER}


def _last_part(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]


