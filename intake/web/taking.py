"""Taking the files that came with a text, one after the other, after the text was kept. Whatever becomes of a file, it
costs neither the text nor the other files, and the person is told of each.

The areas say where a file belongs; here it is only sealed into the store and given to them.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto

from sqlalchemy.exc import SQLAlchemyError

from intake.attachments.findings import Report
from intake.attachments.sealing import Sealed, TooLarge, seal
from intake.cases.keep_file import Full, Room, Sheet
from intake.errors import Busy, IntakeError
from intake.vault.lanes import Lanes
from intake.web.cleaning import Cleaner
from intake.web.multipart import ArrivingFile, CutOff, TooMuch
from intake.web.unhurried import unhurried
from intake.web.uploads import FILES_AT_ONCE, most_bytes, this_request
from intake.web.work import runtime

AS_EVIDENCE = "as_evidence"
"""Stands in a form whose files are to stay as they are, with all that hides in them."""
_MB = 1024 * 1024
_TOLD = 50
_STAY_SECONDS = 60.0
log = logging.getLogger("intake.web")


class Fate(Enum):
    """What became of a file."""

    ARRIVED = auto()
    CAME_BEFORE = auto()
    TOO_LARGE = auto()
    NO_ROOM = auto()
    TOO_MANY = auto()
    TOO_MUCH = auto()
    CUT_OFF = auto()
    BUSY = auto()
    NOT_KEPT = auto()
    NOT_SENT = auto()


@dataclass(frozen=True, slots=True)
class Told:
    """A file, and what became of it. Without a name it stands for all that came after.

    `cleaning` reports what was taken out of one that arrived, if it was looked into.
    """

    name: str
    fate: Fate
    cleaning: Report | None = None


@dataclass(frozen=True, slots=True)
class Tray:
    """Where the files of one text go. `keep` writes one down, and says whether it is new; `left` says how many bytes of
    files the case may still take. Both are units of work of their own. `stay` is called now and then while files
    arrive, so that no session ends over it. `lanes` are other places than those that everybody has.
    """

    case_id: int
    language: str
    keep: Callable[[Sheet], bool]
    left: Callable[[], int]
    stay: Callable[[], object] = lambda: None
    lanes: Lanes | None = None


def room() -> Room:
    """How much the files of a case, and of all, may take."""
    settings = runtime().settings
    of_all = settings.store_quota_mb
    return Room(settings.case_quota_mb * _MB, of_all * _MB if of_all is not None else None)


def take(tray: Tray) -> tuple[Told, ...]:
    """Take what was sent, in one of the few places for that on this host; nothing where nothing was chosen."""
    if not this_request().has_files:
        return ()
    try:
        with (tray.lanes or runtime().upload_lanes).place():
            return tuple(_taken(tray))
    except Busy:
        return refuse(Fate.BUSY)


def _taken(tray: Tray) -> Iterator[Told]:
    told, cleaner = None, Cleaner()
    try:
        for number, arriving in enumerate(this_request().files_arriving(most_bytes())):
            if number == _TOLD:
                return
            told = _one(tray, arriving, cleaner) if number < FILES_AT_ONCE else Told(arriving.name, Fate.TOO_MANY)
            yield told
    except CutOff:
        if told is None or told.fate is not Fate.CUT_OFF:
            yield Told("", Fate.CUT_OFF)
    except TooMuch:
        yield Told("", Fate.TOO_MUCH)


def _one(tray: Tray, arriving: ArrivingFile, cleaner: Cleaner) -> Told:
    sealed = _sealed(tray, arriving)
    if isinstance(sealed, Fate):
        return Told(arriving.name, sealed)
    sent, report = sealed.sha256, None
    if AS_EVIDENCE not in this_request().form:
        sealed, report = cleaner.clean(tray.case_id, sealed, arriving.name)
    sheet = Sheet(sealed, arriving.name, arriving.media_type, tray.language, sent, report)
    return Told(arriving.name, _written_down(tray, sheet), report)


def _sealed(tray: Tray, arriving: ArrivingFile) -> Sealed | Fate:
    largest = runtime().settings.max_file_mb * _MB
    try:
        limit = min(largest, _left(tray))
        if limit <= 0:
            return Fate.NO_ROOM
        return seal(runtime().blobs, tray.case_id, _staying(unhurried(arriving.pieces()), tray), limit)
    except TooLarge:
        return Fate.TOO_LARGE if limit == largest else Fate.NO_ROOM
    except CutOff:
        return Fate.CUT_OFF
    except (IntakeError, SQLAlchemyError, OSError) as error:
        log.error("a file could not be kept: %s", type(error).__name__)
        return Fate.NOT_KEPT


def _staying(pieces: Iterator[bytes], tray: Tray) -> Iterator[bytes]:
    said = time.monotonic()
    for piece in pieces:
        if time.monotonic() - said > _STAY_SECONDS:
            said = time.monotonic()
            with suppress(IntakeError, SQLAlchemyError):  # what arrives is worth more than the session
                tray.stay()
        yield piece


def _written_down(tray: Tray, sheet: Sheet) -> Fate:
    try:
        is_new = tray.keep(sheet)
    except Full:
        is_new, fate = False, Fate.NO_ROOM
    except IntakeError as error:
        log.error("a file could not be written down: %s", type(error).__name__)
        is_new, fate = False, Fate.NOT_KEPT
    except (SQLAlchemyError, OSError) as error:
        # Nobody knows whether the row came to be. The blob stays for it; if there is none, it is swept in a day.
        log.error("a file could not be written down: %s", type(error).__name__)
        return Fate.NOT_KEPT
    else:
        fate = Fate.ARRIVED if is_new else Fate.CAME_BEFORE
    if not is_new:
        with suppress(OSError):
            runtime().blobs.remove(sheet.sealed.blob)
    return fate


def _left(tray: Tray) -> int:
    return min(tray.left(), runtime().blobs.free_bytes() - runtime().settings.free_disk_mb * _MB)


def refuse(fate: Fate) -> tuple[Told, ...]:
    """Take nothing of what was chosen; gives its names, as far as they can be read without holding up anybody."""
    names: list[str] = []
    with suppress(Busy, CutOff, TooMuch), runtime().drain_lanes.place():
        names.extend(each.name for each in this_request().files_arriving(most_bytes()))
    return tuple(Told(name, fate) for name in names[:_TOLD] or [""])
