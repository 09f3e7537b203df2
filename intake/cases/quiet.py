"""Cases gone quiet: the person has not written since our last message. Proposed for closing, never closed by itself."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_

from intake import clock
from intake.access.policy import Actor
from intake.accounts.keyring import Keyring
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.cases import picking, scope
from intake.cases.models import Case
from intake.cases.picking import PickedCase
from intake.db import Work

SHOWN = 50
"""How many are shown at once, the longest silent first; closing some of them brings up others."""


def show(work: Work, actor: Actor, keyring: Keyring, quiet_days: int) -> tuple[PickedCase, ...]:
    """The cases of the actor's teams that have been quiet the longest, with the day of our last message.

    An event that names them, if there are any.
    """
    ranges = _ranges(actor, clock.today() - timedelta(days=quiet_days))
    rows = picking.in_ranges(work, actor, ranges, (Case.quiet_since, Case.id), SHOWN)
    shown = tuple(picking.picked(row, summary, row.quiet_since)
                  for row, summary in picking.opened(work, keyring, rows) if row.quiet_since is not None)
    if shown:
        record(work.main, Act.CASE_LISTED, actor=actor, signer=keyring.signer, view="quiet",
               cases=[each.reference for each in shown])
    return shown


def _ranges(actor: Actor, until: date) -> list[ColumnElement[bool]]:
    whose = [and_(Case.team_id == team, scope.of_team(actor)) for team in sorted(actor.teams)]
    return [and_(part, Case.quiet_since <= until) for part in (*whose, scope.as_colleague(actor))] if whose else []
