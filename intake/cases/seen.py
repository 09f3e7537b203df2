"""Unread marks: how many of a case's messages each person has been shown. Kept in the store that no backup holds."""

from collections.abc import Iterable

from sqlalchemy import select, update

from intake import clock
from intake.accounts.upsert import insert_missing
from intake.cases.models import SeenMark
from intake.db import Work


def counts(work: Work, staff_id: int, case_ids: Iterable[int]) -> dict[int, int]:
    """How many messages of each case the person has been shown; a case never shown is left out."""
    rows = work.ephemeral.execute(
        select(SeenMark.case_id, SeenMark.messages)
        .where(SeenMark.staff_id == staff_id, SeenMark.case_id.in_(list(case_ids)))
    )
    return {row.case_id: row.messages for row in rows}


def mark(work: Work, staff_id: int, case_id: int, messages: int) -> None:
    """Remember that the person was shown the case with this many messages."""
    values = {"messages": messages, "at": clock.now().replace(tzinfo=None)}
    marked = work.ephemeral.execute(
        update(SeenMark).where(SeenMark.staff_id == staff_id, SeenMark.case_id == case_id).values(**values)
        .returning(SeenMark.messages)
    )
    if marked.first() is None:  # two tabs may get here at once, so the second must not fail
        insert_missing(work.ephemeral, SeenMark, {"staff_id": staff_id, "case_id": case_id, **values})
