"""The red page: this browser remembers the log otherwise. Plain words, the numbers, and a deliberate way on."""

from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request
from wtforms import HiddenField

from intake.web import witness
from intake.web.forms import StaffForm
from intake.web.frame import SignOutForm


class GoOnForm(StaffForm):
    """Going on in spite of the warning. `next` is where the person wanted to go."""

    next = HiddenField()


@dataclass(frozen=True, slots=True)
class ChangedLog:
    """What the browser saw and when, what the log holds now, and the two ways on."""

    seen: int
    seen_at: datetime | None
    size: int
    form: GoOnForm
    sign_out: SignOutForm


def show() -> tuple[str, int]:
    """The page. 409: the log and its witness contradict each other, and the server itself works."""
    found = witness.contradiction()
    page = ChangedLog(
        seen=found.remembered.size if found.remembered else 0,
        seen_at=found.remembered.at if found.remembered else None,
        size=found.now.size if found.now else 0,
        form=GoOnForm(formdata=None, next=request.full_path.rstrip("?")),
        sign_out=SignOutForm(formdata=None),
    )
    return render_template("errors/log_changed.html", page=page), 409
