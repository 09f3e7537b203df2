"""What a browser remembers of the log, held against the log itself: one question, whatever the log's length.

A cookie carries the size and root of the newest event that the browser has seen. A log that is shorter, or has another
root at that size, lost or changed events since, unless a restore that it tells of explains it. Nothing here decides
what then happens.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from hashlib import sha256

from sqlalchemy import and_, literal, select
from sqlalchemy.orm import Session

from intake import clock
from intake.audit import history, restored, trail
from intake.audit.history import Filters
from intake.audit.kinds import JSON, Act
from intake.audit.models import AuditEvent, AuditHead

_VALUE = re.compile(r"(?P<log>[0-9a-f]{8})\.(?P<size>[1-9][0-9]{0,17})\.(?P<root>[0-9a-f]{64})\.(?P<at>[0-9]{1,11})")


class Verdict(Enum):
    """What a comparison found. RESTORED: the log is not what it was, and says why."""

    AGREES = auto()
    RESTORED = auto()
    CHANGED = auto()


@dataclass(frozen=True, slots=True)
class Seen:
    """A state of the log that somebody saw: whose log, how many events, the root there, and when."""

    log: str
    size: int
    root: bytes
    at: datetime

    def value(self) -> str:
        """The text for the cookie."""
        return f"{self.log}.{self.size}.{self.root.hex()}.{int(self.at.timestamp())}"


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the browser remembered, None if nothing, against what the log is; `now` is None for a log without a head."""

    remembered: Seen | None
    now: Seen | None
    verdict: Verdict

    def facts(self) -> Mapping[str, JSON]:
        """The sizes, and the root that was remembered, for the log."""
        return {
            "seen": self.remembered.size if self.remembered else 0,
            "seen_root": self.remembered.root.hex() if self.remembered else "",
            "size": self.now.size if self.now else 0,
        }


def read(value: str) -> Seen | None:
    """What a cookie says; None for no cookie and for one that nobody of us wrote."""
    found = _VALUE.fullmatch(value)
    if found is None:
        return None
    return Seen(found["log"], int(found["size"]), bytes.fromhex(found["root"]),
                datetime.fromtimestamp(int(found["at"]), UTC))


def seen_now(log_public_key: bytes, size: int, root: bytes) -> Seen:
    """The log as it is at this moment."""
    return Seen(sha256(log_public_key).hexdigest()[:8], size, root, clock.now())


def look(session: Session, remembered: Seen | None, log_public_key: bytes, *, any_log: bool = False) -> Sighting:
    """Compare what a browser remembers with the log. One query, and a second where the two differ.

    `any_log`: what is remembered of the log of another key does not count. For demonstrations, which come and go
    under one address.
    """
    size = remembered.size if remembered else 0
    row = session.execute(
        select(AuditHead.size, AuditHead.root, AuditEvent.root.label("then"))
        .outerjoin(AuditEvent, and_(AuditEvent.seq == literal(size), AuditHead.size >= literal(size)))
    ).one_or_none()
    now = seen_now(log_public_key, row.size, row.root) if row else None
    if remembered is None or (any_log and now and remembered.log != now.log):
        return Sighting(None, now, Verdict.AGREES)
    if row is not None and row.then == remembered.root:
        return Sighting(remembered, now, Verdict.AGREES)
    explained = restored.explains(session, log_public_key, remembered.size, remembered.at)
    return Sighting(remembered, now, Verdict.RESTORED if explained else Verdict.CHANGED)


def record(session: Session, act: Act, sighting: Sighting, *, actor: trail.Who, signer: trail.Signs) -> bool:
    """Write down what was found (`audit:witness_failed`), or that somebody went on regardless (`…_renewed`).

    The same memory of the same person's browser fails once in the log, however many pages it then asks for. Gives
    whether an event was written.
    """
    facts = sighting.facts()
    told = history.page(session, Filters(person=actor.id, act=act)).events
    if any(all(each.facts.get(name) == facts[name] for name in ("seen", "seen_root")) for each in told):
        return False
    trail.record(session, act, actor=actor, signer=signer, seen=facts["seen"], seen_root=facts["seen_root"],
                 size=facts["size"])
    return True
