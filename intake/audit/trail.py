"""Writing the log. `record` appends one event in the transaction of the act itself, so that both stand or neither.

The form is final from the first event (DESIGN 4): a body in canonical JSON that names the root before it, signed by
the actor's key (the server's log key where there is no actor), a leaf in an RFC 6962 tree. This room is handed its
signer and knows neither keys nor rules. It never writes content, and it never commits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from json import JSONEncoder
from typing import Protocol

from sqlalchemy import insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from intake import clock
from intake.audit import merkle
from intake.audit.kinds import BY_SYSTEM, JSON, Act, check_facts
from intake.audit.models import AuditEvent, AuditHead
from intake.errors import Unrecorded

FORMAT = 1
SIGNED_AS = b"intake audit event v1\n"
"""Stands before the signed body, so that a signature made for the log is never one for anything else."""

_CANONICAL = JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
_APPENDED = "audit: size and root after the newest append"

SYSTEM = "system"
ENQUIRER = "enquirer"


class Who(Protocol):
    """The part of an actor that the log needs."""

    @property
    def id(self) -> int: ...

    @property
    def role(self) -> str: ...


class Signs(Protocol):
    """Whoever can sign: a person's key, or the server's log key."""

    @property
    def public_key(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Draft:
    """An event before it has a place in the log. `at` is a moment, or a day for what a submitter caused."""

    act: Act
    at: datetime | date
    role: str
    actor: int | None = None
    case: str | None = None
    team: int | None = None
    subject: int | None = None
    facts: Mapping[str, JSON] = field(default_factory=dict)


def record(
    session: Session, act: Act, *, actor: Who | None, signer: Signs,
    case: str | None = None, team: int | None = None, subject: int | None = None, **facts: JSON,
) -> int:
    """Append one event and give its number. `subject` is the staff member whom the act is about, if another.

    The session must hold the write lock from its first query (`changing()`). Raises `Unrecorded` when the event
    cannot be written: then nothing may be shown (DESIGN 2, promise 7). Raises `ValueError` for wrong facts.
    """
    check_facts(act, facts)
    if act in BY_SYSTEM and actor is not None:
        raise ValueError(f"{act.value} names no actor and is signed by the log key (see intake/audit/kinds.py)")
    role = str(actor.role) if actor else SYSTEM
    draft = Draft(act, clock.now(), role, actor.id if actor else None, case, team, subject, facts)
    return append(session, signer, [draft])


def begin_log(session: Session, signer: Signs) -> int:
    """Start the log of a new installation. Its first event says which key signs where no person does."""
    session.execute(insert(AuditHead).values(id=1, size=0, frontier=b"", root=merkle.EMPTY_ROOT))
    return record(session, Act.SYSTEM_INITIALISED, actor=None, signer=signer, log_key=signer.public_key.hex())


def append(session: Session, signer: Signs, drafts: Sequence[Draft]) -> int:
    """Append drafts in the order given and give the log's new size. Everybody but `pending.py` wants `record`."""
    session.flush()  # so that a mistake in the change itself is not taken for a failure of the log
    try:
        return _append(session, signer, drafts)
    except SQLAlchemyError as error:
        raise Unrecorded("the event could not be written to the log") from error


def appended(session: Session) -> tuple[int, bytes] | None:
    """Size and root of the log after what this session appended, for whoever commits it; None if it did not."""
    found: tuple[int, bytes] | None = session.info.get(_APPENDED)
    return found


def canonical(value: Mapping[str, JSON]) -> str:
    """The one text of a value: keys sorted, no spaces, ASCII."""
    return _CANONICAL.encode(value)


def _append(session: Session, signer: Signs, drafts: Sequence[Draft]) -> int:
    # FOR UPDATE queues the writers on PostgreSQL; SQLite has no such words and relies on BEGIN IMMEDIATE.
    head = session.execute(select(AuditHead.size, AuditHead.frontier, AuditHead.root).with_for_update()).one_or_none()
    if head is None:
        raise Unrecorded("the log was never begun: run intake init")
    size: int = head.size
    root: bytes = head.root
    edge, rows = merkle.unpack(head.frontier), []
    for draft in drafts:
        body = _body(size + 1, draft, root)
        signature = signer.sign(SIGNED_AS + body.encode())
        edge = merkle.append(size, edge, merkle.leaf_hash(body.encode(), signature))
        size, root = size + 1, merkle.root(edge)
        rows.append(_columns(draft) | {
            "seq": size, "body": body, "signer": signer.public_key, "signature": signature, "root": root,
        })
    if rows:
        session.execute(insert(AuditEvent), rows)
        session.execute(update(AuditHead).values(size=size, frontier=merkle.pack(edge), root=root))
        session.info[_APPENDED] = (size, root)
    return size


def _body(seq: int, draft: Draft, previous: bytes) -> str:
    return canonical({
        "v": FORMAT, "seq": seq, "at": _moment(draft.at), "actor": draft.actor, "role": draft.role,
        "act": draft.act.value, "case": draft.case, "team": draft.team, "subject": draft.subject,
        "facts": dict(draft.facts), "prev": previous.hex(),
    })


def _columns(draft: Draft) -> dict[str, object]:
    return {
        "actor_id": draft.actor, "subject_id": draft.subject, "team_id": draft.team, "case_reference": draft.case,
        "act": draft.act.value, "day": date.fromisoformat(_moment(draft.at)[:10]),
    }


def _moment(at: datetime | date) -> str:
    if isinstance(at, datetime):
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return at.isoformat()
