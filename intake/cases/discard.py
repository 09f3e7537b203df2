"""Blobs that nobody needs any more, removed without a key: those of erased cases, and what a crash left behind."""

import logging
from datetime import timedelta

from sqlalchemy import delete, exists, select

from intake import clock
from intake.attachments.blobs import Blobs
from intake.cases.attachment import Attachment
from intake.cases.models import Case
from intake.db import Stores

_AT_ONCE = 500
_YOUNG = timedelta(days=1)
_log = logging.getLogger(__name__)


def blobs_of_erased(stores: Stores, blobs: Blobs) -> int:
    """Remove the files of cases that are gone, then the rows that named them; gives how many. May be repeated.

    Only then is an erasure complete (`erase.py`). A file that could not be removed keeps its row, for another time.
    """
    removed = 0
    with stores.reading() as work:
        gone = list(work.main.scalars(select(Attachment.blob).where(~exists().where(Case.id == Attachment.case_id))))
    for start in range(0, len(gone), _AT_ONCE):
        names = [name for name in gone[start:start + _AT_ONCE] if _remove(blobs, name)]
        with stores.changing() as work:
            work.main.execute(delete(Attachment).where(Attachment.blob.in_(names)))
        removed += len(names)
    return removed


def orphans(stores: Stores, blobs: Blobs) -> int:
    """Remove blobs and parts of blobs that are over 24 hours old and that no row names; gives how many.

    A file lies in the store before its row is written, so a crash between the two leaves one behind.
    """
    before = clock.today() - _YOUNG
    removed = blobs.remove_parts(before)
    old = [blob.name for blob in blobs.all() if blob.day < before]
    for start in range(0, len(old), _AT_ONCE):
        some = set(old[start:start + _AT_ONCE])
        with stores.reading() as work:
            some -= set(work.main.scalars(select(Attachment.blob).where(Attachment.blob.in_(some))))
        removed += sum(_remove(blobs, name) for name in some)
    return removed


def _remove(blobs: Blobs, name: str) -> bool:
    try:
        blobs.remove(name)
    except OSError as error:
        _log.warning("a file could not be removed (%s)", type(error).__name__)
        return False
    return True
