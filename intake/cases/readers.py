"""Who reads a case: its team or named people, and whoever it was shared with. Sealing to them needs no secret.

Two recovery cards open a restricted case as they open a team: the keys of everybody named could be lost at once.

`seal_to` is the one way in which a case's seed comes to its readers after the day on which it was sent.
"""

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from sqlalchemy import delete, exists, select

from intake.accounts import teams
from intake.accounts.models import Staff, TeamEpoch, TeamMember
from intake.accounts.recovery_key import RecoveryKey
from intake.accounts.teams import Colleague
from intake.accounts.trust import TeamAddress, Trust
from intake.accounts.vouched import Vouched, members
from intake.audit.kinds import JSON
from intake.cases import scope
from intake.cases.head import seal_head
from intake.cases.keys import card_place, grant_place
from intake.cases.models import CardSeal, Case, CaseGrant, LockOut
from intake.db import Work, insert_now
from intake.errors import Untrusted
from intake.vault.seal import seal


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads a case by name, with the keys that their team stands for; `until`: the last day, if any."""

    who: Vouched
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Readers:
    """Everybody who is to read a case. `team` is None where named people read it instead of a team.

    `cards`: the recovery key in force, for a case without a team; a team's own keys are sealed to it already.
    """

    team: TeamAddress | None
    named: tuple[Reader, ...] = ()
    cards: RecoveryKey | None = None

    def without(self, staff_id: int) -> "Readers":
        """The same readers but one."""
        return replace(self, named=tuple(each for each in self.named if each.who.staff_id != staff_id))

    def also(self, reader: Reader) -> "Readers":
        """The same readers and one more; somebody who is among them already gets the new day."""
        return replace(self.without(reader.who.staff_id), named=(*self.without(reader.who.staff_id).named, reader))

    def colleagues(self, team_id: int) -> tuple[Reader, ...]:
        """Those who are named as members of this team."""
        return tuple(each for each in self.named if each.who.team_id == team_id)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody in the list of those who read a case by name. `outside`: they are of another team. `live`: they may."""

    staff_id: int
    name: str
    outside: bool
    until: date | None
    live: bool


def current(work: Work, trust: Trust, row: Case) -> Readers:
    """Who reads the case as it stands. Whoever may not any more, or whose keys nobody stands for, is left out."""
    grants = work.main.scalars(
        select(CaseGrant).where(CaseGrant.case_id == row.id, scope.is_live(CaseGrant)).order_by(CaseGrant.staff_id)
    ).all()
    known = {team_id: _members(work, trust, team_id) for team_id in {each.team_id for each in grants}}
    named = tuple(Reader(known[each.team_id][each.staff_id], each.until) for each in grants
                  if each.staff_id in known[each.team_id])
    if row.restricted:
        return by_name(work, trust, named)
    return Readers(trust.address(work.main, row.team_id), named)


def by_name(work: Work, trust: Trust, named: tuple[Reader, ...]) -> Readers:
    """Named people, instead of a team; and two recovery cards, where some are in force."""
    return Readers(None, named, trust.recovery(work.main))


def seal_to(work: Work, row: Case, seed: bytes, readers: Readers) -> None:
    """Seal a case's seed to everybody who is to read it, and to nobody else. Every other seal of it is destroyed."""
    row.restricted, row.case_seed, row.head = readers.team is None, None, None
    if readers.team is not None:
        row.head = seal_head(seed, row.id, readers.team)
        row.team_id, row.epoch = readers.team.team_id, readers.team.epoch
    for table in (CaseGrant, CardSeal):
        work.main.execute(delete(table).where(table.case_id == row.id))
    for each in readers.named:
        _give(work, row, seed, each)
    if readers.cards is not None:
        number = readers.cards.number
        insert_now(work.main, CardSeal, case_id=row.id, number=number, keying=row.keying,
                   sealed=seal(readers.cards.public_key, seed, card_place(row.id, number)))


def add(work: Work, row: Case, seed: bytes, reader: Reader) -> None:
    """Seal a case's seed, as it is, to one more person; an earlier seal to the same person is destroyed."""
    work.main.execute(delete(CaseGrant).where(CaseGrant.case_id == row.id, CaseGrant.staff_id == reader.who.staff_id))
    _give(work, row, seed, reader)


