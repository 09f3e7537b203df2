"""What a child can be asked to do, and the answers: a small head that names codes, and bytes."""

import codecs
from typing import Any, Final

from intake.attachments.findings import Outcome, Reason
from intake.attachments.inside import cleaning, lockdown, pictures
from intake.attachments.inside.refused import Refused
from intake.attachments.kinds import Kind
from intake.attachments.limits import INPUT_BYTES

_ENCODINGS: Final = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "ascii", "latin-1", "cp437",
                     "cp1252", "cp1256", "raw-unicode-escape")

Work = tuple[dict[str, Any], list[bytes]]


def warm_up() -> None:
    """Load all that a child may need: once shut in, nothing more can be loaded."""
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)
    pictures.warm_up()


def do(job: dict[str, Any], data: bytes) -> Work:
    """The head and the body of the answer to a job."""
    if job["task"] == "probe":
        return {"openings": lockdown.openings(job.get("port", 9), job.get("file", "/dev/null"))}, []
    try:
        if len(data) > INPUT_BYTES:
            raise Refused(Reason.TOO_LARGE)
        return _TASKS[job["task"]](job, data)
    except Refused as refused:
        return {"reason": refused.reason}, []
    except (MemoryError, RecursionError):
        return {"reason": Reason.TOO_LARGE}, []


def _clean(job: dict[str, Any], data: bytes) -> Work:
    cleaned = cleaning.clean(Kind(job["kind"]), data)
    outcome = Outcome.PARTLY if cleaned.partly else Outcome.CLEANED
    return {"outcome": outcome, "found": sorted(cleaned.found)}, [cleaned.data]


_TASKS = {"clean": _clean}
