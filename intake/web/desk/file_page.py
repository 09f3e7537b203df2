"""The page of one file: what it shows, what was taken out of it, and the way to have it as it is."""

from dataclasses import dataclass

from flask import render_template
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
from intake.cases.looking import CaseFile
from intake.errors import Busy
from intake.vault.box import InvalidTag
from intake.web import file_words
from intake.web.desk import nav
from intake.web.desk.person import keyring
from intake.web.forms import StaffForm
from intake.web.frame import me
from intake.web.guard import visitor
from intake.web.scanned import open_scanned
from intake.web.work import changing, runtime

_DRAWN = PICTURES | {Kind.PDF}
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


class SaveForm(StaffForm):
    """That the file is wanted as it is."""

    endpoint = "desk.save_file"


@dataclass(frozen=True, slots=True)
class FilePage:
    """A file in words. `shown` is its small picture, or its text; where there is none, `reason` says why.

    `told`: what was taken out of it. `whole`: its blob is there, in full size. `closed`: it is not handed out either.
    `page` counts from 1.
    """

    file: CaseFile
    told: str
    whole: bool
    shown: Rendition | None
    reason: str
    closed: bool
    page: int
    form: SaveForm

    @property
    def is_text(self) -> bool:
        """Whether it is shown in words."""
        return self.shown is not None and isinstance(self.shown.content, str)


def show(reference: str, file_id: int, page: int, status: int = 200) -> ResponseReturnValue:
    """The page, once it is written down that the case was opened, and the file looked at where it stands in words."""
    person = visitor().actor
    with changing() as work:
        found = looking.name(work, person, keyring(), reference, file_id)
        teams, counts = lists.teams_and_counts(work, person)
    shown = _page(found, page)
    if shown.is_text:
        with changing() as work:
            looking.look(work, person, keyring(), reference, file_id)
    return render_template("desk/show_file.html", page=shown, me=me(), nav=nav.build(counts, teams, None)), status


def draw(found: CaseFile, page: int, *, small: bool = False) -> Rendition:
    """What a page of the file looks like, or all of its words. A `small` picture says how many pages there are.

    Raises `NoRendition`, `Closed`, and Busy where too many are drawn at once.
    """
    try:
        with open_scanned(found.case_id, found.known) as opened:
            kind = kinds.judge(found.name, b"".join(opened.read(0, kinds.HEAD_BYTES)))
            size = Size.THUMB if small and kind in _DRAWN else Size.FULL
            return render(runtime().showing, kind, opened.read(0, opened.size), page, size)
    except (FileNotFoundError, InvalidTag):
        raise NoRendition(Reason.DAMAGED) from None


def _page(found: CaseFile, page: int) -> FilePage:
    shown, reason, closed = None, "", False
    try:
        shown = draw(found, page, small=True)
    except NoRendition as none:
        reason = str(_NOT_SHOWN[none.reason])
    except Busy:
        reason = str(_NOT_SHOWN[Reason.LATE])
    except Closed as error:
        reason, closed = _why_closed(error), True
    whole = runtime().blobs.size(found.known.blob) == stored_size(found.known.size)
    return FilePage(found, file_words.hidden(found.known.cleaning), whole, shown, reason, closed, page, SaveForm())


def _why_closed(closed: Closed) -> str:
    if closed.signature:
        return str(_("This file holds something harmful, so it stays closed: it is neither shown nor handed out, and"
                     " nothing happened to your device. The scanner calls it %(name)s.", name=closed.signature))
    return str(_("The scanner for viruses gives no answer, so this file stays closed for now. Please try again later,"
                 " and tell whoever runs the server if it stays so."))
