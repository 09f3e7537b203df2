"""Typed forms that wait, boxed, for the person who typed them to sign in again.

A row lives an hour in the store that no backup holds, under a key that dies with the server's run.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import LargeBinary, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from intake import clock
from intake.db import Ephemeral, RowId, Work

LIFE = timedelta(hours=1)


class Draft(Ephemeral):
    """One boxed form, for one person."""

    __tablename__ = "draft"

    id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(RowId)
    box: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]


def keep(work: Work, staff_id: int, box: bytes) -> str:
    """Keep a boxed form for an hour and give the random id under which its owner finds it."""
    now = clock.now().replace(tzinfo=None)
    work.ephemeral.execute(delete(Draft).where(Draft.expires_at < now))
    draft = Draft(id=secrets.token_urlsafe(12), staff_id=staff_id, box=box, expires_at=now + LIFE)
    work.ephemeral.add(draft)
    return draft.id


def find(work: Work, staff_id: int, draft_id: str) -> bytes | None:
    """The boxed form with this id, if it is this person's and not over an hour old."""
    now = clock.now().replace(tzinfo=None)
    return work.ephemeral.scalar(
        select(Draft.box).where(Draft.id == draft_id, Draft.staff_id == staff_id, Draft.expires_at >= now)
    )
