"""The end of quarantine: what nobody released is erased, as everything is erased, and the log says why."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from intake import clock
from intake.audit.models import AuditEvent
from intake.cases import erase, expiry, hold, quarantine
from intake.cases.models import Case, Erasure
from intake.cases.states import HoldReason
from intake.judging.judge import CLEAN, Sign
from intake.vault.sign import Signer
from tests.cases.conftest import Families
from tests.cases.office import NO_MAIL

DAYS = 30


def _aside(families: Families, days_ago: int) -> str:
    reference = families.office.case("Cheap watches.", judged=CLEAN.seen_with(Sign.HASTE))
    with families.office.stores.changing() as work:
        row = work.main.scalars(select(Case).where(Case.reference == reference)).one()
        row.quarantined_day = clock.today() - timedelta(days=days_ago)
    return reference


def _end(families: Families) -> int:
    signer = Signer(families.office.secrets.log_seed)
    done = expiry.carry_out(families.office.stores, signer, DAYS)
    erase.finish(families.office.stores, signer, NO_MAIL)
    return done


def _acts(families: Families, reference: str) -> list[str]:
    with families.office.stores.reading() as work:
        return list(work.main.scalars(select(AuditEvent.act).where(AuditEvent.body.contains(reference))
                                      .order_by(AuditEvent.seq)))


def test_what_nobody_released_in_time_is_erased_and_the_log_tells_it(families: Families) -> None:
    over, not_yet, ordinary = _aside(families, DAYS), _aside(families, DAYS - 1), families.office.case()
    assert _end(families) == 1
    assert set(families.office.references()) == {not_yet, ordinary}
    assert _acts(families, over) == ["case:quarantine_over", "case:erased"]
    with families.office.stores.reading() as work:
        assert work.main.scalars(select(Erasure)).all() == []
    assert _end(families) == 0


@pytest.mark.slow
def test_what_was_thrown_away_goes_at_the_same_time(families: Families) -> None:
    reference, worker = _aside(families, DAYS), families.worker
    with families.office.stores.changing() as work:
        quarantine.discard_all(work, worker.actor, worker.keyring.signer, [reference])
    assert _end(families) == 1
    assert families.office.references() == []


def test_a_released_case_is_kept_like_any_other(families: Families) -> None:
    reference, worker = _aside(families, DAYS), families.worker
    with families.office.stores.changing() as work:
        quarantine.release_all(work, worker.actor, worker.keyring.signer, [reference])
    assert _end(families) == 0
    assert families.office.references() == [reference]


def test_a_legal_hold_keeps_what_is_in_quarantine(families: Families) -> None:
    reference, lead = _aside(families, DAYS), families.lead
    with families.office.stores.changing() as work:
        hold.set_hold(work, lead.actor, lead.keyring.signer, reference, HoldReason.COURT)
    assert _end(families) == 0
    assert families.office.references() == [reference]
