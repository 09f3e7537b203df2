"""Opening a team's restricted cases with two recovery cards, for somebody who is to lead the team from then on.

It goes with `accounts/recover_team.py`, on an offline copy, and the web must never reach this room: an import contract
keeps it out. What the cards give is sealed to the person at once; nothing in the clear leaves a function.
"""

from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from intake.accounts.keyring import opened_by_cards
from intake.accounts.models import Staff
from intake.accounts.recover_team import CaseSeat, Handed, Successor
from intake.accounts.recovery_key import RecoveryKey
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.cases import readers
from intake.cases.keys import card_place, grant_place
from intake.cases.models import CardSeal, Case, CaseGrant, LockOut
from intake.db import Work
from intake.errors import Unready
from intake.vault.box import InvalidTag
from intake.vault.seal import seal
from intake.vault.sign import Signer


@dataclass(frozen=True, slots=True)
class Opened:
    """The restricted cases of a team: those that are handed on, and how many are not.

    A case is held back that is kept from the person, or that these cards do not open.
    """

    seats: tuple[CaseSeat, ...]
    held_back: int


def open_cases(session: Session, seed: bytes, recovery: RecoveryKey, team_id: int, person: Successor) -> Opened:
    """Open a team's restricted cases with the cards' seed, and seal each to the person. Writes nothing.

    `Unready` where a seal does not open although it names these cards: it was altered.
    """
    kept = exists().where(LockOut.case_id == Case.id, LockOut.staff_id == person.id)
    rows = session.execute(
        select(Case.id, Case.keying, CardSeal, kept.label("kept")).outerjoin(CardSeal, CardSeal.case_id == Case.id)
        .where(Case.team_id == team_id, Case.restricted).order_by(Case.id)
    ).all()
    seats = tuple(
        CaseSeat(row.id, row.keying, _sealed_anew(seed, row.CardSeal, person)) for row in rows
        if not row.kept and row.CardSeal is not None
        and (row.CardSeal.number, row.CardSeal.keying) == (recovery.number, row.keying)
    )
    return Opened(seats, len(rows) - len(seats))


def take(work: Work, log_signer: Signer, handed: Handed) -> int:
    """Let the person read the cases that were handed on, and write each down; gives how many.

    `handed` was found genuine by `recover_team.take`, and the person has the keys that it names. A case that changed
    its keys or its team since, is restricted no more or is kept from the person is left out.
    """
    person = work.main.get_one(Staff, handed.staff_id)
    return sum(_give(work, log_signer, handed, seat, person) for seat in handed.cases)


def _sealed_anew(seed: bytes, held: CardSeal, person: Successor) -> bytes:
    try:
        case_seed = opened_by_cards(seed, held.sealed, card_place(held.case_id, held.number))
    except InvalidTag:
        raise Unready("A seal of a restricted case does not open with these cards: it was altered.") from None
    return seal(person.public_key, case_seed, grant_place(held.case_id, person.id))


def _give(work: Work, log_signer: Signer, handed: Handed, seat: CaseSeat, person: Staff) -> bool:
    row = work.main.get(Case, seat.case_id, with_for_update=True)
    if row is None or (row.restricted, row.team_id, row.keying) != (True, handed.team_id, seat.keying):
        return False
    if person.id in readers.locked_out(work, row):
        return False
    grant = work.main.merge(CaseGrant(case_id=row.id, staff_id=person.id, team_id=row.team_id, keying=row.keying,
                                      until=None, sealed=seat.sealed, signing_key=person.signing_key))
    work.main.flush()
    record(work.main, Act.CASE_RECOVERED, actor=None, signer=log_signer, case=row.reference, team=row.team_id,
           subject=person.id, seal=readers.digest(grant), key=handed.key_hash.hex(), keys=handed.keys_hash.hex())
    return True
