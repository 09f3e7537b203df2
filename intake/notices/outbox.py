"""Putting a notice into the outbox, and taking out what waits. The job process sends; nothing here does.

A row is written with the change that caused it, so a notice is neither lost nor sent for what never happened.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intake import clock
from intake.accounts.models import Team
from intake.db import insert_now
from intake.notices.models import Kind, OutboxRow


@dataclass(frozen=True, slots=True)
class Waiting:
    """One team that has something new, the address it asked notices for, and the rows that one notice settles."""

    team_id: int
    address: str
    rows: tuple[int, ...]


def add(session: Session, team_id: int) -> None:
    """Note that there is something new for the team. Whether it wants notices is asked when they are sent."""
    insert_now(session, OutboxRow, kind=Kind.NEWS, team_id=team_id, day=clock.today())


def waiting(session: Session) -> list[Waiting]:
    """What is to be sent now, one entry for each team that wants notices."""
    rows = session.execute(
        select(OutboxRow.team_id, Team.notice_email, OutboxRow.id)
        .join(Team, Team.id == OutboxRow.team_id)
        .where(Team.notice_email.is_not(None))
        .order_by(OutboxRow.team_id, OutboxRow.id)
    ).all()
    teams = {row.team_id: row.notice_email for row in rows if row.notice_email}
    return [Waiting(team, address, tuple(row.id for row in rows if row.team_id == team))
            for team, address in teams.items()]


def settle(session: Session, rows: Collection[int]) -> None:
    """A notice for these rows has left."""
    session.execute(delete(OutboxRow).where(OutboxRow.id.in_(rows)))


def forget(session: Session, before: date) -> None:
    """Drop what is older than `before`, for teams that want no notices: nobody needs to know of last year's news."""
    session.execute(delete(OutboxRow).where(OutboxRow.day < before))
