"""When a backup was restored, the log is shorter than what witnesses remember, and rightly so: it says so itself.

Only an event signed by the server's log key counts, and only for what was seen before it: an old restore must never
excuse a log that was cut afterwards.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from intake.audit import history
from intake.audit.history import Filters, StoredEvent
from intake.audit.kinds import Act
from intake.audit.verify import is_signed


@dataclass(frozen=True, slots=True)
class Restore:
    """A restore: when, and the newest event of the backup. What lay beyond it is gone."""

    at: datetime
    size: int
    root: bytes


def explains(session: Session, log_public_key: bytes, size: int, seen: datetime) -> bool:
    """Whether a restore explains that the log no longer agrees with a witness who saw it with `size` events.

    For a rare moment: it reads every such event.
    """
    return any(
        each.size < size and each.at > seen and history.root_at(session, each.size) == each.root
        for each in _restores(session, log_public_key)
    )


def _restores(session: Session, log_public_key: bytes) -> Iterator[Restore]:
    for row in history.all_rows(session, Filters(act=Act.SYSTEM_RESTORED)):
        found = _read(row) if row.signer == log_public_key and is_signed(row) else None
        if found is not None and found.size < row.seq:
            yield found


def _read(row: StoredEvent) -> Restore | None:
    try:
        told = json.loads(row.body)
        if told["act"] != Act.SYSTEM_RESTORED or told["seq"] != row.seq:
            return None  # a genuine body of another event, put under these columns
        return Restore(datetime.fromisoformat(told["at"]), int(told["facts"]["size"]),
                       bytes.fromhex(told["facts"]["root"]))
    except (ValueError, KeyError, TypeError):
        return None
