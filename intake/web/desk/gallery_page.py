"""The page of all files of a case, and the archive that they leave in."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from intake.attachments import kinds
from intake.attachments.kinds import PICTURES, Kind
from intake.attachments.packing import Packed, Reasons, pack
from intake.attachments.sealing import stored_size
from intake.cases import gallery, lists
from intake.cases.gallery import Gallery
from intake.cases.items import Entry
from intake.cases.looking import CaseFile
from intake.web import file_words
from intake.web.desk import file_page, nav, passes, words
from intake.web.desk.file_forms import SaveAllForm
from intake.web.desk.passes import Pass
from intake.web.desk.person import keyring
from intake.web.desk.words import _
from intake.web.frame import me
from intake.web.guard import visitor
from intake.web.scanned import open_scanned
from intake.web.work import changing, runtime


@dataclass(frozen=True, slots=True)
class Tile:
    """A file in the gallery. `picture` is the address of a small picture of it; without one `icon` stands for its kind.

    `who` is empty for the person. `told` of what hid in it. `whole`: its blob is there, in full size.
    """

    href: str
    name: str
    size: int
    day: str
    who: str
    told: str
    whole: bool
    note: Entry | None
    icon: str
    picture: str


@dataclass(frozen=True, slots=True)
class GalleryPage:
    """A page of the gallery."""

    gallery: Gallery
    tiles: tuple[Tile, ...]
    form: SaveAllForm


def show(reference: str, page: int, failed: SaveAllForm | None = None) -> ResponseReturnValue:
    """The page, once the log says which files are shown on it; with its form as it came back, where it `failed`.

    Raises `NotFound` where there is no such page.
    """
    person = visitor().actor
    with changing() as work:
        found = gallery.show(work, person, keyring(), reference, page)
        teams, counts = lists.teams_and_counts(work, person)
    shown = GalleryPage(found, tuple(_tile(each, found) for each in found.files), failed or SaveAllForm())
    html = render_template("desk/show_files.html", page=shown, me=me(), nav=nav.build(counts, teams, None))
    return html, 422 if failed else 200


def archive(files: tuple[CaseFile, ...]) -> Iterator[bytes]:
    """All these files of one case, packed while they leave, in a folder that is called as the case."""
    reasons = Reasons(
        missing=_("damaged or missing"), damaged=_("damaged: it is cut off where the damage begins"),
        closed=_("kept closed: it holds something harmful, or the scanner gave no answer"),
    )
    packed = [Packed(each.name, each.at.date(), each.known) for each in files]
    return pack(partial(open_scanned, runtime(), files[0].case_id), files[0].reference, packed, reasons)


def _tile(file: CaseFile, found: Gallery) -> Tile:
    kind, known = kinds.by_name(file.name), file.known
    href = url_for("desk.show_file", reference=file.reference, file_id=file.id)
    whole = runtime().blobs.size(known.blob) == stored_size(known.size)
    who = found.people.get(file.by, _("Somebody")) if file.by is not None else ""
    return Tile(href, file.name, known.size, words.near_day(file.at.date()), who, file_words.hidden(known.cleaning),
                whole, file.note, _icon(kind), _picture(file) if whole and file_page.is_drawn(kind) else "")


def _picture(file: CaseFile) -> str:
    token = passes.issue(Pass.BLURRED if file.note else Pass.SMALL, file.reference, file.id)
    return url_for("desk.show_small_picture", reference=file.reference, file_id=file.id, token=token)


def _icon(kind: Kind) -> str:
    if kind in PICTURES:
        return "picture"
    return "file" if kind in {Kind.OPAQUE, Kind.PDF} else "note"
