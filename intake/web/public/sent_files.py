"""The files that an enquirer sends: put where their text went, once, however often the form is sent."""

from collections.abc import Callable

from intake.cases import keep_file, sent
from intake.cases.keep_file import Place, Sheet
from intake.web import taking
from intake.web.taking import Fate, Told, Tray
from intake.web.uploads import IntakeRequest, this_request
from intake.web.work import changing, reading, runtime

FILES = "files"


def take(
    place: Place | None, nonce: bytes, language: str, stay: Callable[[], object] = lambda: None,
) -> tuple[Told, ...]:
    """What became of each file that came with a form of this nonce, whose text was kept; without a place, none is."""
    here = this_request()
    if not here.has_files:
        return _left_behind(here)
    if place is None:
        return taking.refuse(Fate.NOT_SENT)

    def keep(sheet: Sheet) -> bool:
        sending = sent.of_file(runtime().secrets.pepper, nonce, sheet.name, sheet.sent,
                               as_it_is=sheet.cleaning is None)
        with changing() as work:
            return keep_file.keep(work, place, sheet, sending, taking.room())

    def left() -> int:
        with reading() as work:
            return keep_file.left(work, place.case_id, taking.room())

    return taking.take(Tray(place.case_id, language, keep, left, stay))


def were_chosen() -> bool:
    """Whether somebody chose files in the form of this request: a page that comes back says that they must again."""
    here = this_request()
    return here.has_files or bool(_left_behind(here))


def _left_behind(here: IntakeRequest) -> tuple[Told, ...]:
    """Names of files that were chosen and did not come along: the form was sent by a button that sends text alone."""
    return tuple([Told(name, Fate.NOT_SENT) for name in here.form.getlist(FILES) if name])
