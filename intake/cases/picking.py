"""Picking cases out for a page of their own, beside the lists: found in index ranges, opened for their summaries alone.

It records nothing: whoever shows what was picked writes the event.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, literal, select, tuple_, union_all

from intake.access.policy import Actor
from intake.accounts.keyring import Keyring
from intake.cases import scope
from intake.cases.lists import After, shards_of
from intake.cases.models import Case
from intake.cases.reading import open_summary
from intake.cases.summary import Summary
from intake.db import Work

NEWEST: Final = (Case.changed_day.desc(), Case.id.desc())
"""The order of most pages: by the day of the newest change."""


@dataclass(frozen=True, slots=True)
class PickedCase:
    """A case, its title with the language of that, and the day that matters on its page."""

    reference: str
    title: str
    language: str
    day: date


def picked(case: Case, summary: Summary, day: date) -> PickedCase:
    """A case as its page names it."""
    return PickedCase(case.reference, summary.title, summary.title_language, day)


def below(after: After | None) -> list[ColumnElement[bool]]:
    """What keeps to the cases that come after this one, the newest first."""
    return [tuple_(Case.changed_day, Case.id) < tuple_(literal(after.day), literal(after.id))] if after else []


def in_ranges(
    work: Work, actor: Actor, ranges: Iterable[ColumnElement[bool]], order: tuple[Any, ...], most: int,
) -> Sequence[Row[Case, bytes]]:
    """The first `most` cases of these index ranges in this order, each with its seal where it wants one."""
    parts = [select(Case.id).where(part).order_by(*order).limit(most).subquery() for part in ranges]
    if not parts:
        return []
    ids = union_all(*(select(part.c.id) for part in parts))
    return work.main.execute(
        select(Case, scope.seal_of(actor)).where(Case.id.in_(ids)).order_by(*order).limit(most)
    ).all()


def opened(work: Work, keyring: Keyring, rows: Sequence[Row[Case, bytes]]) -> list[tuple[Case, Summary]]:
    """These cases with their summaries, in the same order; one that was erased is left out."""
    shards = shards_of(work, [row.id for row, _ in rows]) if rows else {}
    return [(row, open_summary(row, keyring, sealed, shards[row.id])) for row, sealed in rows if row.id in shards]
