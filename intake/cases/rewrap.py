"""Moving a team's cases to its newest keys, in batches, within ordinary work. Only a case's own seed is closed anew.

Ids are random, so the id that was reached tells how far the work is, and a case that is sent meanwhile already has the
newest epoch. When the last one has moved, the old epochs' seals are destroyed.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, exists, select, update
from sqlalchemy.orm import Session

from intake.access.policy import Actor
from intake.accounts import rotate, teams
from intake.accounts.keyring import Keyring
from intake.accounts.models import TeamEpoch
from intake.cases.keys import case_seed_place
from intake.cases.models import Case
from intake.cases.reading import open_seed
from intake.db import Work
from intake.vault.box import box

BATCH: Final = 200
_LAST_ID: Final = 2**62


def rewrap_some(work: Work, actor: Actor, keyring: Keyring, team_id: int) -> int:
    """Move the next batch of a team's cases; gives how many were looked at. 0 when none is left, or others are at it.

    Raises `NotAllowed` when this person does not hold an epoch that closes one of them.
    """
    epoch = work.main.scalar(
        select(TeamEpoch).where(TeamEpoch.team_id == team_id, TeamEpoch.rewrapped_to.is_not(None))
        .order_by(TeamEpoch.epoch.desc()).limit(1).with_for_update(skip_locked=True)
    )
    if epoch is None or epoch.epoch != teams.newest_epoch(work.main, team_id):
        return 0
    rows = work.main.scalars(
        select(Case).where(_of_team(team_id), Case.id > epoch.rewrapped_to).order_by(Case.id).limit(BATCH)
        .with_for_update()  # or a case that gets new keys meanwhile would be given its old seed back
    ).all()
    _move([row for row in rows if row.epoch != epoch.epoch], work, keyring, epoch.epoch)
    if rows:
        epoch.rewrapped_to = rows[-1].id
    elif work.main.scalar(select(exists().where(Case.team_id == team_id, Case.epoch < epoch.epoch, ~Case.restricted))):
        epoch.rewrapped_to = 0
    else:
        rotate.destroy_old_seals(work, actor, keyring, team_id)
    return len(rows)


def percent_done(session: Session, team_id: int) -> int | None:
    """How much of a team's cases is under its newest keys, in percent; None when all are and no work is going on."""
    reached = session.scalar(
        select(TeamEpoch.rewrapped_to).where(TeamEpoch.team_id == team_id).order_by(TeamEpoch.epoch.desc()).limit(1)
    )
    return None if reached is None else reached * 100 // _LAST_ID


def _move(rows: list[Case], work: Work, keyring: Keyring, epoch: int) -> None:
    if not rows:
        return
    team_id = rows[0].team_id
    key = keyring.team(team_id, epoch).wrap_key
    moved: list[dict[str, Any]] = [{
        "moved": row.id,
        "seed": box(key, open_seed(row, keyring.team(team_id, row.epoch)), case_seed_place(row.id, team_id, epoch)),
    } for row in rows]
    work.main.connection().execute(
        update(Case).where(Case.id == bindparam("moved")).values(epoch=epoch, head=None, case_seed=bindparam("seed")),
        moved,
    )


def _of_team(team_id: int) -> ColumnElement[bool]:
    """What the team's keys close. Hidden from the planner: cases are walked through by their ids, and only checked."""
    return and_(Case.team_id + 0 == team_id, ~Case.restricted)