def take_off(row: Case, to: Readers) -> None:
    """Take a case from whoever works on it, if it is restricted and they are not among those who are named."""
    if to.team is None and row.assignee_id not in {each.who.staff_id for each in to.colleagues(row.team_id)}:
        row.assignee_id = None


def is_whole(work: Work, row: Case, readers: Readers) -> bool:
    """Whether the case is sealed to these by name and to nobody else: who reads it no more may not hold its seed.

    Nor may earlier cards open it, where others are in force.
    """
    sealed_to = set(work.main.scalars(select(CaseGrant.staff_id).where(CaseGrant.case_id == row.id)))
    cards = work.main.scalar(select(CardSeal.number).where(CardSeal.case_id == row.id))
    in_force = readers.cards is None or readers.cards.number == cards
    return in_force and sealed_to == {each.who.staff_id for each in readers.named}


def facts(work: Work, row: Case, readers: Readers) -> dict[str, JSON]:
    """Who reads a case, as the log keeps it: people with hashes of their keys, last days and seals; the cards' seal."""
    seals = {each.staff_id: each for each in work.main.scalars(select(CaseGrant).where(CaseGrant.case_id == row.id))}
    told: list[JSON] = [{
        "person": each.who.staff_id, "keys": each.who.keys_hash.hex(), "seal": digest(seals[each.who.staff_id]),
        "until": each.until.isoformat() if each.until else None,
    } for each in sorted(readers.named, key=lambda each: each.who.staff_id)]
    cards = work.main.get(CardSeal, row.id, populate_existing=True)
    return {"restricted": row.restricted, "readers": told, "cards": digest(cards) if cards else None}


def digest(row: CaseGrant | CardSeal) -> str:
    """The hash of a seal, as the log keeps it."""
    return sha256(row.sealed).hexdigest()


def opens_with_cards(work: Work, row: Case) -> bool:
    """Whether two recovery cards open a restricted case."""
    return work.main.get(CardSeal, row.id) is not None


def named_in(work: Work, row: Case) -> tuple[Named, ...]:
    """The people to whom a case was given by name, by name."""
    rows = work.main.execute(
        select(CaseGrant, Staff.name, scope.is_live(CaseGrant).label("live"))
        .join(Staff, Staff.id == CaseGrant.staff_id).where(CaseGrant.case_id == row.id).order_by(Staff.name, Staff.id)
    )
    return tuple(Named(grant.staff_id, name, grant.team_id != row.team_id, grant.until, live)
                 for grant, name, live in rows)


def colleagues(work: Work, row: Case, named: tuple[Named, ...] | None = None) -> tuple[Colleague, ...]:
    """The members of the case's team who may work on it, by name; `named`, if it was looked up already."""
    active = (each for each in teams.colleagues(work.main, row.team_id) if each.active)
    if row.restricted:
        named = named_in(work, row) if named is None else named
        inside = {each.staff_id for each in named if each.live and not each.outside}
        return tuple(each for each in active if each.id in inside)
    kept_from = locked_out(work, row)
    return tuple(each for each in active if each.id not in kept_from)


def locked_out(work: Work, row: Case) -> set[int]:
    """From whom the case is kept."""
    return set(work.main.scalars(select(LockOut.staff_id).where(LockOut.case_id == row.id)))


def keeps_out(work: Work, row: Case, team_id: int) -> bool:
    """Whether the case is kept from a member of this team, so that the whole team may not get it."""
    newer = exists().where(TeamEpoch.team_id == team_id, TeamEpoch.epoch > TeamMember.epoch)
    return bool(work.main.scalar(select(exists().where(
        LockOut.case_id == row.id, TeamMember.staff_id == LockOut.staff_id, TeamMember.team_id == team_id, ~newer
    ))))


def _members(work: Work, trust: Trust, team_id: int) -> dict[int, Vouched]:
    try:
        return members(work.main, trust, team_id)
    except Untrusted:
        return {}


def _give(work: Work, row: Case, seed: bytes, reader: Reader) -> None:
    who = reader.who
    insert_now(work.main, CaseGrant, case_id=row.id, staff_id=who.staff_id, team_id=who.team_id, keying=row.keying,
               until=reader.until, sealed=seal(who.public_key, seed, grant_place(row.id, who.staff_id)),
               signing_key=who.signing_key)
