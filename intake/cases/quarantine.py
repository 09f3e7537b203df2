"""The page of the quarantine: what looked like spam when it came, and what the team does with it.

Shows titles, so showing it is an event. Both acts are for many cases at once, and an event for each.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, and_

from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.accounts.keyring import Keyring
from intake.audit.kinds import Act
from intake.audit.trail import Signs, record
from intake.cases import finding, picking, release, scope
from intake.cases.finding import Hold
from intake.cases.lists import PAGE_SIZE, After
from intake.cases.models import Case
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
    found = picking.in_ranges(work, actor, _ranges(actor, status, after), picking.NEWEST, most + 1)
    shown = found[:most]
    rows = tuple(_aside(row, summary) for row, summary in picking.opened(work, keyring, shown)
                 if not harmless or summary.signs == (Sign.RUSH,))
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


def _ranges(actor: Actor, status: Status, after: After | None) -> list[ColumnElement[bool]]:
    return [and_(Case.team_id == team, scope.of_team(actor), Case.status == status, *picking.below(after))
            for team in sorted(actor.teams)]


def _aside(case: Case, summary: Summary) -> AsideCase:
    return AsideCase(case.id, case.reference, case.team_id, summary.title, _beyond(summary), summary.language,
                     summary.signs, case.quarantined_day or case.opened_day, case.adopted)


def _beyond(summary: Summary) -> str:
    """How the text goes on where its title breaks off."""
    shown = summary.title.removesuffix("…")
    return "…" + summary.opening[len(shown):] if shown != summary.title else ""
