"""The end of quarantine: what was set aside, and what nobody released, is erased after a short time.

No lead confirms it, so the log says by itself that the time was over. A legal hold keeps the case. No step needs a key.
"""

from datetime import timedelta

from sqlalchemy import select

from intake import clock
from intake.audit.kinds import Act
from intake.audit.trail import Signs, record
from intake.cases import erase
from intake.cases.models import Case, Erasure, LegalHold
from intake.cases.states import ErasureReason
from intake.db import Stores, Work


def carry_out(stores: Stores, signer: Signs, days: int) -> int:
    """Erase what has been set aside for so many days; gives how many cases.

    For the job process, which then calls `erase.finish`.
    """
    last = clock.today() - timedelta(days=days)
    with stores.reading() as work:
        over = list(work.main.scalars(
            select(Case.id).outerjoin(LegalHold, LegalHold.case_id == Case.id)
            .where(Case.quarantined_day <= last, LegalHold.case_id.is_(None))
        ))
    done = 0
    for case_id in over:
        with stores.changing() as work:
            done += _erase(work, signer, case_id)
    return done


def _erase(work: Work, signer: Signs, case_id: int) -> bool:
    """Erase one, if it still is aside and nobody holds it; the row is held from here on."""
    case = work.main.scalar(select(Case).where(Case.id == case_id).with_for_update())
    if case is None or case.quarantined_day is None or erase.is_held(work, case_id):
        return False
    record(work.main, Act.CASE_QUARANTINE_OVER, actor=None, signer=signer, case=case.reference, team=case.team_id,
           since=case.quarantined_day.isoformat())
    work.main.merge(Erasure(case_id=case_id, reference=case.reference, team_id=case.team_id,
                            reason=ErasureReason.KEPT_LONG_ENOUGH, closed_day=None, entries=None))
    work.main.flush()
    return erase.carry_out(work, signer, case_id)
