"""Error class to page, in one table. No page tells more than its reader may know; no log holds what was typed."""

import logging

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from intake import errors
from intake.web import guard

log = logging.getLogger("intake.web")

STATUS: dict[type[errors.IntakeError], int] = {
    errors.NotFound: 404,
    errors.NotAllowed: 404,
    errors.Untrusted: 503,
    errors.WrongState: 409,
    errors.Stale: 409,
    errors.Invalid: 400,
    errors.Busy: 429,
    errors.Unrecorded: 503,
    errors.Unready: 503,
}
PAGES = frozenset({400, 404, 405, 409, 413, 429, 500, 503})


def init_app(app: Flask) -> None:
    """Install the table."""
    app.register_error_handler(errors.IntakeError, show_intake_error)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(DBAPIError, show_store_error)
    app.register_error_handler(Exception, show_unknown_error)


def page(status: int) -> ResponseReturnValue:
    """The page for a status; statuses without a page of their own are shown as 400."""
    shown = status if status in PAGES else 400
    return render_template(f"errors/{shown}.html"), status


def show_intake_error(error: errors.IntakeError) -> ResponseReturnValue:
    """One of our own errors. A refusal that cannot be written down becomes a failure: nothing passes unrecorded."""
    status = next(status for kind, status in STATUS.items() if isinstance(error, kind))
    if isinstance(error, errors.Untrusted):
        log.error("nothing is sealed: %s", error)
    if status == 404:
        try:
            guard.record_refusal()
        except (errors.IntakeError, DBAPIError):
            return page(503)
    return page(status)


def show_http_error(error: HTTPException) -> ResponseReturnValue:
    """One of Werkzeug's errors; an answer that somebody already built is left as it is."""
    if error.response is not None:
        return error.response
    return page(error.code or 500)


def show_store_error(error: DBAPIError) -> ResponseReturnValue:
    """A store that is locked, full or gone. The statement and its values never reach the log."""
    log.error("a store failed: %s", type(error.orig).__name__)
    return page(503)


def show_unknown_error(error: Exception) -> ResponseReturnValue:
    """Anything else: logged by type and place alone, since a message or a frame may hold what a person wrote."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    place = f"{last.tb_frame.f_code.co_filename}:{last.tb_lineno}" if last else "unknown"
    log.error("an unexpected %s at %s", type(error).__name__, place)
    return page(500)
