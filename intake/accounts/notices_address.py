"""Where a team's content-free notices go. Off until an operator names an address (DESIGN 5)."""

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select

from intake.accounts.models import Team
from intake.audit.kinds import Act
from intake.audit.trail import Signs, record
from intake.db import Work
from intake.errors import Invalid, NotFound


def set_address(work: Work, signer: Signs, slug: str, address: str | None) -> None:
    """Send a team's notices to `address` from now on, or to nobody when it is None. `signer` holds the log key.

    The event says whether there is an address, never which. Raises `NotFound` for an unknown team and `Invalid` for
    what is no address; whether mail arrives there is not asked of the network.
    """
    team = work.main.scalar(select(Team).where(Team.slug == slug))
    if team is None:
        raise NotFound(f"there is no team {slug}; `intake team list` names them")
    team.notice_email = _checked(address) if address is not None else None
    record(work.main, Act.TEAM_NOTICES_SET, actor=None, signer=signer, team=team.id, on=address is not None)


def _checked(address: str) -> str:
    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError:
        raise Invalid({"address": "is no e-mail address"}) from None
