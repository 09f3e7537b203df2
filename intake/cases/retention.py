"""How long cases are kept: the clock runs from the day of closing, and nothing goes that a lead has not confirmed.

Never an open case, never a held one, and never one that was opened again, even for an hour, after it was confirmed.
No step needs a key. The list that leads confirm from is `due.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, case, select
from sqlalchemy.orm import InstrumentedAttribute

from intake import clock
from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.audit.kinds import Act
from intake.audit.trail import Signs, record
from intake.cases import erase
from intake.cases.models import Case, Erasure, LegalHold
from intake.cases.states import ErasureReason
from intake.db import Stores, Work
from intake.errors import WrongState
from intake.settings import Settings

AHEAD = timedelta(days=30)
"""How long before its day a case is shown and may be confirmed."""

CONFIRMED = and_(Erasure.case_id == Case.id, Erasure.closed_day == Case.closed_day, Erasure.team_id == Case.team_id)
"""That a confirmation still fits its case: the same team, and closed ever since."""


@dataclass(frozen=True, slots=True)
class Periods:
    """For how many days closed cases are kept: by the form they came with, and all others."""

    others: int
    by_form: Mapping[str, int] = field(default_factory=dict)

    def due_day(self, form: str, closed_day: date) -> date:
        """The day from which a case of this form that was closed on this day is due to be erased."""
        return closed_day + timedelta(days=self.by_form.get(form, self.others))

    def are_over(
        self, closed_day: InstrumentedAttribute[date | None], ahead: timedelta = timedelta()
    ) -> ColumnElement[bool]:
        """That the time of a case that was closed on this day is over, today or so long from now."""
        then = clock.today() + ahead
        others = then - timedelta(days=self.others)
        last = {form: then - timedelta(days=days) for form, days in self.by_form.items()}
        any_form = closed_day <= max([others, *last.values()])
        return and_(any_form, closed_day <= case(last, value=Case.form, else_=others)) if last else any_form


def periods_of(settings: Settings) -> Periods:
    """The periods that the operator set."""
    return Periods(settings.retention_days, settings.form_retention_days)


@dataclass(frozen=True, slots=True)
class Expected:
    """A case that is due, or will be soon."""

    reference: str
    due_day: date
    held: bool
    confirmed: bool


def confirm(work: Work, actor: Actor, signer: Signs, references: Iterable[str], periods: Periods) -> int:
    """Confirm that these cases be erased when they are due; gives how many. A lead's act, an event for each.

    What was held, opened again or confirmed meanwhile is passed over. Out of scope is `NotAllowed`, for all of them.
    """
    confirmed = 0
    for reference in sorted(set(references)):
        row = erase.find(work, actor, reference, Permission.CASE_ERASE)
        due = periods.due_day(row.form, row.closed_day) if row.closed_day else None
        if due is None or due > clock.today() + AHEAD or erase.is_held(work, row.id):
            continue
        asked = work.main.get(Erasure, row.id)
        if asked is not None and asked.closed_day in (None, row.closed_day) and asked.team_id == row.team_id:
            continue
        work.main.merge(Erasure(case_id=row.id, reference=reference, team_id=row.team_id,
                                reason=ErasureReason.KEPT_LONG_ENOUGH, closed_day=row.closed_day, entries=None))
        record(work.main, Act.CASE_ERASURE_CONFIRMED, actor=actor, signer=signer, case=reference, team=row.team_id,
               due=due.isoformat())
        confirmed += 1
    return confirmed


def withdraw(work: Work, actor: Actor, signer: Signs, reference: str) -> None:
    """Take a confirmation back. Raises `WrongState` where there is none any more."""
    row = erase.find(work, actor, reference, Permission.CASE_ERASE)
    asked = work.main.get(Erasure, row.id)
    if asked is None or asked.closed_day is None:
        raise WrongState("nothing to take back")
    work.main.delete(asked)
    record(work.main, Act.CASE_ERASURE_WITHDRAWN, actor=actor, signer=signer, case=reference, team=row.team_id)


def carry_out_confirmed(stores: Stores, signer: Signs, periods: Periods) -> int:
    """Erase what was confirmed and is due; gives how many. What does not fit any more is dropped, and the log says so.

    For the job process and the command line, which then call `erase.finish`.
    """
    with stores.reading() as work:
        due = list(work.main.scalars(
            select(Erasure.case_id).outerjoin(Case, Case.id == Erasure.case_id)
            .where(Erasure.entries.is_(None), periods.are_over(Erasure.closed_day))
        ))
    return sum(_carry_out(stores, signer, case_id) for case_id in due)


def expected(work: Work, periods: Periods) -> Iterator[Expected]:
    """Every case that is due or will be within thirty days, of all teams, what was closed first on top."""
    rows = work.main.execute(
        select(Case.reference, Case.form, Case.closed_day, LegalHold.case_id, Erasure.case_id)
        .outerjoin(LegalHold, LegalHold.case_id == Case.id).outerjoin(Erasure, CONFIRMED)
        .where(periods.are_over(Case.closed_day, AHEAD)).order_by(Case.closed_day, Case.id)
    )
    for reference, form, closed_day, held, confirmed in rows:
        if closed_day is not None:
            yield Expected(reference, periods.due_day(form, closed_day), held is not None, confirmed is not None)


def _carry_out(stores: Stores, signer: Signs, case_id: int) -> bool:
    with stores.changing() as work:
        asked = work.main.get(Erasure, case_id, with_for_update=True)
        if asked is None:
            return False
        fits = work.main.scalar(select(Case.id).join(Erasure, CONFIRMED).where(Case.id == case_id)
                                .with_for_update(of=Case))
        if fits is None:
            erase.drop(work, signer, asked)
            return False
        return erase.carry_out(work, signer, case_id)
