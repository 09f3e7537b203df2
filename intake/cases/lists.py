"""The desk's lists: rows from small summaries, counts that stop at a thousand, and pages that never slow down.

A list touches no case's own key. Each view is a set of index ranges (a team or a person, and a status); every range
gives at most a page of rows in index order and the ranges are merged, so a million cases cost what a thousand do. What
a person reads by name is found by their few grants.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, or_, select, tuple_, union_all

from intake import clock
from intake.access import policy
from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.accounts.keyring import Keyring
from intake.accounts.models import Staff, Team
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.cases import scope, seen
from intake.cases.models import Case, Shard
from intake.cases.promise import is_unanswered
from intake.cases.reading import open_summary
from intake.cases.states import WORKED_ON, Outcome, Priority, Status
from intake.cases.summary import Summary
from intake.db import Work
from intake.errors import NotFound
from intake.questionnaires.safe_contact import SafeContact

PAGE_SIZE = 50
COUNT_STOPS_AT = 1000


class View(StrEnum):
    """The lists of the desk. The quarantine is counted with them, and has a page of its own."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"
    NAMED = "named"
    QUARANTINE = "quarantine"


LISTED = {view.value: view for view in View if view is not View.QUARANTINE}
_NOT_CLOSED = (Status.NEW, Status.OPEN, Status.WAITING)
_STATUSES: dict[View, tuple[Status, ...]] = {
    View.MINE: _NOT_CLOSED,
    View.UNASSIGNED: _NOT_CLOSED,
    View.OPEN: _NOT_CLOSED,
    View.WAITING: (Status.WAITING,),
    View.CLOSED: (Status.CLOSED,),
    View.NAMED: WORKED_ON,
    View.QUARANTINE: (Status.QUARANTINED,),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a list. `overdue` keeps what was due before today."""

    team: int | None = None
    status: Status | None = None
    priority: Priority | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class After:
    """Where the next page begins: below this day and row id."""

    day: date
    id: int


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in a list."""

    id: int
    reference: str
    title: str
    title_language: str
    language: str
    called: str
    for_whom: str
    contact: SafeContact
    status: Status
    outcome: Outcome | None
    priority: Priority
    due_day: date | None
    overdue: bool
    team: str
    assignee: str | None
    mine: bool
    unanswered_since: date | None
    unread: int
    received_at: datetime
    changed_day: date
    adopted: bool
    restricted: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a list: its rows, how many every view holds (1000 means more), and where the next page begins."""

    view: View
    filters: Filters
    rows: tuple[CaseRow, ...]
    counts: dict[View, int]
    teams: dict[int, str]
    next: After | None


def show(
    work: Work, actor: Actor, keyring: Keyring, view: View, filters: Filters, after: After | None = None
) -> ListPage:
    """A page of a view, newest change first by day. Showing it is one event that names the references shown."""
    if filters.team is not None:
        policy.require(actor, Permission.CASE_LIST, filters.team)
    found = _rows(work, actor, view, filters, after)
    shown = found[:PAGE_SIZE]
    seen_counts = seen.counts(work, actor.id, [row.id for row, *_ in shown])
    team_names, held = teams_and_counts(work, actor)
    shards = shards_of(work, [row.id for row, *_ in shown])
    rows = tuple(_case_row(row, assignee, team, actor, open_summary(row, keyring, sealed, shards[row.id]), seen_counts)
                 for row, assignee, team, sealed in shown if row.id in shards)
    record(work.main, Act.CASE_LISTED, actor=actor, signer=keyring.signer, view=view.value,
           cases=[row.reference for row in rows])
    more = After(shown[-1][0].changed_day, shown[-1][0].id) if len(found) > PAGE_SIZE else None
    return ListPage(view, filters, rows, held, team_names, more)


def counts(work: Work, actor: Actor) -> dict[View, int]:
    """How many cases each view holds, in one query; a count stops at a thousand."""
    return teams_and_counts(work, actor)[1]


def teams_and_counts(work: Work, actor: Actor) -> tuple[dict[int, str], dict[View, int]]:
    """The names of the actor's teams and the counts, in one query: the counts depend on no team's row and run once."""
    if not actor.teams:
        return {}, dict.fromkeys(View, 0)
    found = work.main.execute(_counting(actor, clock.today())).all()
    return {row.id: row.name for row in found}, dict(zip(View, found[0][2:], strict=True))


def shards_of(work: Work, case_ids: Iterable[int]) -> dict[int, bytes]:
    """The shards of these cases; one that was erased has none, whatever the main store still holds."""
    found = work.shards.execute(select(Shard.case_id, Shard.shard).where(Shard.case_id.in_(list(case_ids))))
    return {row.case_id: row.shard for row in found}


def _rows(work: Work, actor: Actor, view: View, filters: Filters, after: After | None
          ) -> Sequence[Row[Case, str, str, bytes]]:
    """The cases of a page and one more, each with its assignee's name, its team's, and its seal where it wants one."""
    asking = _listing(actor, view, filters, after, clock.today(), PAGE_SIZE + 1)
    return [] if asking is None else work.main.execute(asking).all()


@lru_cache(maxsize=128)
def _counting(actor: Actor, _day: date) -> Select[Any]:
    """What counts, kept because building it takes longer than running it. Its conditions hold the day's date."""
    columns = [
        select(func.count()).select_from(
            select(literal(1)).where(_whole(actor, view)).limit(COUNT_STOPS_AT).subquery()
        ).scalar_subquery()
        for view in View
    ]
    return select(Team.id, Team.name, *columns).where(Team.id.in_(actor.teams))


@lru_cache(maxsize=512)
def _listing(actor: Actor, view: View, filters: Filters, after: After | None, _day: date, most: int
             ) -> Select[Case, str, str, bytes] | None:
    """What finds a page's cases, kept like `_counting`; None where no range is asked for."""
    narrow = _narrow(filters)
    if after is not None:
        narrow.append(tuple_(Case.changed_day, Case.id) < tuple_(literal(after.day), literal(after.id)))
    newest = (Case.changed_day.desc(), Case.id.desc())
    ranges = [
        select(Case.id).where(part, *narrow).order_by(*newest).limit(most).subquery()
        for part in ranges_of(actor, view, filters)
    ]
    if not ranges:
        return None
    ids = union_all(*(select(part.c.id) for part in ranges))
    return (
        select(Case, Staff.name, Team.name, scope.seal_of(actor)).select_from(Case)
        .outerjoin(Staff, Staff.id == Case.assignee_id)
        .join(Team, Team.id == Case.team_id).where(Case.id.in_(ids)).order_by(*newest).limit(most)
    )


def _whole(actor: Actor, view: View) -> ColumnElement[bool]:
    """A view as one condition, for counting: the order of its rows is of no matter there."""
    statuses, teams = Case.status.in_(_STATUSES[view]), sorted(actor.teams)
    if view is View.NAMED:
        return scope.by_name(actor)
    if view is View.MINE:
        return and_(Case.assignee_id == actor.id, statuses, _unindexed_team().in_(teams), _mine(actor))
    free = [Case.assignee_id.is_(None)] if view is View.UNASSIGNED else []
    return and_(Case.team_id.in_(teams), statuses, scope.of_team(actor), *free)


def _unindexed_team() -> ColumnElement[int]:
    """The team, hidden from the planner: one's own cases are found by their assignee, and only checked for the team."""
    return Case.team_id + 0


def ranges_of(actor: Actor, view: View, filters: Filters) -> list[ColumnElement[bool]]:
    """The index ranges of a view: one for each team (or, for one's own cases, one in all) and status."""
    wanted = sorted(actor.teams if filters.team is None else {filters.team})
    statuses = [each for each in _STATUSES[view] if filters.status is None or each is filters.status]
    if view is View.NAMED:
        narrow = [_unindexed_team().in_(wanted)] if filters.team is not None else []
        return [and_(scope.by_name(actor), Case.status.in_(statuses), *narrow)]
    if view is View.MINE:
        return [and_(Case.assignee_id == actor.id, Case.status == status, _unindexed_team().in_(wanted), _mine(actor))
                for status in statuses if wanted]
    free = [Case.assignee_id.is_(None)] if view is View.UNASSIGNED else []
    return [and_(Case.team_id == team, Case.status == status, scope.of_team(actor), *free)
            for team in wanted for status in statuses]


def _narrow(filters: Filters) -> list[ColumnElement[bool]]:
    narrow: list[ColumnElement[bool]] = []
    if filters.priority is not None:
        narrow.append(Case.priority == filters.priority)
    if filters.overdue:
        narrow.append(Case.due_day < clock.today())
    return narrow


def _mine(actor: Actor) -> ColumnElement[bool]:
    """Of the cases that somebody works on, those which they may know of still."""
    return or_(scope.of_team(actor), scope.by_name(actor))


def _case_row(row: Case, assignee: str | None, team: str, actor: Actor, summary: Summary, seen_counts: dict[int, int]
              ) -> CaseRow:
    plain: dict[str, Any] = {name: getattr(row, name) for name in (
        "id", "reference", "status", "outcome", "priority", "due_day", "changed_day", "restricted")}
    told: dict[str, Any] = {name: getattr(summary, name) for name in (
        "title", "title_language", "language", "called", "for_whom", "contact", "received_at")}
    return CaseRow(
        **plain,
        **told,
        overdue=row.due_day is not None and row.due_day < clock.today() and row.status is not Status.CLOSED,
        team=team,
        adopted=row.adopted or row.team_id not in actor.teams,  # a guest has no key to adopt with
        assignee=assignee,
        mine=row.assignee_id == actor.id,
        unanswered_since=row.opened_day if is_unanswered(row.status, summary) else None,
        unread=max(0, row.messages_in - seen_counts.get(row.id, 0)),
    )


def require_view(name: str) -> View:
    """The view of this name. Raises `NotFound` for any other, and for the quarantine, whose page is another."""
    try:
        return LISTED[name]
    except KeyError:
        raise NotFound("no such list") from None
