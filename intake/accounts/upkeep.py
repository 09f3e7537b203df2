"""Key upkeep that rides on ordinary work: a team whose member left gets new keys from the next member who is there, and
keys that the recovery cards do not open yet are sealed to them.

It runs after a page's own transaction and never fails the page (DESIGN 3).
"""

import logging

from intake.access.policy import Actor
from intake.accounts import recovery_seals
from intake.accounts.keyring import Keyring
from intake.accounts.rotate import rotate_if_due
from intake.accounts.trust import Trust
from intake.db import Stores, Work
from intake.errors import Untrusted

log = logging.getLogger("intake.accounts")


def renew_keys(stores: Stores, trust: Trust, actor: Actor, keyring: Keyring) -> int:
    """Give new keys to every team of this person that needs them; gives to how many. Never raises."""
    done = 0
    for team_id in keyring.teams_to_renew():
        try:
            with stores.changing() as work:
                trust.address(work.main, team_id)
                done += rotate_if_due(work, actor, keyring, team_id, trust.recovery(work.main))
        except Exception as error:  # whatever it was, the page is already made, and the next one tries again
            log.warning("team %d did not get new keys: %s", team_id, type(error).__name__)
    return done


def seal_to_recovery(stores: Stores, trust: Trust, actor: Actor, keyring: Keyring) -> int:
    """Seal every epoch that this person holds to the recovery key in force; gives how many were not yet. Never raises.

    A process looks at an epoch once, so a page costs nothing when all of them are sealed.
    """
    pin = trust.pins.recovery()
    held = [(team_id, epoch, pin) for team_id, epoch in keyring.held() if pin is not None]
    if pin is None or trust.seals_seen.issuperset(held):
        return 0
    done = 0
    try:
        for team_id in sorted({team_id for team_id, _, _ in held}):
            with stores.changing() as work:
                done += _seal_team(work, trust, actor, keyring, team_id)
            trust.seals_seen.update(each for each in held if each[0] == team_id)
    except Exception as error:  # as above
        log.warning("keys were not sealed to the recovery key: %s", type(error).__name__)
    return done


def _seal_team(work: Work, trust: Trust, actor: Actor, keyring: Keyring, team_id: int) -> int:
    recovery = trust.recovery(work.main)
    if recovery is None:
        raise Untrusted("the pinned recovery key is not in the database as it was made")
    held = set(keyring.epochs(team_id)).intersection(recovery_seals.still_held(work, team_id, keyring.staff_id))
    missing = recovery_seals.lacking(work.main, team_id, sorted(held), recovery)
    for epoch in missing:
        recovery_seals.seal_epoch(work, actor, keyring.signer, keyring.team(team_id, epoch), recovery)
    return len(missing)
