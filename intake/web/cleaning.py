"""Taking out of a file what hides in it, once it lies in the store: the clean one is sealed, and the other removed.

Whatever goes wrong costs nothing but the cleaning: the file stays as it came, and whoever sent it is told so.
"""

import logging
import time
from contextlib import suppress
from typing import Final

from intake.attachments import kinds
from intake.attachments.clean import cleaned
from intake.attachments.findings import Outcome, Reason, Report
from intake.attachments.limits import INPUT_BYTES
from intake.attachments.names import as_kept
from intake.attachments.sealing import Sealed, open_file, seal
from intake.errors import Busy, IntakeError
from intake.vault.box import InvalidTag
from intake.web.work import runtime

_SECONDS: Final = 30.0
log = logging.getLogger("intake.web")


class Cleaner:
    """Cleans the files of one request, for half a minute in all: nothing moves on their sender's line meanwhile."""

    def __init__(self) -> None:
        self._left = _SECONDS

    def clean(self, case_id: int, sealed: Sealed, name: str) -> tuple[Sealed, Report]:
        """The file without what was hidden in it, or as it was, and the report."""
        if self._left <= 0:
            return sealed, Report(Outcome.UNCHECKED, reason=Reason.LATE)
        began = time.monotonic()
        try:
            return _or_as_it_is(case_id, sealed, name)
        finally:
            self._left -= time.monotonic() - began


def _or_as_it_is(case_id: int, sealed: Sealed, name: str) -> tuple[Sealed, Report]:
    try:
        anew, report = _clean(case_id, sealed, name)
    except Busy:
        return sealed, Report(Outcome.UNCHECKED, reason=Reason.LATE)
    except (IntakeError, InvalidTag, OSError) as error:
        log.error("a file could not be cleaned: %s", type(error).__name__)
        return sealed, Report(Outcome.UNCHECKED, reason=Reason.FAILED)
    if anew is not sealed:
        with suppress(OSError):  # what nobody names is swept in a day
            runtime().blobs.remove(sealed.blob)
    return anew, report


def _clean(case_id: int, sealed: Sealed, name: str) -> tuple[Sealed, Report]:
    blobs = runtime().blobs
    with open_file(blobs, case_id, sealed) as opened:
        kind = kinds.judge(as_kept(name), b"".join(opened.read(0, kinds.HEAD_BYTES)))
        with cleaned(runtime().cleaning, kind, opened.read(0, sealed.size)) as result:
            if not result.report.is_cleaned:
                return sealed, result.report
            return seal(blobs, case_id, result.chunks, _most(sealed.size)), result.report




def _most(size: int) -> int:
    """Cleaning makes hardly a file larger, and none that must not be."""
    return min(2 * size + 64 * 1024, INPUT_BYTES)
