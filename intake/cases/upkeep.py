"""Key upkeep that rides on ordinary reading: adopting what the public form sealed to the team, moving cases to a
team's newest keys, closing a case anew to somebody who may not read it any more, and boxing a summary anew after the
person said something else in a form sent again.

It runs after a page's own transaction, changes no fact about a case, takes at most 50 ms and never fails the page
(DESIGN 3).
"""

import logging
from collections.abc import Iterable
from time import monotonic

from sqlalchemy import select

from intake.access.policy import Actor
from intake.accounts.keyring import Keyring
from intake.accounts.trust import Trust
from intake.cases import contacting, readers_gone
from intake.cases.case_page import CasePage
from intake.cases.models import Case
from intake.cases.reading import adopt
from intake.cases.rewrap import rewrap_some
from intake.db import Stores

BUDGET_SECONDS = 0.05
log = logging.getLogger("intake.cases")


def adopt_cases(stores: Stores, keyring: Keyring, case_ids: Iterable[int]) -> int:
    """Adopt the cases that are still sealed, as many as fit into the budget; gives how many. Never raises."""
    wanted = list(case_ids)
    try:
        return _adopt(stores, keyring, wanted) if wanted else 0
    except Exception as error:  # whatever it was, the page is already made, and the next one tries again
        log.warning("cases could not be adopted: %s", type(error).__name__)
        return 0


def rewrap_cases(stores: Stores, actor: Actor, keyring: Keyring) -> int:
    """Move cases of this person's teams to the newest keys, as many as fit into the budget.

    Gives how many were looked at; never raises. A team some of whose older keys this person does not hold is left to
    those who do.
    """
    done, until = 0, monotonic() + BUDGET_SECONDS
    for team_id in keyring.teams_to_rewrap():
        try:
            while monotonic() < until:
                with stores.changing() as work:
                    looked_at = rewrap_some(work, actor, keyring, team_id)
                done += looked_at
                if not looked_at:
                    break
        except Exception as error:  # as above
            log.warning("cases could not be moved to new keys: %s", type(error).__name__)
    return done


def renew_readers(stores: Stores, trust: Trust, actor: Actor, keyring: Keyring, reference: str) -> bool:
    """Give a case new keys where somebody it was given to by name may not read it any more, or where the recovery cards
    in force do not open it; whether it did.

    Never raises. Somebody who is at the case right now is not waited for.
    """
    try:
        with stores.changing() as work:
            return readers_gone.renew(work, trust, actor, keyring, reference)
    except Exception as error:  # as above
        log.warning("a case did not get new keys: %s", type(error).__name__)
        return False


def renew_summary(stores: Stores, actor: Actor, keyring: Keyring, page: CasePage) -> bool:
    """Let the lists say of contact what the page of a case says; whether they do now. Costs nothing where they do.

    Never raises. Whoever sent a form again changed what is safe, and the server held no key to the summary then.
    """
    if page.newer is None:
        return False
    try:
        with stores.changing() as work:
            return contacting.renew_summary(work, actor, keyring, page.reference, page.version, page.newer)
    except Exception as error:  # as above
        log.warning("a summary was not renewed: %s", type(error).__name__)
        return False


def _adopt(stores: Stores, keyring: Keyring, wanted: list[int]) -> int:
    done, until = 0, monotonic() + BUDGET_SECONDS
    with stores.changing() as work:
        rows = work.main.scalars(
            select(Case).where(Case.id.in_(wanted), Case.head.is_not(None)).with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            if monotonic() > until:
                break
            team = keyring.team(row.team_id, row.epoch)
            adopt(row, team)
            done += 1
    return done
