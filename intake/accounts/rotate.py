"""Giving a team new keys, without somebody who left. What is sent from then on is sealed to the new ones.

The new epoch is made in the session of a member who stays, sealed to all who stay, and signed by that member and by the
epoch before. Old cases follow in `cases/rewrap.py`; only then are the old epochs' seals destroyed.
"""

from dataclasses import dataclass

from sqlalchemy import delete, select

from intake.access import policy
from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.accounts import membership, recovery_seals, teams
from intake.accounts.keyring import Keyring, TeamKeys
from intake.accounts.models import Staff, StaffState, TeamEpoch, TeamMember
from intake.accounts.recovery_key import RecoveryKey
from intake.audit.kinds import JSON, Act
from intake.audit.trail import record
from intake.db import Work
from intake.errors import NotFound, Untrusted, WrongState
from intake.vault.keys import new_seed


@dataclass(frozen=True, slots=True)
class Seat:
    """A member of the newest epoch, and whether its key signed for the keys that they have now."""

    member: TeamMember
    staff: Staff
    genuine: bool


def remove(
    work: Work, actor: Actor, keyring: Keyring, team_id: int, staff_id: int, recovery: RecoveryKey | None = None,
) -> None:
    """Take a member out of a team: at once for their sessions, and the team gets new keys in the same act.

    The new keys are sealed to the recovery key, too, if one is in force (`Trust.recovery`).
    `NotFound` for somebody who is no member; `WrongState` for oneself, since new keys want somebody who stays;
    `Untrusted` when the database has other keys for oneself: keys sealed to nobody would lose what is sent next.
    """
    policy.require(actor, Permission.TEAM_REMOVE, team_id)
    if staff_id == actor.id:
        raise WrongState("a lead does not take themselves out")
    if staff_id not in {each.member.staff_id for each in _seats(work, team_id)}:
        raise NotFound("no such member")
    record(work.main, Act.TEAM_MEMBER_REMOVED, actor=actor, signer=keyring.signer, team=team_id, subject=staff_id)
    _rotate(work, actor, keyring, team_id, recovery, without=staff_id)


def rotate_if_due(
    work: Work, actor: Actor, keyring: Keyring, team_id: int, recovery: RecoveryKey | None = None,
) -> bool:
    """Give a team new keys if a member of its newest epoch no longer may have them; whether it did."""
    seats = _seats(work, team_id)
    if not any(_is_out(each) for each in seats):
        return False
    _rotate(work, actor, keyring, team_id, recovery)
    return True


def destroy_old_seals(work: Work, actor: Actor, keyring: Keyring, team_id: int) -> None:
    """Nothing is closed by the older epochs any more: destroy every seal of them."""
    epoch = teams.newest_epoch(work.main, team_id)
    work.main.get_one(TeamEpoch, (team_id, epoch)).rewrapped_to = None
    work.main.execute(delete(TeamMember).where(TeamMember.team_id == team_id, TeamMember.epoch < epoch))
    recovery_seals.destroy_before(work, team_id, epoch)
    record(work.main, Act.TEAM_REWRAPPED, actor=actor, signer=keyring.signer, team=team_id, epoch=epoch)


def _rotate(
    work: Work, actor: Actor, keyring: Keyring, team_id: int, recovery: RecoveryKey | None, without: int | None = None,
) -> None:
    before = keyring.team(team_id, teams.newest_epoch(work.main, team_id))
    fresh = TeamKeys(team_id, before.epoch + 1, new_seed())
    seats = [each for each in _seats(work, team_id) if each.member.staff_id != without]
    staying = [each for each in seats if not _is_out(each)]
    if actor.id not in {each.staff.id for each in staying}:
        raise Untrusted(f"team {team_id}: its keys did not sign for whoever would make the new ones")
    made = membership.write_epoch(work, keyring, fresh, before)
    work.main.get_one(TeamEpoch, (team_id, fresh.epoch)).rewrapped_to = 0
    for each in staying:
        membership.add_member(work, fresh, each.staff.id, each.staff.public_key or b"", each.staff.signing_key or b"",
                              lead=each.member.lead)
    left_out: list[JSON] = [each.staff.id for each in seats if _is_out(each)]
    record(work.main, Act.TEAM_ROTATED, actor=actor, signer=keyring.signer, team=team_id, epoch=fresh.epoch,
           hash=made.hash().hex(), left_out=left_out)
    if recovery is not None:
        recovery_seals.seal_epoch(work, actor, keyring.signer, fresh, recovery)


def _seats(work: Work, team_id: int) -> list[Seat]:
    """The members of a team's newest epoch. The team is locked: two members never make the same epoch."""
    teams.hold(work.main, team_id)
    epoch = work.main.get(TeamEpoch, (team_id, teams.newest_epoch(work.main, team_id)))
    if epoch is None:
        raise NotFound("no such team")
    rows = work.main.execute(
        select(TeamMember, Staff).join(Staff, Staff.id == TeamMember.staff_id)
        .where(TeamMember.team_id == team_id, TeamMember.epoch == epoch.epoch).order_by(Staff.id)
    )
    return [Seat(member, staff, membership.is_genuine(member, staff, epoch.signing_key)) for member, staff in rows]


def _is_out(seat: Seat) -> bool:
    return seat.staff.state is not StaffState.ACTIVE or not seat.genuine
