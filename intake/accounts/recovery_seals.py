"""Sealing a team's epochs to the recovery key, and looking which are. Sealing wants a member, who holds the epoch.

Nothing is ever sealed to a recovery key that root did not pin: callers have theirs from `Trust.recovery`.
"""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intake.access.policy import Actor
from intake.accounts import teams
from intake.accounts.keyring import TeamKeys
from intake.accounts.models import RecoverySeal, TeamEpoch, TeamMember
from intake.accounts.recovery_key import RecoveryKey, seal_message, seal_team_seed
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.db import Work
from intake.vault.sign import Signer, verify


def seal_epoch(work: Work, actor: Actor, signer: Signer, keys: TeamKeys, recovery: RecoveryKey) -> None:
    """Seal an epoch to the recovery key, in the place of its seals to earlier ones, which are destroyed."""
    place = {"team_id": keys.team_id, "epoch": keys.epoch}
    work.main.execute(delete(RecoverySeal).filter_by(**place))
    sealed = seal_team_seed(recovery, keys.team_id, keys.epoch, keys.seed)
    signature = keys.signer.sign(seal_message(keys.team_id, keys.epoch, recovery.hash(), sealed))
    work.main.add(RecoverySeal(**place, key_hash=recovery.hash(), sealed=sealed, signature=signature))
    work.main.flush()
    record(work.main, Act.RECOVERY_SEALED, actor=actor, signer=signer, team=keys.team_id, epoch=keys.epoch,
           key=recovery.hash().hex())


def lacking(session: Session, team_id: int, epochs: Iterable[int], recovery: RecoveryKey) -> list[int]:
    """Which of a team's epochs are not sealed to this key, or no longer as their own key signed it."""
    sound = _sound(session, team_id, recovery)
    return [epoch for epoch in epochs if epoch not in sound]


def still_held(work: Work, team_id: int, staff_id: int) -> list[int]:
    """The epochs of a team that a member holds at this moment, kept until the work ends: one that is being destroyed is
    never sealed anew."""
    return list(work.main.scalars(
        select(TeamMember.epoch)
        .where(TeamMember.team_id == team_id, TeamMember.staff_id == staff_id, TeamMember.sealed != b"")
        .order_by(TeamMember.epoch).with_for_update()
    ))


def is_newest_sealed(session: Session, team_id: int, recovery: RecoveryKey) -> bool:
    """Whether two cards open what is sent to a team now."""
    return not lacking(session, team_id, [teams.newest_epoch(session, team_id)], recovery)


def destroy_before(work: Work, team_id: int, epoch: int) -> None:
    """Destroy the seals of a team's earlier epochs."""
    work.main.execute(delete(RecoverySeal).where(RecoverySeal.team_id == team_id, RecoverySeal.epoch < epoch))


def _sound(session: Session, team_id: int, recovery: RecoveryKey) -> set[int]:
    rows = session.execute(
        select(RecoverySeal.epoch, RecoverySeal.sealed, RecoverySeal.signature, TeamEpoch.signing_key)
        .join(TeamEpoch, (TeamEpoch.team_id == RecoverySeal.team_id) & (TeamEpoch.epoch == RecoverySeal.epoch))
        .where(RecoverySeal.team_id == team_id, RecoverySeal.key_hash == recovery.hash())
    )
    return {row.epoch for row in rows
            if verify(row.signing_key, row.signature, seal_message(team_id, row.epoch, recovery.hash(), row.sealed))}
