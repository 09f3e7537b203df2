"""Cases whose person nobody may contact first: they come back by themselves, and nobody must forget that they may not.

How somebody may be reached stands in no column, so the view opens summaries: a bounded number at a time, exact, and
telling nothing to whoever has the database alone (requirements S-056).
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_

from intake.access.policy import Actor
from intake.accounts.keyring import Keyring
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.cases import picking, scope
from intake.cases.lists import After, Filters, View, ranges_of
from intake.cases.models import Case
from intake.cases.picking import PickedCase
from intake.db import Work

LOOKED_AT = 300
"""How many open cases one page looks through."""


@dataclass(frozen=True, slots=True)
class UnreachablePage:
    """What was found among the open cases that were looked at, and where to look further."""

    rows: tuple[PickedCase, ...]
    next: After | None


def show(work: Work, actor: Actor, keyring: Keyring, after: After | None = None) -> UnreachablePage:
    """The open cases of the actor's teams that nobody may begin to contact, with the day of their newest change.

    One event, with the references shown.
    """
    found = picking.in_ranges(work, actor, _ranges(actor, after), picking.NEWEST, LOOKED_AT + 1)
    looked_at = found[:LOOKED_AT]
    rows = tuple(picking.picked(row, summary, row.changed_day)
                 for row, summary in picking.opened(work, keyring, looked_at) if not summary.contact.can_begin)
    record(work.main, Act.CASE_LISTED, actor=actor, signer=keyring.signer, view="unreachable",
           cases=[each.reference for each in rows])
    last = looked_at[-1][0] if len(found) > LOOKED_AT else None
    return UnreachablePage(rows, After(last.changed_day, last.id) if last else None)


def _ranges(actor: Actor, after: After | None) -> list[ColumnElement[bool]]:
    return [and_(part, Case.closed_day.is_(None), *picking.below(after))
            for part in (*ranges_of(actor, View.OPEN, Filters()), scope.as_colleague(actor))]
