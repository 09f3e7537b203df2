"""The list of what is due to be erased, for leads. Shows titles, so showing it is an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, and_, literal, select, tuple_, union_all

from intake import clock
from intake.access.policy import Actor
from intake.accounts import teams
from intake.accounts.keyring import Keyring
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.cases import scope
from intake.cases.lists import PAGE_SIZE, After, shards_of
from intake.cases.models import Case, Erasure, LegalHold
from intake.cases.reading import open_summary
from intake.cases.retention import AHEAD, CONFIRMED, Periods
from intake.cases.states import Outcome
from intake.db import Work


@dataclass(frozen=True, slots=True)
class DueCase:
    """A case that is due, or will be soon. What is held is neither erased nor confirmed. `language`: of the title."""

    reference: str
    title: str
    language: str
    team: str
    outcome: Outcome | None
    closed_day: date
    due_day: date
    overdue: bool
    held: bool
    confirmed: bool


@dataclass(frozen=True, slots=True)
class DuePage:
    """A page of the list, what was closed first on top, and where the next page begins."""

    rows: tuple[DueCase, ...]
    next: After | None


def show(work: Work, actor: Actor, keyring: Keyring, periods: Periods, after: After | None = None) -> DuePage:
    """What falls due within thirty days in the teams that the actor leads. One event, with the references shown."""
    found = _rows(work, actor, periods, after)
    shown = found[:PAGE_SIZE]
    shards, names = shards_of(work, [case.id for case, *_ in shown]), teams.team_names(work.main, actor.leads)
    rows = tuple(
        DueCase(case.reference, (told := open_summary(case, keyring, sealed, shards[case.id])).title,
                told.title_language, names[case.team_id], case.outcome, case.closed_day,
                due := periods.due_day(case.form, case.closed_day), due <= clock.today(),
                held=held is not None, confirmed=confirmed is not None)
        for case, held, confirmed, sealed in shown if case.closed_day is not None and case.id in shards
    )
    record(work.main, Act.CASE_LISTED, actor=actor, signer=keyring.signer, view="due",
           cases=[row.reference for row in rows])
    last = shown[-1][0] if len(found) > PAGE_SIZE else None
    return DuePage(rows, After(last.closed_day, last.id) if last and last.closed_day else None)


def _rows(work: Work, actor: Actor, periods: Periods, after: After | None) -> Sequence[Row[Case, int, int, bytes]]:
    """The cases of a page and one more, each with its hold and its confirmation. One index range for each team,
    and the few restricted ones in which the actor is named."""
    narrow = [periods.are_over(Case.closed_day, AHEAD)]
    if after is not None:
        narrow.append(tuple_(Case.closed_day, Case.id) > tuple_(literal(after.day), literal(after.id)))
    earliest = (Case.closed_day, Case.id)
    whose = [and_(Case.team_id == team, scope.of_team(actor)) for team in sorted(actor.leads)]
    if not whose:
        return []
    named = and_(scope.as_colleague(actor), Case.team_id.in_(sorted(actor.leads)))
    ranges = [select(Case.id).where(part, *narrow).order_by(*earliest).limit(PAGE_SIZE + 1).subquery()
              for part in (*whose, named)]
    return work.main.execute(
        select(Case, LegalHold.case_id, Erasure.case_id, scope.seal_of(actor))
        .select_from(Case).outerjoin(LegalHold, LegalHold.case_id == Case.id).outerjoin(Erasure, CONFIRMED)
        .where(Case.id.in_(union_all(*(select(part.c.id) for part in ranges))))
        .order_by(*earliest).limit(PAGE_SIZE + 1)
    ).all()
