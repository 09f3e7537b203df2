"""Opening a file of the store for somebody: the scanner looks through it first, where there is one.

Receiving never asks it. What was sent is kept, and stays closed as long as nobody vouches for it.
"""

import logging
from contextlib import ExitStack

from intake.attachments.record import FileRecord
from intake.attachments.scanning import Closed
from intake.attachments.sealing import Opened, open_file
from intake.web.work import Runtime

log = logging.getLogger("intake.web")


def open_scanned(running: Runtime, case_id: int, record: FileRecord) -> Opened:
    """A file, opened. Raises `Closed` and Busy; `InvalidTag` and `FileNotFoundError` where it is damaged or gone."""
    with ExitStack() as held:
        opened = held.enter_context(open_file(running.blobs, case_id, record))
        scanner = running.scanner
        if scanner is not None:
            try:
                scanner.require_clean(record.blob, opened.read(0, opened.size))
            except Closed as closed:
                if not closed.signature:
                    log.error("a file stays closed: %s", closed)
                raise
        held.pop_all()
        return opened
