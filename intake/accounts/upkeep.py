"""Key upkeep that rides on ordinary work: a team whose member left gets new keys from the next member who is there.

It runs after a page's own transaction and never fails the page (DESIGN 3).
"""

import logging

from intake.access.policy import Actor
from intake.accounts.keyring import Keyring
from intake.accounts.rotate import rotate_if_due
from intake.accounts.trust import Trust
from intake.db import Stores

log = logging.getLogger("intake.accounts")


def renew_keys(stores: Stores, trust: Trust, actor: Actor, keyring: Keyring) -> int:
    """Give new keys to every team of this person that needs them; gives to how many. Never raises."""
    done = 0
    for team_id in keyring.teams_to_renew():
        try:
            with stores.changing() as work:
                trust.address(work.main, team_id)
                done += rotate_if_due(work, actor, keyring, team_id)
        except Exception as error:  # whatever it was, the page is already made, and the next one tries again
            log.warning("team %d did not get new keys: %s", team_id, type(error).__name__)
    return done
