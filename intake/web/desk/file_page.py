"""The page of one file: what it shows, what was taken out of it, and the way to have it as it is."""

from dataclasses import dataclass

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from intake.attachments import kinds
from intake.attachments.findings import Reason
from intake.attachments.kinds import PICTURES, Kind
from intake.attachments.render import NoRendition, Rendition, Size, render
from intake.attachments.scanning import Closed
from intake.attachments.sealing import stored_size
from intake.cases import lists, looking
from intake.cases.looking import CaseFile, Row
from intake.errors import Busy
from intake.vault.box import InvalidTag
from intake.web import download, file_words
from intake.web.desk import nav, passes
from intake.web.desk.file_forms import FileForms
from intake.web.desk.passes import Pass
from intake.web.desk.person import keyring
from intake.web.frame import me
from intake.web.guard import visitor
from intake.web.scanned import open_scanned
from intake.web.work import changing, runtime

_NOT_SHOWN: dict[Reason, LazyString] = {
    Reason.NOT_A_TYPE: _l("Files of this kind are not shown here."),
    Reason.DAMAGED: _l("The file cannot be read: it is damaged, or not what its name says."),
    Reason.AMBIGUOUS: _l("The file is two things at once, or something else than its name says. Be careful with it."),
    Reason.LOCKED: _l("The file opens with a password only."),
    Reason.TOO_LARGE: _l("Unpacked, the file would be too large to be shown."),
    Reason.NO_SUCH_PAGE: _l("The file has no such page."),
    Reason.LATE: _l("Showing the file took too long. Please try again."),
    Reason.FAILED: _l("What reads files here gave up on this one: it may have been made to harm. Be careful with it."),
}


@dataclass(frozen=True, slots=True)
class FilePage:
    """A file in words. `shown` is its small picture, or its text; where there is none, `reason` says why.

    `told`: what was taken out of it. `whole`: its blob is there, in full size. `closed`: it is not handed out either.
    `page` counts from 1. `veiled`: a content note stands at it and nobody asked yet; `blurred` is then the address of
    what is shown in its place.
    """

    file: CaseFile
    row: Row
    told: str
    whole: bool
    shown: Rendition | None
    reason: str
    closed: bool
    page: int
    veiled: bool
    blurred: str
    forms: FileForms

    @property
    def is_text(self) -> bool:
        """Whether it is shown in words."""
        return self.shown is not None and isinstance(self.shown.content, str)


def show(reference: str, file_id: int, page: int, forms: FileForms | None = None) -> ResponseReturnValue:
    """The page, once it is written down that the case was opened, and the file looked at where it stands in words.

    `forms` are given where one of them came back.
    """
    person, forms = visitor().actor, forms or FileForms()
    with changing() as work:
        found, row = looking.name(work, person, keyring(), reference, file_id)
        teams, counts = lists.teams_and_counts(work, person)
    shown = _page(found, row, page, forms)
    if shown.is_text and not shown.veiled:
        with changing() as work:
            looking.look(work, person, keyring(), reference, file_id)
    html = render_template("desk/show_file.html", page=shown, me=me(), nav=nav.build(counts, teams, None))
    return html, 422 if forms.failed else 200


def picture(found: CaseFile, page: int, *, small: bool = False, blurred: bool = False) -> Response:
    """A page of the file as a picture. Raises `NoRendition` for what is not shown as one, and Busy."""
    drawn = _draw(found, page, small=small, blurred=blurred)
    if isinstance(drawn.content, str):
        raise NoRendition(Reason.NOT_A_TYPE)
    return Response(drawn.content, mimetype=drawn.media_type, headers={"Content-Security-Policy": download.POLICY})


def is_drawn(kind: Kind) -> bool:
    """Whether files of this kind are shown as pictures."""
    return kind in PICTURES or kind is Kind.PDF


def _draw(found: CaseFile, page: int, *, small: bool = False, blurred: bool = False) -> Rendition:
    """What a page of the file looks like, or all of its words. A `small` picture says how many pages there are.

    Raises `NoRendition`, `Closed`, and Busy where too many are drawn at once.
    """
    try:
        with open_scanned(runtime(), found.case_id, found.known) as opened:
            kind = kinds.judge(found.name, b"".join(opened.read(0, kinds.HEAD_BYTES)))
            size = Size.THUMB if small and is_drawn(kind) else Size.FULL
            return render(runtime().showing, kind, opened.read(0, opened.size), page, size, blurred=blurred)
    except (FileNotFoundError, InvalidTag):
        raise NoRendition(Reason.DAMAGED) from None


def _page(found: CaseFile, row: Row, page: int, forms: FileForms) -> FilePage:
    shown, reason, closed = None, "", False
    veiled = found.note is not None and "asked" not in request.args
    try:
        shown = _draw(found, page, small=True, blurred=veiled)
    except NoRendition as none:
        reason = str(_NOT_SHOWN[none.reason])
    except Busy:
        reason = str(_NOT_SHOWN[Reason.LATE])
    except Closed as error:
        reason, closed = _why_closed(error), True
    if found.note is not None and not forms.noting.note.raw_data:
        forms.noting.note.data = found.note.text
    blurred = url_for("desk.show_small_picture", reference=found.reference, file_id=found.id, page=page,
                      token=passes.issue(Pass.BLURRED, found.reference, found.id, page)) if veiled else ""
    whole = runtime().blobs.size(found.known.blob) == stored_size(found.known.size)
    return FilePage(found, row, file_words.hidden(found.known.cleaning), whole, shown, reason, closed, page, veiled,
                    blurred, forms)


def _why_closed(closed: Closed) -> str:
    if closed.signature:
        return str(_("This file holds something harmful, so it stays closed: it is neither shown nor handed out, and"
                     " nothing happened to your device. The scanner calls it %(name)s.", name=closed.signature))
    return str(_("The scanner for viruses gives no answer, so this file stays closed for now. Please try again later,"
                 " and tell whoever runs the server if it stays so."))
