"""The head of a case: its seed, sealed to a team. Making one needs no secret, and nothing here opens one."""

from intake.accounts.trust import TeamAddress
from intake.cases.keys import head_place
from intake.vault.seal import seal


def seal_head(case_seed: bytes, case_id: int, team: TeamAddress) -> bytes:
    """The seed, sealed to a team for this case: whoever seals it cannot open it again."""
    return seal(team.public_key, case_seed, head_place(case_id, team.team_id, team.epoch))
