"""Slowing down whoever guesses, so that nobody can be locked out by it (DESIGN 4).

A bucket fills with tries and empties with time. Past a few free tries each one asks for a wait that doubles, up to
five minutes, and never more; a try that is refused counts for nothing. A browser in which the person signed in before
carries a mark and has a bucket of its own, so that strangers who guess at a name slow only strangers.
"""

import secrets as random
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, exists, select, update

from intake import clock
from intake.accounts.models import DeviceMark, ThrottleBucket
from intake.accounts.upsert import insert_missing, inserted_or_held
from intake.db import Work
from intake.errors import Busy
from intake.vault.context import context
from intake.vault.keys import derive, mac
from intake.vault.secrets import Secrets

FREE_TRIES: Final = 8
LONGEST_WAIT: Final = timedelta(minutes=5)
MARK_LIVES: Final = timedelta(days=180)
_EMPTIES_EVERY: Final = timedelta(minutes=5)
_FORGOTTEN_AFTER: Final = timedelta(days=1)


def bucket_for(work: Work, secrets: Secrets, username: str, mark: str) -> bytes:
    """The bucket that a try at this name from this browser falls into. One query, whatever the name."""
    known = work.ephemeral.scalar(select(exists().where(DeviceMark.mac == _mark_mac(secrets, username, mark))))
    return _hash(secrets, "browser", username, mark) if known else _hash(secrets, "name", username)


def person_bucket(secrets: Secrets, staff_id: int) -> bytes:
    """The bucket of a signed-in person who is asked for their password again."""
    return _hash(secrets, "person", str(staff_id))


def take(work: Work, bucket: bytes) -> None:
    """Count a try, or raise `Busy` when this bucket has to wait. One statement and a change, whatever the bucket."""
    now = clock.now()
    row = inserted_or_held(work.ephemeral, ThrottleBucket, "key",
                           {"key": bucket, "level": 0.0, "at": now - LONGEST_WAIT})
    since = max(now - row.at, timedelta(0))
    level = max(0.0, row.level - since / _EMPTIES_EVERY)
    if since < _wait(row.level):
        raise Busy("too many tries")
    row.level, row.at = level + 1, now
    work.ephemeral.flush()


def clear(work: Work, bucket: bytes) -> None:
    """Forget the tries of a bucket, after one that succeeded."""
    work.ephemeral.execute(delete(ThrottleBucket).where(ThrottleBucket.key == bucket))


def new_mark() -> str:
    """A fresh mark for a browser."""
    return random.token_urlsafe(32)


def remember(work: Work, secrets: Secrets, username: str, mark: str) -> None:
    """Note that this person signed in from the browser with this mark."""
    tag = _mark_mac(secrets, username, mark)
    insert_missing(work.ephemeral, DeviceMark, {"mac": tag, "seen_at": clock.now()})
    work.ephemeral.execute(update(DeviceMark).where(DeviceMark.mac == tag).values(seen_at=clock.now()))


def sweep(work: Work) -> None:
    """Delete buckets that have long been empty and marks unused for half a year."""
    now = clock.now()
    work.ephemeral.execute(delete(ThrottleBucket).where(ThrottleBucket.at < now - _FORGOTTEN_AFTER))
    work.ephemeral.execute(delete(DeviceMark).where(DeviceMark.seen_at < now - MARK_LIVES))


def _wait(level: float) -> timedelta:
    over = level - FREE_TRIES
    return min(timedelta(seconds=2.0 ** min(over, 16.0)), LONGEST_WAIT) if over >= 0 else timedelta(0)


def _mark_mac(secrets: Secrets, username: str, mark: str) -> bytes:
    return _hash(secrets, "mark", username, mark)


def _hash(secrets: Secrets, *parts: str) -> bytes:
    key = derive(secrets.pepper, context("throttle"))
    return mac(key, *(part.encode("utf-8", "surrogatepass") for part in parts))
