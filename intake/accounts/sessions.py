"""Sessions of both kinds: staff, and the thread of one enquiry. A row alone opens nothing.

What the session protects (a person's seed, a thread's key) is boxed under the cookie's secret and the secret of this
run of the server, so a copied store, or a restart, leaves only noise (I5). This room must never import the keyring:
the public area comes through here.
"""

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update

from intake import clock
from intake.accounts.models import SessionKind, SessionRow
from intake.db import Work
from intake.settings import Settings
from intake.vault.box import InvalidTag, box, unbox
from intake.vault.context import context
from intake.vault.keys import derive

TOKEN_SIZE: Final = 32
STAFF: Final = SessionKind.STAFF
THREAD: Final = SessionKind.THREAD
_SEEN_EVERY: Final = timedelta(minutes=1)
_KEPT_AFTER_END: Final = timedelta(hours=1)
_THREAD_LIVES: Final = 12


@dataclass(frozen=True, slots=True)
class Session:
    """A live session, opened. `secret` is what it protects; `csrf_key` is behind its form tokens."""

    sid: bytes
    kind: SessionKind
    subject_id: int
    secret: bytes = field(repr=False)
    csrf_key: bytes = field(repr=False)
    created_at: datetime
    seen_at: datetime
    expires_at: datetime

    @property
    def touch_due(self) -> bool:
        """Whether `touch` has something to write: at most once a minute."""
        return clock.now() - self.seen_at >= _SEEN_EVERY


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A row of a person's own list. It says when, and nothing about the browser: that is not kept."""

    sid: bytes
    created_at: datetime
    seen_at: datetime
    current: bool


def start(
    work: Work, kind: SessionKind, subject_id: int, secret: bytes, run_secret: bytes, settings: Settings,
) -> str:
    """Open a session over `secret` (32 bytes) and give its token, for the cookie and nowhere else."""
    token = secrets.token_bytes(TOKEN_SIZE)
    created = clock.now()
    expires = created + _absolute(kind, settings)
    sid = _sid(token)
    wrapped = box(_key(token, run_secret, b"box"), secret, _bound(sid, kind, subject_id, created, expires))
    work.ephemeral.add(SessionRow(sid=sid, kind=kind, subject_id=subject_id, wrapped=wrapped,
                                  created_at=created, seen_at=created, expires_at=expires))
    return base64.urlsafe_b64encode(token).decode().rstrip("=")


def look_up(work: Work, token: str, run_secret: bytes, kind: SessionKind, settings: Settings) -> Session | None:
    """The live session of this kind behind a token, or None: unknown, of the other kind, over, or of an earlier run.

    One query, nothing written. Whoever keeps the session alive calls `touch` when `touch_due`.
    """
    raw = _raw(token)
    row = _row(work, raw)
    if raw is None or row is None or row.kind is not kind or _is_over(row, settings):
        return None
    try:
        secret = unbox(_key(raw, run_secret, b"box"), row.wrapped,
                       _bound(row.sid, row.kind, row.subject_id, row.created_at, row.expires_at))
    except InvalidTag:
        return None
    return Session(row.sid, row.kind, row.subject_id, secret, _key(raw, run_secret, b"form tokens"),
                   row.created_at, row.seen_at, row.expires_at)


def touch(work: Work, session: Session) -> None:
    """Note that the session was used just now, which moves its idle end."""
    work.ephemeral.execute(update(SessionRow).where(SessionRow.sid == session.sid).values(seen_at=clock.now()))


def owner_of(work: Work, token: str) -> int | None:
    """Whose staff session this was, even when it is over. Good for handing back what was typed, never for access."""
    row = _row(work, _raw(token))
    return row.subject_id if row is not None and row.kind is STAFF else None


def end(work: Work, sid: bytes) -> None:
    """End one session. Ending what has ended is no error."""
    work.ephemeral.execute(delete(SessionRow).where(SessionRow.sid == sid))


def end_token(work: Work, token: str) -> None:
    """End the session behind a token, whoever's it is: a browser that signs in leaves none behind."""
    raw = _raw(token)
    if raw is not None:
        end(work, _sid(raw))


def end_own(work: Work, kind: SessionKind, subject_id: int, sid: bytes) -> bool:
    """End one session if it is this subject's; whether there was one."""
    return _deleted(work, SessionRow.sid == sid, SessionRow.kind == kind, SessionRow.subject_id == subject_id) > 0


def end_all(work: Work, kind: SessionKind, subject_id: int, *, but: bytes = b"") -> int:
    """End every session of a subject, except the one with the id `but`; gives how many ended."""
    return _deleted(work, SessionRow.kind == kind, SessionRow.subject_id == subject_id, SessionRow.sid != but)


def list_own(work: Work, staff_id: int, current: bytes, settings: Settings) -> tuple[OwnSession, ...]:
    """A person's live sessions, the newest first."""
    rows = work.ephemeral.scalars(
        select(SessionRow).where(SessionRow.kind == STAFF, SessionRow.subject_id == staff_id)
        .order_by(SessionRow.created_at.desc(), SessionRow.sid)
    )
    return tuple(OwnSession(row.sid, row.created_at, row.seen_at, row.sid == current)
                 for row in rows if not _is_over(row, settings))


def sweep(work: Work, settings: Settings) -> int:
    """Delete sessions that ended over an hour ago (a carried form may still ask whose they were); gives how many."""
    long_ago = clock.now() - _KEPT_AFTER_END
    gone = _deleted(work, SessionRow.expires_at < long_ago)
    for kind in SessionKind:
        gone += _deleted(work, SessionRow.kind == kind, SessionRow.seen_at < long_ago - _idle(kind, settings))
    return gone


def _idle(kind: SessionKind, settings: Settings) -> timedelta:
    return timedelta(minutes=settings.idle_minutes if kind is STAFF else settings.thread_minutes)


def _absolute(kind: SessionKind, settings: Settings) -> timedelta:
    # A thread in use can be kept open ten times, and once more: somebody may be writing their longest letter.
    return timedelta(hours=settings.session_hours) if kind is STAFF else _idle(kind, settings) * _THREAD_LIVES


def _is_over(row: SessionRow, settings: Settings) -> bool:
    return clock.now() >= min(row.expires_at, row.seen_at + _idle(row.kind, settings))


def _row(work: Work, raw: bytes | None) -> SessionRow | None:
    return work.ephemeral.get(SessionRow, _sid(raw)) if raw is not None else None


def _deleted(work: Work, *conditions: object) -> int:
    found = work.ephemeral.execute(delete(SessionRow).where(*conditions).returning(SessionRow.sid))  # type: ignore[arg-type]
    return len(found.all())


def _raw(token: str) -> bytes | None:
    try:
        raw = base64.b64decode(token.encode("ascii") + b"=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    return raw if len(raw) == TOKEN_SIZE else None


def _sid(token: bytes) -> bytes:
    return hashlib.sha256(context("session id") + token).digest()


def _key(token: bytes, run_secret: bytes, use: bytes) -> bytes:
    return derive(token + run_secret, context("session key", use))


def _bound(sid: bytes, kind: SessionKind, subject_id: int, created: datetime, expires: datetime) -> bytes:
    # The absolute end is bound in: who can write to the store cannot make a session live longer.
    return context("session", sid, kind.value, subject_id, int(created.timestamp()), int(expires.timestamp()))
