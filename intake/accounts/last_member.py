"""The last person who opens a team's cases does not go unless two recovery cards could open them. Opens nothing."""

from sqlalchemy.orm import Session

from intake.accounts import recovery_seals, teams
from intake.accounts.recovery_key import RecoveryKey
from intake.errors import LastOfTeam


def teams_left_to_cards(session: Session, staff_id: int, recovery: RecoveryKey | None) -> tuple[int, ...]:
    """The teams that two cards alone would open if this person went; empty when somebody else opens them all.

    `LastOfTeam` where even the cards would not: none are in force, or the newest keys are not sealed to them.
    """
    left = teams.last_in(session, staff_id)
    if any(recovery is None or not recovery_seals.is_newest_sealed(session, team_id, recovery) for team_id in left):
        raise LastOfTeam("the last member of a team that no recovery cards open")
    return left


def require_openable(session: Session, staff_id: int, recovery: RecoveryKey | None) -> None:
    """`LastOfTeam` when nobody, nor this recovery key, would open some team's cases without this person."""
    teams_left_to_cards(session, staff_id, recovery)
