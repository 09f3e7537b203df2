"""What becomes of a case that was set aside: it is released, and from then on like any other, or thrown away.

Whoever works on it releases it, and so does the person who writes again, unless that message looks like spam, too.
Nothing here opens anything.
"""

from intake import clock
from intake.access.policy import Actor
from intake.audit import pending
from intake.audit.kinds import Act
from intake.audit.trail import Signs, record
from intake.cases.models import Case
from intake.cases.states import SET_ASIDE, Status
from intake.db import Work
from intake.judging.judge import Judgement
from intake.notices import outbox


def is_set_aside(case: Case) -> bool:
    """Whether the case is in quarantine, or was thrown away."""
    return case.status in SET_ASIDE


def release(work: Work, case: Case, actor: Actor, signer: Signs) -> None:
    """Make an ordinary new case of it, with the notice that a new case gets. The caller found and held the row."""
    _free(work, case)
    record(work.main, Act.CASE_RELEASED, actor=actor, signer=signer, case=case.reference, team=case.team_id)


def release_for_message(work: Work, case: Case, message: Judgement) -> bool:
    """The same because the person wrote again; False, and it stays aside, where the message looks like spam, too."""
    if message.suspicious:
        return False
    _free(work, case)
    pending.add(work.main, clock.today(), Act.CASE_RELEASED_BY_MESSAGE, case=case.reference, team=case.team_id)
    return True


def discard(work: Work, case: Case, actor: Actor, signer: Signs) -> None:
    """Throw the case away: it is erased when its time in quarantine is over, and can be released until then."""
    case.status = Status.DISCARDED
    case.changed_day = clock.today()
    case.version += 1
    record(work.main, Act.CASE_DISCARDED, actor=actor, signer=signer, case=case.reference, team=case.team_id)


def _free(work: Work, case: Case) -> None:
    case.status, case.quarantined_day = Status.NEW, None
    case.changed_day = clock.today()
    case.version += 1
    if not case.restricted:  # the team's notice would tell those who may not know of the case that there is one
        outbox.add(work.main, case.team_id)
