"""Failed sign-ins, counted per account and hour until they join the log. A name that was typed is never kept.

The counting happens in the store that no backup holds and costs the same whether the name exists or not; the events
are written by the job process each hour, and whenever somebody signs in.
"""

from typing import Final

from sqlalchemy import delete, update

from intake import clock
from intake.accounts.models import FailedSignIn
from intake.accounts.upsert import insert_missing
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.db import Work
from intake.vault.sign import Signer

NOBODY: Final = 0
"""Stands for every name that is nobody's."""


def count(work: Work, staff_id: int) -> None:
    """Count one failed sign-in at an account, or at `NOBODY`."""
    hour = _hour()
    insert_missing(work.ephemeral, FailedSignIn, {"staff_id": staff_id, "hour": hour, "tries": 0})
    work.ephemeral.execute(
        update(FailedSignIn).where(FailedSignIn.staff_id == staff_id, FailedSignIn.hour == hour)
        .values(tries=FailedSignIn.tries + 1)
    )


def write_down(work: Work, log_signer: Signer, *, finished_hours_only: bool = False) -> int:
    """Move what was counted into the log, signed by the server's log key; gives how many events that made."""
    taking = delete(FailedSignIn).returning(FailedSignIn.staff_id, FailedSignIn.hour, FailedSignIn.tries)
    if finished_hours_only:
        taking = taking.where(FailedSignIn.hour < _hour())
    rows = sorted((row.staff_id, row.hour, row.tries) for row in work.ephemeral.execute(taking))
    for staff_id, hour, tries in rows:
        record(work.main, Act.STAFF_SIGN_IN_FAILED, actor=None, signer=log_signer,
               subject=None if staff_id == NOBODY else staff_id, hour=hour, count=tries)
    return len(rows)


def _hour() -> str:
    return clock.now().strftime("%Y-%m-%dT%H")
