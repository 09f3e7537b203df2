"""Who may read a case: restricting it to named people, keeping it from a colleague, sharing it, and taking that back.

A lead's acts. Each names the version of the case that the lead looked at, and each is an event signed by the lead that
says who reads the case from then on, with a hash of everybody's keys. Wherever somebody could have kept the old keys,
the case gets new ones (`rekey.py`). Nothing is ever sealed to keys that no team stands for (`accounts/vouched.py`).
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from sqlalchemy import delete

from intake import clock
from intake.access.permissions import Permission
from intake.accounts import teams, vouched
from intake.accounts.trust import Trust
from intake.audit.kinds import JSON, Act
from intake.cases import readers
from intake.cases.models import LockOut
from intake.cases.readers import Reader, Readers
from intake.cases.reading import OpenedCase
from intake.cases.rekey import rekey
from intake.cases.workspace import At, Desk
from intake.errors import NotFound, WrongState

LONGEST: Final = timedelta(days=90)
"""How long a case may be shared with somebody at most; then a lead decides anew."""

FEWEST: Final = 2
"""How many people a lead must name: the keys of one alone could be lost, and the case with them."""


def restrict(desk: Desk, trust: Trust, at: At, staff_ids: Iterable[int]) -> None:
    """Let these colleagues alone read the case, the actor among them. What was shared outside the team stays shared.

    `WrongState` for fewer than two or without the actor, `NotFound` for somebody who is no colleague or locked out.
    """
    case, wanted = desk.open_to_change(at, Permission.CASE_RESTRICT), set(staff_ids)
    if desk.actor.id not in wanted or len(wanted) < FEWEST:
        raise WrongState("two people at least, and the actor among them")
    team = case.row.team_id
    choice = vouched.members(desk.work.main, trust, team)
    if not wanted <= choice.keys() - readers.locked_out(desk.work, case.row):
        raise NotFound("not a colleague who could read this")
    shares = [each for each in readers.current(desk.work, trust, case.row).named if each.who.team_id != team]
    named = [Reader(choice[each]) for each in sorted(wanted)]
    _close_anew(desk, case, readers.by_name(desk.work, trust, (*named, *shares)), Act.CASE_RESTRICTED)


def lock_out(desk: Desk, trust: Trust, at: At, staff_id: int) -> None:
    """Keep the case from a colleague whom it concerns: everybody else who reads it reads on, by name, with new keys.

    `WrongState` for oneself and for somebody whom it is kept from already, `NotFound` for nobody of the team.
    """
    case = desk.open_to_change(at, Permission.CASE_RESTRICT)
    row, now = case.row, readers.current(desk.work, trust, case.row)
    kept_from = readers.locked_out(desk.work, row)
    if staff_id == desk.actor.id or staff_id in kept_from:
        raise WrongState("oneself, or locked out already")
    known = {each.id for each in teams.colleagues(desk.work.main, row.team_id)}
    if staff_id not in known | {each.who.staff_id for each in now.named}:
        raise NotFound("nobody who could read this")
    if now.team is not None:
        everybody = vouched.members(desk.work.main, trust, row.team_id)
        named = tuple(Reader(who) for who in everybody.values() if who.staff_id not in kept_from)
        now = readers.by_name(desk.work, trust, (*named, *now.named))
    desk.work.main.add(LockOut(case_id=row.id, staff_id=staff_id))
    _close_anew(desk, case, now.without(staff_id), Act.CASE_LOCKED_OUT, subject=staff_id)


def lift(desk: Desk, at: At, staff_id: int) -> None:
    """End a lock-out. The case stays as it is: whether that person reads it is for another act to say."""
    case = desk.open_to_change(at, Permission.CASE_RESTRICT)
    if staff_id not in readers.locked_out(desk.work, case.row):
        raise WrongState("not locked out")
    desk.work.main.execute(delete(LockOut).where(LockOut.case_id == case.row.id, LockOut.staff_id == staff_id))
    desk.changed(case, Act.CASE_LOCK_OUT_LIFTED, subject=staff_id)


def share(desk: Desk, trust: Trust, at: At, staff_id: int, days: int | None) -> None:
    """Let one more person read the case: for so many days somebody of another team, or a colleague if it is restricted.

    Nothing is sealed anew for the others, unless somebody who may not read on could have kept the keys. `WrongState`
    for a time that is too long, or missing for somebody outside; `NotFound` for somebody who cannot be given it.
    """
    case = desk.open_to_change(at, Permission.CASE_RESTRICT)
    row = case.row
    if days is not None and not 0 < days <= LONGEST.days:
        raise WrongState("too long, or no time at all")
    reader = Reader(_whom(desk, trust, case, staff_id), clock.today() + timedelta(days=days) if days else None)
    if reader.until is None and reader.who.team_id != row.team_id:
        raise WrongState("for somebody outside the team a last day is wanted")
    before = readers.current(desk.work, trust, row)
    if not readers.is_whole(desk.work, row, before):
        _close_anew(desk, case, before.also(reader), Act.CASE_SHARED, subject=staff_id)
        return
    readers.add(desk.work, row, case.seed, reader)
    _tell(desk, case, before.also(reader), Act.CASE_SHARED, {}, subject=staff_id)


def revoke(desk: Desk, trust: Trust, at: At, staff_id: int) -> None:
    """Take the case from somebody who reads it by name, with new keys.

    `WrongState` for oneself and where fewer than two colleagues would be left, `NotFound` for somebody who has it not.
    """
    case = desk.open_to_change(at, Permission.CASE_RESTRICT)
    if staff_id == desk.actor.id:
        raise WrongState("a lead does not take it from themselves")
    if staff_id not in {each.staff_id for each in readers.named_in(desk.work, case.row)}:
        raise NotFound("nobody who reads this by name")
    before = readers.current(desk.work, trust, case.row)
    team, left = case.row.team_id, before.without(staff_id)
    if case.row.restricted and len(left.colleagues(team)) < min(FEWEST, len(before.colleagues(team))):
        raise WrongState("somebody else must be named first")
    _close_anew(desk, case, left, Act.CASE_SHARE_ENDED, subject=staff_id)


def open_to_team(desk: Desk, trust: Trust, at: At) -> None:
    """Let the whole team read the case again. What was shared outside the team stays shared.

    `WrongState` where it is not restricted, and while it is kept from somebody of the team.
    """
    case = desk.open_to_change(at, Permission.CASE_RESTRICT)
    row = case.row
    if not row.restricted or readers.keeps_out(desk.work, row, row.team_id):
        raise WrongState("open already, or kept from a colleague")
    shares = tuple(each for each in readers.current(desk.work, trust, row).named if each.who.team_id != row.team_id)
    address = trust.address(desk.work.main, row.team_id)
    _close_anew(desk, case, Readers(address, shares), Act.CASE_OPENED_TO_TEAM)


def _whom(desk: Desk, trust: Trust, case: OpenedCase, staff_id: int) -> vouched.Vouched:
    row = case.row
    inside = vouched.members(desk.work.main, trust, row.team_id) if row.restricted else {}
    choice = vouched.outside(desk.work.main, trust, row.team_id) | inside
    if staff_id not in choice or staff_id in readers.locked_out(desk.work, row):
        raise NotFound("nobody whom this could be shared with")
    return choice[staff_id]


def _close_anew(desk: Desk, case: OpenedCase, to: Readers, act: Act, subject: int | None = None) -> None:
    fresh, entries = rekey(desk.work, case, to)
    readers.take_off(case.row, to)
    _tell(desk, fresh, to, act, entries, subject=subject)


def _tell(desk: Desk, case: OpenedCase, to: Readers, act: Act, entries: dict[str, JSON], *, subject: int | None
          ) -> None:
    desk.changed(case, act, subject=subject, items=entries, **readers.facts(desk.work, case.row, to))
