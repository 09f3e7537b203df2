"""What the job process does for accounts each hour. It holds no pepper and no run secret, and opens nothing (I12)."""

from intake.accounts import failures, sessions, throttle
from intake.db import Work
from intake.settings import Settings
from intake.vault.sign import Signer


def tidy(work: Work, settings: Settings, log_signer: Signer) -> None:
    """Drop sessions, buckets and marks that are over, and move the failed sign-ins of finished hours into the log."""
    sessions.sweep(work, settings)
    throttle.sweep(work)
    failures.write_down(work, log_signer, finished_hours_only=True)
