"""Cases gone quiet: the person has not written since our last message. Proposed for closing, never closed by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Row, and_, select, union_all

from intake import clock
from intake.access.policy import Actor
from intake.accounts.keyring import Keyring
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.cases import scope
from intake.cases.lists import shards_of
from intake.cases.models import Case
from intake.cases.reading import open_summary
from intake.db import Work

SHOWN = 50
"""How many are shown at once, the longest silent first; closing some of them brings up others."""


@dataclass(frozen=True, slots=True)
class QuietCase:
    """A case, its title with the language of that, and the day of our last message."""

    reference: str
    title: str
    language: str
    since: date


def show(work: Work, actor: Actor, keyring: Keyring, quiet_days: int) -> tuple[QuietCase, ...]:
    """The cases of the actor's teams that have been quiet the longest. An event that names them, if there are any."""
    rows = _rows(work, actor, clock.today() - timedelta(days=quiet_days))
    shards = shards_of(work, [row.id for row, _ in rows]) if rows else {}
    shown = tuple(
        QuietCase(row.reference, (told := open_summary(row, keyring, sealed, shards[row.id])).title,
                  told.title_language, row.quiet_since)
        for row, sealed in rows if row.id in shards and row.quiet_since is not None
    )
    if shown:
        record(work.main, Act.CASE_LISTED, actor=actor, signer=keyring.signer, view="quiet",
               cases=[each.reference for each in shown])
    return shown


def _rows(work: Work, actor: Actor, until: date) -> Sequence[Row[Case, bytes]]:
    longest = (Case.quiet_since, Case.id)
    whose = [and_(Case.team_id == team, scope.of_team(actor)) for team in sorted(actor.teams)]
    if not whose:
        return []
    ranges = [select(Case.id).where(part, Case.quiet_since <= until).order_by(*longest).limit(SHOWN).subquery()
              for part in (*whose, scope.as_colleague(actor))]
    ids = union_all(*(select(part.c.id) for part in ranges))
    return work.main.execute(
        select(Case, scope.seal_of(actor)).where(Case.id.in_(ids)).order_by(*longest).limit(SHOWN)
    ).all()
