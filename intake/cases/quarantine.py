"""The page of the quarantine: what looked like spam when it came, and what the team does with it.

Shows titles, so showing it is an event. Both acts are for many cases at once, and an event for each.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Row, and_, select, tuple_, union_all
from sqlalchemy.sql import literal

from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.accounts.keyring import Keyring
from intake.audit.kinds import Act
from intake.audit.trail import Signs, record
from intake.cases import finding, release, scope
from intake.cases.finding import Hold
from intake.cases.lists import PAGE_SIZE, After, shards_of
from intake.cases.models import Case
from intake.cases.reading import open_summary
from intake.cases.states import Status
from intake.cases.summary import Summary
from intake.db import Work
from intake.judging.judge import Sign

LOOKED_AT: Final = 300
"""How many cases one page looks through for those whose text shows nothing."""


@dataclass(frozen=True, slots=True)
class AsideCase:
    """A case that was set aside: how it begins, and the signs that it was set aside for."""

    id: int
    reference: str
    team_id: int
    title: str
    goes_on: str
    language: str
    signs: tuple[str, ...]
    since: date
    adopted: bool


@dataclass(frozen=True, slots=True)
class AsidePage:
    """A page of the quarantine, the newest first by day, and where the next one begins."""

    rows: tuple[AsideCase, ...]
    next: After | None


def show(
    work: Work, actor: Actor, keyring: Keyring, status: Status, after: After | None = None, *, harmless: bool = False,
) -> AsidePage:
    """What is in quarantine, or was thrown away. One event, with the references shown.

    With `harmless`, only what was set aside because too many wrote at once, and shows nothing else: why a case is aside
    stands in no column, so more cases are looked through, and fewer shown.
    """
    most = LOOKED_AT if harmless else PAGE_SIZE
    found = _rows(work, actor, status, after, most)
    shown = found[:most]
    shards = shards_of(work, [row.id for row, _ in shown]) if shown else {}
    opened = (_aside(row, open_summary(row, keyring, sealed, shards[row.id]))
              for row, sealed in shown if row.id in shards)
    rows = tuple(row for row in opened if not harmless or row.signs == (Sign.RUSH,))
    record(work.main, Act.CASE_LISTED, actor=actor, signer=keyring.signer, view=status.value,
           cases=[row.reference for row in rows])
    last = shown[-1][0] if len(found) > most else None
    return AsidePage(rows, After(last.changed_day, last.id) if last else None)


def release_all(work: Work, actor: Actor, signer: Signs, references: Iterable[str]) -> int:
    """Make ordinary new cases of these; gives of how many. What somebody else released meanwhile is passed over.

    Out of scope is `NotAllowed`, for all of them.
    """
    return _each(work, actor, references, (Status.QUARANTINED, Status.DISCARDED),
                 lambda case: release.release(work, case, actor, signer))


def discard_all(work: Work, actor: Actor, signer: Signs, references: Iterable[str]) -> int:
    """Throw these away, as `release_all` releases; whatever is in quarantine no more stays as it is."""
    return _each(work, actor, references, (Status.QUARANTINED,),
                 lambda case: release.discard(work, case, actor, signer))


def _each(work: Work, actor: Actor, references: Iterable[str], statuses: Sequence[Status], act: Callable[[Case], None]
          ) -> int:
    done = 0
    for reference in sorted(set(references)):
        case = finding.find(work, actor, reference, Permission.CASE_MOVE, Hold.TO_CHANGE).row
        if case.status in statuses:
            act(case)
            done += 1
    return done


def _rows(work: Work, actor: Actor, status: Status, after: After | None, most: int) -> Sequence[Row[Case, bytes]]:
    """The cases of a page and one more. One index range for each team."""
    newest = (Case.changed_day.desc(), Case.id.desc())
    below = [tuple_(Case.changed_day, Case.id) < tuple_(literal(after.day), literal(after.id))] if after else []
    whose = [and_(Case.team_id == team, scope.of_team(actor)) for team in sorted(actor.teams)]
    if not whose:
        return []
    ranges = [select(Case.id).where(part, Case.status == status, *below).order_by(*newest).limit(most + 1).subquery()
              for part in whose]
    ids = union_all(*(select(part.c.id) for part in ranges))
    return work.main.execute(
        select(Case, scope.seal_of(actor)).where(Case.id.in_(ids)).order_by(*newest).limit(most + 1)
    ).all()


def _aside(case: Case, summary: Summary) -> AsideCase:
    return AsideCase(case.id, case.reference, case.team_id, summary.title, _beyond(summary), summary.language,
                     summary.signs, case.quarantined_day or case.opened_day, case.adopted)


def _beyond(summary: Summary) -> str:
    """How the text goes on where its title breaks off."""
    shown = summary.title.removesuffix("…")
    return "…" + summary.opening[len(shown):] if shown != summary.title else ""
