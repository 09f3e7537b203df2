"""What time leaves behind, removed without a key: shards whose case never came to be, and old form nonces."""

from datetime import timedelta

from sqlalchemy import delete, select

from intake import clock
from intake.cases.models import Case, SentForm, Shard
from intake.db import Work

FORMS_KEPT = timedelta(days=30)
_YOUNG = timedelta(days=1)
_LOOKED_AT = timedelta(days=7)


def orphan_shards(work: Work) -> int:
    """Delete shards that are over 24 hours old and belong to no case; gives how many.

    The shard of a submission commits before its case (DESIGN 4), so a crash between the two leaves one behind.
    """
    today = clock.today()
    young, old = today - _YOUNG, today - _LOOKED_AT
    ids = set(work.shards.scalars(select(Shard.case_id).where(Shard.day < young, Shard.day >= old)))
    orphans = ids - set(work.main.scalars(select(Case.id).where(Case.opened_day < young, Case.opened_day >= old)))
    orphans -= set(work.main.scalars(select(Case.id).where(Case.id.in_(orphans))))
    work.shards.execute(delete(Shard).where(Shard.case_id.in_(orphans)))
    return len(orphans)


def old_forms(work: Work) -> int:
    """Forget form nonces after thirty days; gives how many."""
    gone = work.main.execute(delete(SentForm).where(SentForm.day < clock.today() - FORMS_KEPT).returning(SentForm.day))
    return len(gone.all())
