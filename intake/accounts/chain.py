"""A team's epochs as the database has them, for whoever checks them. Opens nothing."""

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from intake.accounts.epochs import Epoch
from intake.accounts.models import TeamEpoch


def epoch_of(session: Session, team_id: int, number: int) -> Epoch:
    """The public side of one epoch. It must exist."""
    return as_epoch(session.get_one(TeamEpoch, (team_id, number)))


def chain_of(session: Session, team_id: int) -> tuple[Epoch, ...]:
    """All epochs of a team, oldest first."""
    rows = session.scalars(select(TeamEpoch).where(TeamEpoch.team_id == team_id).order_by(TeamEpoch.epoch))
    return tuple(map(as_epoch, rows))


def as_epoch(row: TeamEpoch | Row[Any]) -> Epoch:
    """What a row says of an epoch."""
    return Epoch(row.team_id, row.epoch, row.public_key, row.signing_key, row.previous_hash, row.maker_id,
                 row.maker_key, row.maker_signature, row.previous_signature)
