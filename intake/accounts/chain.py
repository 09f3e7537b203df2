"""A team's epochs and a form's routes as the database has them, for whoever checks them. Opens nothing."""

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from intake.accounts.epochs import Epoch, Route
from intake.accounts.models import IntakeRoute, TeamEpoch


def epoch_of(session: Session, team_id: int, number: int) -> Epoch:
    """The public side of one epoch. It must exist."""
    return as_epoch(session.get_one(TeamEpoch, (team_id, number)))


def chain_of(session: Session, team_id: int) -> tuple[Epoch, ...]:
    """All epochs of a team, oldest first."""
    rows = session.scalars(select(TeamEpoch).where(TeamEpoch.team_id == team_id).order_by(TeamEpoch.epoch))
    return tuple(map(as_epoch, rows))


def newest_route(session: Session, form: str) -> Route | None:
    """The newest route of a form."""
    return next(iter(routes_of(session, form)[::-1]), None)


def routes_of(session: Session, form: str) -> tuple[Route, ...]:
    """All routes of a form, oldest first."""
    rows = session.scalars(select(IntakeRoute).where(IntakeRoute.form == form).order_by(IntakeRoute.version))
    return tuple(map(as_route, rows))


def as_route(row: IntakeRoute | Row[Any]) -> Route:
    """What a row says of a route."""
    return Route(row.form, row.version, row.team_id, row.giver_id, row.epoch, row.previous_hash, row.signature)


def as_epoch(row: TeamEpoch | Row[Any]) -> Epoch:
    """What a row says of an epoch."""
    return Epoch(row.team_id, row.epoch, row.public_key, row.signing_key, row.previous_hash, row.maker_id,
                 row.maker_key, row.maker_signature, row.previous_signature)
