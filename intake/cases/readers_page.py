"""What a lead sees who decides who may read a case: who does now, and who could. The title is shown: an opening."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from intake import clock
from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.accounts import teams, vouched
from intake.accounts.keyring import Keyring
from intake.accounts.trust import Trust
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.cases import readers
from intake.cases.models import Case
from intake.cases.readers import Named
from intake.cases.reading import open_case
from intake.cases.states import Status
from intake.db import Work
from intake.errors import Untrusted


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be chosen; `team` is the name of theirs, where it is another than the case's."""

    id: int
    name: str
    team: str = ""


@dataclass(frozen=True, slots=True)
class ReadersPage:
    """Who reads a case, and what may be chosen: whom to restrict it to, to keep it from, and to share it with.

    `language` is that of the title; `cards`: two recovery cards open it, if it is restricted.
    """

    reference: str
    title: str
    language: str
    status: Status
    version: int
    me: int
    team: str
    restricted: bool
    cards: bool
    colleagues: tuple[Person, ...]
    named: tuple[Named, ...]
    locked_out: tuple[Person, ...]
    nameable: tuple[Person, ...]
    lockable: tuple[Person, ...]
    shareable: tuple[Person, ...]
    wants_new_keys: bool
    shown_at: datetime


def show(work: Work, actor: Actor, keyring: Keyring, trust: Trust, reference: str) -> ReadersPage:
    """The page, for a lead who reads the case. Call it in `changing()`: it is recorded as opened, without an entry."""
    case = open_case(work, actor, keyring, reference, Permission.CASE_RESTRICT)
    row, named = case.row, readers.named_in(work, case.row)
    kept_from, team_names = readers.locked_out(work, row), {each.id: each.name for each in teams.list_teams(work.main)}
    colleagues = [Person(each.id, each.name) for each in readers.colleagues(work, row, named)]
    inside = [Person(each.staff_id, each.name) for each in _members(work, trust, row)
              if each.staff_id not in kept_from]
    outside = [Person(each.staff_id, each.name, team_names[each.team_id])
               for each in vouched.outside(work.main, trust, row.team_id).values() if each.staff_id not in kept_from]
    further = inside if row.restricted else []
    reads = {each.staff_id for each in named if each.live and not each.outside}
    lockable = {each.id: each for each in (*colleagues, *(Person(each.staff_id, each.name) for each in named))}
    names = teams.names(work.main, kept_from)
    record(work.main, Act.CASE_OPENED, actor=actor, signer=keyring.signer, case=reference, team=row.team_id, entries=0)
    return ReadersPage(
        reference=reference, title=case.summary.title, language=case.summary.title_language, status=row.status,
        version=row.version, me=actor.id, team=team_names[row.team_id], restricted=row.restricted,
        cards=readers.opens_with_cards(work, row),
        colleagues=tuple(colleagues), named=named,
        locked_out=_sorted(Person(each, names[each]) for each in kept_from),
        nameable=_sorted(inside),
        lockable=_sorted(each for each in lockable.values() if each.id != actor.id),
        shareable=_sorted(each for each in (*further, *outside) if each.id not in reads),
        wants_new_keys=case.wants_new_keys, shown_at=clock.now(),
    )


def _members(work: Work, trust: Trust, row: Case) -> tuple[vouched.Vouched, ...]:
    try:
        return tuple(vouched.members(work.main, trust, row.team_id).values())
    except Untrusted:
        return ()


def _sorted(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple(sorted(people, key=lambda each: (each.name, each.id)))
