"""Opening a team again with two recovery cards, for somebody who is to lead it from then on.

It is meant for an offline copy, and the web must never reach this room: an import contract keeps it out. What the cards
give stays in this process's memory. Done in place, or carried as a file that holds sealed rows and signatures alone.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.access.roles import Role
from intake.accounts import digits, epochs, keyring, membership, recovery_seals, teams
from intake.accounts.chain import chain_of
from intake.accounts.digits import Spoken
from intake.accounts.keyring import TeamKeys
from intake.accounts.models import RecoverySeal, Staff, StaffState, Team, TeamMember
from intake.accounts.recovery_key import RecoveryKey, all_keys, team_seed_place
from intake.accounts.trust import Trust
from intake.accounts.usernames import normal_name
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.db import Work
from intake.errors import Unready, Untrusted
from intake.vault.box import InvalidTag
from intake.vault.context import context
from intake.vault.keys import equal, hpke_public_key
from intake.vault.sign import Signer, verify

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Successor:
    """Who is to lead the team: an enrolled lead, and what they read out from their own page."""

    id: int
    name: str
    public_key: bytes = field(repr=False)
    signing_key: bytes = field(repr=False)

    @property
    def spoken(self) -> Spoken:
        """The digits and words of the keys that the database has for them."""
        return digits.of_person(self.public_key, self.signing_key)

    @property
    def keys_hash(self) -> bytes:
        """What an epoch signs of them."""
        return membership.keys_hash(self.public_key, self.signing_key)


@dataclass(frozen=True, slots=True)
class Seat:
    """One epoch, sealed to the successor as its lead, and signed by the epoch."""

    epoch: int
    sealed: bytes = field(repr=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CaseSeat:
    """The seed number `keying` of one restricted case, sealed to the successor by name."""

    case_id: int
    keying: int
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Handed:
    """What recovering gives: no secret is in it. The recovery key signs it, so only two cards make one."""

    team_id: int
    staff_id: int
    keys_hash: bytes
    key_hash: bytes
    seats: tuple[Seat, ...]
    cases: tuple[CaseSeat, ...] = ()
    signature: bytes = field(default=b"", repr=False)

    def message(self) -> bytes:
        """What the recovery key signs."""
        seats = b"".join(context("seat", each.epoch, each.sealed, each.signature) for each in self.seats)
        cases = b"".join(context("case seat", each.case_id, each.keying, each.sealed) for each in self.cases)
        return context("recovered team", self.team_id, self.staff_id, self.keys_hash, self.key_hash, seats, cases)


def team_called(session: Session, slug: str) -> int:
    """The team of this short name, or `Unready`."""
    team_id = session.scalar(select(Team.id).where(Team.slug == slug))
    if team_id is None:
        raise Unready(f"No team is called {slug}: see `intake team list`.")
    return team_id


def successor(session: Session, username: str) -> Successor:
    """Somebody who can lead a team: a lead who has enrolled and holds live keys. `Unready` for anybody else."""
    staff = session.scalar(select(Staff).where(Staff.username == normal_name(username)))
    if staff is None or staff.state is not StaffState.ACTIVE or staff.role is not Role.LEAD:
        raise Unready(f"{username} is no lead who has set up their account: an administrator invites one, or lets one "
                      "start anew, and they open their link first.")
    return Successor(staff.id, staff.name, staff.public_key or b"", staff.signing_key or b"")


def key_of(session: Session, seed: bytes) -> RecoveryKey:
    """The recovery key that these cards belong to. `Unready` where the instance knows none such."""
    public_key = hpke_public_key(seed)
    known = all_keys(session)
    found = next((each for each in known if equal(each.public_key, public_key)), None)
    if found is None:
        raise Unready("These two cards fit together, but they are not the recovery cards of this instance.")
    return found


def require_said(person: Successor, said: str) -> None:
    """`Unready` unless these are the digits, or the words, of the person's keys as the database has them."""
    if not person.spoken.is_said_by(said):
        raise Unready(f"These are not the digits of {person.name}'s keys as the database has them. Nothing was done. "
                      "Read them anew; if they still differ, somebody may have put other keys there.")


def recover(
    session: Session, trust: Trust, seed: bytes, team_id: int, person: Successor, said: str,
    cases: Iterable[CaseSeat] = (),
) -> Handed:
    """Open a team's epochs with the cards' seed and seal them to a person who leads the team from then on.

    `said` are the digits or words that the person read out; `cases`, the team's restricted cases that go with it.
    Writes nothing. `Unready` in one line when what was said does not fit the keys in the database, when the team's keys
    are not pinned and sound, or when the cards do not open them.
    """
    require_said(person, said)
    _require_sound(session, trust, team_id)
    recovery = key_of(session, seed)
    opened = _opened(session, seed, team_id, recovery)
    seats = tuple(_seat(keys, person) for keys in opened)
    bare = Handed(team_id, person.id, person.keys_hash, recovery.hash(), seats, tuple(cases))
    return replace(bare, signature=Signer(seed).sign(bare.message()))


