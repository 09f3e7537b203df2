"""Whether the form is open. The form is the busiest page, so it asks the store now and then; sending asks always."""

import logging
from time import monotonic
from typing import Final

from flask import current_app

from intake.accounts.trust import CONTACT
from intake.web.work import reading, runtime

_REMEMBERED_SECONDS: Final = 10.0
_OPEN_UNTIL: Final = "intake.form_open_until"

log = logging.getLogger("intake.web")


def is_open() -> bool:
    """Whether a team receives the form and its keys are the right ones, as of the last seconds."""
    if monotonic() < current_app.extensions.get(_OPEN_UNTIL, 0.0):
        return True
    with reading() as work:
        problem = runtime().trust.problem(work.main, CONTACT)
    if problem:
        tell_closed(problem)
        return False
    current_app.extensions[_OPEN_UNTIL] = monotonic() + _REMEMBERED_SECONDS
    return True


def tell_closed(problem: str) -> None:
    """Forget that the form was open, and tell the operator why it is not."""
    current_app.extensions.pop(_OPEN_UNTIL, None)
    log.error("the public form is closed: %s", problem)
