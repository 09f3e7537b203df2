"""Pages of a PDF, read by PDFium: how many there are, and that they open."""

import pypdfium2

from intake.attachments.findings import Reason
from intake.attachments.inside.refused import Refused
from intake.attachments.limits import PAGES


def opened(data: bytes) -> pypdfium2.PdfDocument:
    """The document; `Refused` when it wants a password, does not open, or has no pages."""
    try:
        document = pypdfium2.PdfDocument(data)
        number = len(document)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise Refused(Reason.LOCKED if locked else Reason.DAMAGED) from None
    if not 0 < number <= PAGES:
        raise Refused(Reason.DAMAGED if number <= 0 else Reason.TOO_LARGE)
    return document


def count(data: bytes) -> int:
    """How many pages there are, the first of which was read."""
    document = opened(data)
    try:
        document[0]
    except pypdfium2.PdfiumError:
        raise Refused(Reason.DAMAGED) from None
    return len(document)