def take(work: Work, trust: Trust, log_signer: Signer, handed: Handed) -> str:
    """Let the person into the team as its lead, and write it down; gives their name.

    Everything is checked anew against the pins, the chain and the person's keys as they are here. `Unready` in one line
    for what does not fit.
    """
    recovery = trust.recovery(work.main)
    if recovery is None or recovery.hash() != handed.key_hash:
        raise Unready("The cards that were used are not those of the pinned recovery key: nothing was changed.")
    if not verify(recovery.signing_key, handed.signature, handed.message()):
        raise Unready("This was not made with the recovery cards, or was changed afterwards: nothing was changed.")
    _require_sound(work.main, trust, handed.team_id)
    staff = work.main.get(Staff, handed.staff_id, with_for_update=True)
    if staff is None or successor(work.main, staff.username).keys_hash != handed.keys_hash:
        raise Unready("The person has other keys by now: nothing was changed. Recover anew, with a fresh copy.")
    _write(work, handed)
    record(work.main, Act.RECOVERY_USED, actor=None, signer=log_signer, team=handed.team_id, subject=handed.staff_id,
           epoch=max(each.epoch for each in handed.seats), key=handed.key_hash.hex(), keys=handed.keys_hash.hex())
    return staff.name


def as_file(handed: Handed) -> bytes:
    """What is carried to the live instance: JSON of hashes, sealed seeds and signatures."""
    told = {
        "intake_recovery": FORMAT, "team": handed.team_id, "person": handed.staff_id,
        "keys": handed.keys_hash.hex(), "key": handed.key_hash.hex(), "signature": handed.signature.hex(),
        "seats": [{"epoch": each.epoch, "sealed": each.sealed.hex(), "signature": each.signature.hex()}
                  for each in handed.seats],
        "cases": [{"case": each.case_id, "keying": each.keying, "sealed": each.sealed.hex()} for each in handed.cases],
    }
    return json.dumps(told, indent=1).encode("ascii") + b"\n"


def from_file(data: bytes) -> Handed:
    """What `as_file` wrote, or `Unready`. Whether it is genuine, `take` asks."""
    try:
        told: dict[str, Any] = json.loads(data)
        if told["intake_recovery"] != FORMAT:
            raise ValueError
        seats = tuple(Seat(int(each["epoch"]), bytes.fromhex(each["sealed"]), bytes.fromhex(each["signature"]))
                      for each in told["seats"])
        cases = tuple(CaseSeat(int(each["case"]), int(each["keying"]), bytes.fromhex(each["sealed"]))
                      for each in told["cases"])
        return Handed(int(told["team"]), int(told["person"]), bytes.fromhex(told["keys"]),
                      bytes.fromhex(told["key"]), seats, cases, bytes.fromhex(told["signature"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unready("This is no file that `intake recover --out` made, or it is damaged.") from None


def _require_sound(session: Session, trust: Trust, team_id: int) -> None:
    try:
        trust.address(session, team_id)
    except Untrusted as reason:
        raise Unready(f"The team's keys are not pinned and sound, so nothing was done: {reason}. Bring trust.toml "
                      "along, or pin the team with the digits on paper.") from None


def _opened(session: Session, seed: bytes, team_id: int, recovery: RecoveryKey) -> tuple[TeamKeys, ...]:
    chain = chain_of(session, team_id)
    if not recovery_seals.is_newest_sealed(session, team_id, recovery):
        raise Unready("The team's newest keys are not sealed to these cards, so the cards do not open them. A copy "
                      "that was made later, or the other set of cards, may.")
    rows = session.scalars(
        select(RecoverySeal).where(RecoverySeal.team_id == team_id, RecoverySeal.key_hash == recovery.hash())
        .order_by(RecoverySeal.epoch)
    )
    try:
        return tuple(keyring.team_keys(seed, row.sealed, team_seed_place(team_id, row.epoch), chain[row.epoch])
                     for row in rows)
    except InvalidTag:
        raise Unready("A seal of this team does not open with these cards: it was altered.") from None


def _seat(keys: TeamKeys, person: Successor) -> Seat:
    signed = epochs.member_message(keys.team_id, keys.epoch, person.id, person.keys_hash, lead=True)
    return Seat(keys.epoch, keyring.seal_for(keys, person.id, person.public_key), keys.signer.sign(signed))


def _write(work: Work, handed: Handed) -> None:
    teams.hold(work.main, handed.team_id)
    newest = teams.newest_epoch(work.main, handed.team_id)
    chain = chain_of(work.main, handed.team_id)
    if newest not in {each.epoch for each in handed.seats}:
        raise Unready("The team has newer keys by now than this was made for: nothing was changed. Somebody opens its "
                      "cases still, or recover anew, with a fresh copy.")
    for seat in handed.seats:
        signed = epochs.member_message(handed.team_id, seat.epoch, handed.staff_id, handed.keys_hash, lead=True)
        if not _signs(chain, seat, signed):
            raise Unready("The team's own keys did not sign this: nothing was changed.")
        work.main.merge(TeamMember(team_id=handed.team_id, epoch=seat.epoch, staff_id=handed.staff_id, lead=True,
                                   sealed=seat.sealed, signature=seat.signature))
    work.main.flush()


def _signs(chain: Sequence[epochs.Epoch], seat: Seat, signed: bytes) -> bool:
    return 0 <= seat.epoch < len(chain) and verify(chain[seat.epoch].signing_key, seat.signature, signed)
