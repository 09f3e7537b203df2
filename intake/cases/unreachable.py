"""Cases whose person nobody may contact first: they come back by themselves, and nobody must forget that they may not.

How somebody may be reached stands in no column, so the view opens summaries: a bounded number at a time, exact, and
telling nothing to whoever has the database alone (requirements S-056).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, select, tuple_, union_all
from sqlalchemy.sql import literal

from intake.access.policy import Actor
from intake.accounts.keyring import Keyring
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.cases import scope
from intake.cases.lists import After, Filters, View, ranges_of, shards_of
from intake.cases.models import Case
from intake.cases.reading import open_summary
from intake.db import Work

LOOKED_AT = 300
"""How many open cases one page looks through."""


@dataclass(frozen=True, slots=True)
class UnreachableCase:
    """A case, its title with the language of that, and the day of its newest change."""

    reference: str
    title: str
    language: str
    changed: date


@dataclass(frozen=True, slots=True)
class UnreachablePage:
    """What was found among the open cases that were looked at, and where to look further."""

    rows: tuple[UnreachableCase, ...]
    next: After | None


def show(work: Work, actor: Actor, keyring: Keyring, after: After | None = None) -> UnreachablePage:
    """The open cases of the actor's teams that nobody may begin to contact. One event, with the references shown."""
    found = _rows(work, actor, after)
    looked_at = found[:LOOKED_AT]
    shards = shards_of(work, [row.id for row, _ in looked_at]) if looked_at else {}
    opened = [(row, open_summary(row, keyring, sealed, shards[row.id]))
              for row, sealed in looked_at if row.id in shards]
    rows = tuple(UnreachableCase(row.reference, summary.title, summary.title_language, row.changed_day)
                 for row, summary in opened if not summary.contact.can_begin)
    record(work.main, Act.CASE_LISTED, actor=actor, signer=keyring.signer, view="unreachable",
           cases=[each.reference for each in rows])
    last = looked_at[-1][0] if len(found) > LOOKED_AT else None
    return UnreachablePage(rows, After(last.changed_day, last.id) if last else None)


def _rows(work: Work, actor: Actor, after: After | None) -> Sequence[Row[Case, bytes]]:
    newest = (Case.changed_day.desc(), Case.id.desc())
    below = [tuple_(Case.changed_day, Case.id) < tuple_(literal(after.day), literal(after.id))] if after else []
    parts = [*ranges_of(actor, View.OPEN, Filters()), scope.as_colleague(actor)]
    ranges = [select(Case.id).where(part, Case.closed_day.is_(None), *below).order_by(*newest).limit(LOOKED_AT + 1)
              .subquery() for part in parts]
    ids = union_all(*(select(part.c.id) for part in ranges))
    return work.main.execute(
        select(Case, scope.seal_of(actor)).where(Case.id.in_(ids)).order_by(*newest).limit(LOOKED_AT + 1)
    ).all()
