"""The browser as a witness of the log: what it remembers is compared on every page of the staff, and then renewed.

Never for the public: no public view sets or reads the cookie. A log that forgot or changed what a browser saw stops
pages until the person decides to go on, and never a post: nobody loses what they typed.
"""

import logging

from flask import Flask, Response, g, request
from sqlalchemy.exc import DBAPIError

from intake.access.policy import Actor
from intake.audit import witness
from intake.audit.kinds import Act
from intake.audit.witness import Sighting, Verdict
from intake.db import Work
from intake.errors import IntakeError, LogChanged
from intake.vault.sign import Signer
from intake.web import cookies
from intake.web.work import changing, runtime

_log = logging.getLogger("intake.web")


def init_app(app: Flask) -> None:
    """Renew the browser's memory with every answer, and let pages tell of a restore."""
    app.after_request(keep)
    app.context_processor(lambda: {"log_was_restored": log_was_restored})


def look(work: Work) -> None:
    """Compare the log with what this browser remembers, in the guard's own transaction. One query."""
    remembered = witness.read(cookies.read(cookies.WITNESS))
    g.sighting = witness.look(work.main, remembered, runtime().log_public_key, any_log=runtime().demo)


def check(actor: Actor, signer: Signer) -> None:
    """Raise `LogChanged` instead of a page, when the log is not what this browser saw and nothing explains it."""
    if _sighting().verdict is not Verdict.CHANGED:
        return
    _write_down(actor, signer)
    if request.method != "POST":
        raise LogChanged


def go_on(work: Work, actor: Actor, signer: Signer) -> None:
    """The person saw the warning and goes on: from here the browser remembers the log as it is now."""
    if _sighting().verdict is Verdict.CHANGED:
        witness.record(work.main, Act.AUDIT_WITNESS_RENEWED, _sighting(), actor=actor, signer=signer)
        g.sighting = Sighting(None, _sighting().now, Verdict.AGREES)


def contradiction() -> Sighting:
    """What the page about a changed log tells."""
    return _sighting()


def log_was_restored() -> bool:
    """Whether this page must say that a backup was restored. It then has said so, and the browser may go on."""
    g.restore_told = _sighting().verdict is Verdict.RESTORED
    return bool(g.restore_told)


def keep(response: Response) -> Response:
    """Give the browser the newest event that it has now seen, this request's own included."""
    if "sighting" not in g:
        return response
    seen = _sighting()
    stands = seen.verdict is Verdict.AGREES or (seen.verdict is Verdict.RESTORED and g.get("restore_told", False))
    appended = g.get("appended")
    newest = witness.seen_now(runtime().log_public_key, *appended) if appended else seen.now
    if stands and newest is not None and newest.size > 0:
        cookies.keep(response, cookies.WITNESS, newest.value(), lasting=True)
    return response


def _sighting() -> Sighting:
    nothing = Sighting(None, None, Verdict.AGREES)  # nobody of the staff is asking, or no store could be asked
    found: Sighting = g.get("sighting", nothing)
    return found


def _write_down(actor: Actor, signer: Signer) -> None:
    facts = _sighting().facts()
    try:
        with changing() as work:
            new = witness.record(work.main, Act.AUDIT_WITNESS_FAILED, _sighting(), actor=actor, signer=signer)
    except (IntakeError, DBAPIError) as error:
        _log.error("the log was changed, and that could not be written into it (%s)", type(error).__name__)
        return
    if new:
        _log.error("the log was changed: a browser of the staff saw %s events, and the log of now, with %s, does not "
                   "agree: run `intake audit verify`", facts["seen"], facts["size"])
