"""What a child can be asked to do, and the answers: a small head that names codes, and bytes."""

from typing import Any

from intake.attachments.inside import lockdown

Work = tuple[dict[str, Any], list[bytes]]


def warm_up() -> None:
    """Load all that a child may need: once shut in, nothing more can be loaded."""


def do(job: dict[str, Any], data: bytes) -> Work:
    """The head and the body of the answer to a job."""
    if job["task"] == "probe":
        return {"openings": lockdown.openings(job.get("port", 9), job.get("file", "/dev/null"))}, []
    raise ValueError("there is no such job")
