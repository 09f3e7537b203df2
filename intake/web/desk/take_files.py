"""Files from the desk: taken after the message or note that they belong to was kept."""

from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from intake.cases import add_file, keep_file, sent
from intake.cases.keep_file import Room, Sheet
from intake.cases.sent import Fingerprint
from intake.cases.workspace import Desk
from intake.errors import IntakeError
from intake.web import carry, file_words, taking
from intake.web.desk.person import keyring
from intake.web.file_words import HERE, Limits
from intake.web.forms import StaffForm
from intake.web.guard import stay_signed_in, visitor
from intake.web.languages import page_language
from intake.web.taking import Fate, Told, Tray
from intake.web.uploads import this_request
from intake.web.work import changing, reading, runtime

Put = Callable[[Desk, str, int, Sheet, Room], None]
"""`add_file.send` for what the person reads, `add_file.keep` for what only staff reads."""


class TakesFiles(StaffForm):
    """A form with a place for files. It stands last in it: what comes after a file is not looked at."""

    def __init__(self, **given: object) -> None:
        posted = "formdata" not in given
        super().__init__(**given)
        typed = carry.fields_for(self.endpoint, visitor().actor.id) if self.carried else None
        self.choose_again = (posted and this_request().has_files) or carry.FILES in (typed or {})

    @property
    def limits(self) -> Limits:
        """How many files may be sent at once, and how large each may be."""
        return file_words.limits()


def take(reference: str, entry_id: int, put: Put, sending: Fingerprint) -> tuple[Told, ...]:
    """Take the files of a form whose text was kept as this entry, each once however often the form is sent; what is
    told of them, unless all arrived.
    """
    if not this_request().has_files:
        return ()
    try:
        with reading() as work:
            case_id = add_file.case_of(work, visitor().actor, reference)
    except (IntakeError, SQLAlchemyError):  # the text was kept before, and stays
        return taking.refuse(Fate.NOT_KEPT)

    def keep(sheet: Sheet) -> bool:
        file = sent.of_file(runtime().secrets.pepper, sending.content_mac, sheet.name, sheet.sent,
                            as_it_is=sheet.cleaning is None)
        with changing() as work:
            if sent.claim(work, file, case_id) is not None:
                return False
            put(Desk(work, visitor().actor, keyring()), reference, entry_id, sheet, taking.room())
        return True

    def left() -> int:
        with reading() as work:
            return keep_file.left(work, case_id, taking.room())

    told = taking.take(Tray(case_id, page_language(), keep, left, stay_signed_in, runtime().desk_upload_lanes))
    return told if any(each.fate not in HERE for each in told) else ()
