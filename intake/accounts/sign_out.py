"""Ending sessions: one's own, another of one's own, or all others."""

from intake.accounts import sessions
from intake.accounts.recognise import SignedIn
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.db import Work
from intake.errors import NotFound


def sign_out(work: Work, signed_in: SignedIn) -> None:
    """End this session."""
    sessions.end(work, signed_in.session.sid)
    record(work.main, Act.STAFF_SIGNED_OUT, actor=signed_in.actor, signer=signed_in.keyring.signer)


def end_one(work: Work, signed_in: SignedIn, sid: bytes) -> None:
    """End another session of one's own. `NotFound` when it is nobody's, somebody else's, or over."""
    if not sessions.end_own(work, sessions.STAFF, signed_in.actor.id, sid):
        raise NotFound("no such session of one's own")
    record_ended(work, signed_in, 1)


def end_others(work: Work, signed_in: SignedIn) -> int:
    """End every other session of one's own; gives how many. Where there is none, that is no event."""
    ended = sessions.end_all(work, sessions.STAFF, signed_in.actor.id, but=signed_in.session.sid)
    if ended:
        record_ended(work, signed_in, ended)
    return ended


def record_ended(work: Work, signed_in: SignedIn, count: int) -> None:
    """Write down that a person ended sessions of their own."""
    record(work.main, Act.STAFF_SESSIONS_ENDED, actor=signed_in.actor, signer=signed_in.keyring.signer,
           subject=signed_in.actor.id, count=count)
