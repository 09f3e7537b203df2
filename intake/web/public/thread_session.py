"""The session of somebody who opened their thread with a receipt code. It is of kind thread, never staff (DESIGN 5).

The row in the store must not tell when the writer of which case was here (DESIGN 2, promise 10): the case's id lies
inside the box with the thread's seed and the tag of its code, and the row names it by a hash that wants the pepper.
"""

import struct
from contextlib import suppress
from typing import Final

from flask import g, request

from intake.accounts import sessions
from intake.cases import thread
from intake.cases.thread import Thread
from intake.db import Work
from intake.errors import NotFound
from intake.vault.context import context
from intake.vault.keys import derive
from intake.web import cookies
from intake.web.work import changing, reading, runtime

CONVERSATION: Final = "conversation"
"""The field by which a form says whose page it stands on."""

_SECRET = struct.Struct(">Q32s32s")


def start(work: Work, opened: Thread) -> str:
    """Open a session over a thread, and give the token for the cookie."""
    run = runtime()
    secret = _SECRET.pack(opened.case_id, opened.seed, opened.tag)
    g.conversation = _name_of(opened)
    return sessions.start(work, sessions.THREAD, _subject(opened.case_id), secret, run.run_secret, run.settings)


def find() -> Thread | None:
    """The thread of this request's cookie while its session lives, in transactions of its own; keeps it alive.

    None for a form of another conversation's page: this browser opened one since, and what was typed or meant there
    must not reach it.
    """
    session = _find()
    if session is None:
        return None
    if session.touch_due:
        with changing() as work:
            sessions.touch(work, session)
    opened = Thread(*_SECRET.unpack(session.secret))
    g.conversation = _name_of(opened)
    return opened if request.method != "POST" or request.form.get(CONVERSATION) == g.conversation else None


def visit() -> Thread | None:
    """The same, but only while the code that opened it still holds."""
    opened = find()
    with suppress(NotFound), reading() as work:
        if opened is not None:
            thread.require_open(work, opened)
            return opened
    return None


def renew(work: Work, changed: Thread) -> str:
    """End every session of a thread whose code was changed, but this browser's, and open one over it as it is now.

    What this browser's old session may still do is send the change once more.
    """
    own = _look_up(work)
    sessions.end_all(work, sessions.THREAD, _subject(changed.case_id), but=own.sid if own else b"")
    return start(work, changed)


def conversation() -> str:
    """What a page's forms call the conversation that this request has to do with."""
    return str(g.get(CONVERSATION) or request.form.get(CONVERSATION, ""))


def end_all(work: Work, opened: Thread) -> None:
    """End every session of a thread, wherever it was opened."""
    sessions.end_all(work, sessions.THREAD, _subject(opened.case_id))


def end() -> None:
    """End the thread's session in the store, if there is one."""
    session = _find()
    if session is not None:
        with changing() as work:
            sessions.end(work, session.sid)


def _find() -> sessions.Session | None:
    if not cookies.read(cookies.SESSION):
        return None
    with reading() as work:
        return _look_up(work)


def _look_up(work: Work) -> sessions.Session | None:
    token, run = cookies.read(cookies.SESSION), runtime()
    return sessions.look_up(work, token, run.run_secret, sessions.THREAD, run.settings)


def _subject(case_id: int) -> int:
    hashed = derive(runtime().secrets.pepper, context("thread session", case_id), 8)
    return int.from_bytes(hashed, "big") >> 2


def _name_of(opened: Thread) -> str:
    return derive(runtime().secrets.pepper, context("pages of a thread", opened.seed), 8).hex()
