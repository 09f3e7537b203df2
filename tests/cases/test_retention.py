"""How long cases are kept, what a legal hold stops, and which cases are proposed for closing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from intake import clock
from intake.accounts.trust import CONTACT
from intake.audit.models import AuditEvent
from intake.cases import due, erase, hold, quiet, receipt, retention, thread
from intake.cases.models import Case, Erasure
from intake.cases.retention import Periods
from intake.cases.states import ErasureReason, HoldReason, LiftReason, Outcome, Reason, Status
from intake.cases.workspace import Move
from intake.errors import NotAllowed, WrongState
from intake.vault.sign import Signer
from tests.cases.conftest import Families
from tests.cases.office import NO_MAIL

KEPT, QUIET = 1095, 90
ALIKE = Periods(KEPT)


@contextmanager
def later(**more: float) -> Iterator[None]:
    """Some days from now."""
    with time_machine.travel(datetime.now(UTC) + timedelta(**more), tick=False):
        yield


def moved(families: Families, reference: str, status: Status, outcome: Outcome | None = None) -> None:
    """A caseworker moves the case."""
    reason = {Status.CLOSED: Reason.DONE, Status.OPEN: Reason.GOES_ON, Status.WAITING: Reason.FOR_THEM}[status]
    with families.office.stores.changing() as work:
        families.office.desk(work, families.worker).move(families.office.at(reference), Move(status, reason, outcome))


def closed(families: Families, message: str = "It is over.") -> str:
    """A case that was closed today."""
    reference = families.office.case(message)
    moved(families, reference, Status.CLOSED, Outcome.HELPED)
    return reference


def confirmed(families: Families, *references: str, periods: Periods = ALIKE) -> int:
    """The lead confirms that these be erased."""
    lead = families.lead
    with families.office.stores.changing() as work:
        return retention.confirm(work, lead.actor, lead.keyring.signer, references, periods)


def held(families: Families, reference: str) -> None:
    """The lead puts a hold on the case."""
    lead = families.lead
    with families.office.stores.changing() as work:
        hold.set_hold(work, lead.actor, lead.keyring.signer, reference, HoldReason.COURT)


def lifted(families: Families, reference: str) -> None:
    """The lead lifts it."""
    lead = families.lead
    with families.office.stores.changing() as work:
        hold.lift(work, lead.actor, lead.keyring.signer, reference, families.office.at(reference).version,
                  LiftReason.OVER)


def carried_out(families: Families, periods: Periods = ALIKE) -> int:
    """The job's hour: what is confirmed and due goes."""
    signer = Signer(families.office.secrets.log_seed)
    number = retention.carry_out_confirmed(families.office.stores, signer, periods)
    erase.finish(families.office.stores, signer, NO_MAIL)
    return number


def listed(families: Families, periods: Periods = ALIKE) -> list[tuple[str, bool, bool]]:
    """The list of what is due, as the lead sees it: reference, held, confirmed."""
    lead = families.lead
    with families.office.stores.changing() as work:
        page = due.show(work, lead.actor, lead.keyring, periods)
    return [(row.reference, row.held, row.confirmed) for row in page.rows]


def proposed(families: Families) -> list[str]:
    """The references that are proposed for closing."""
    worker = families.worker
    with families.office.stores.changing() as work:
        return [each.reference for each in quiet.show(work, worker.actor, worker.keyring, QUIET)]


def acts(families: Families, reference: str) -> list[str]:
    """What the log says about keeping and erasing this case."""
    with families.office.stores.reading() as work:
        found = work.main.scalars(select(AuditEvent.act).where(AuditEvent.case_reference == reference)
                                  .order_by(AuditEvent.seq)).all()
    return [act for act in found if "eras" in act or "h" in act.partition(":")[2][:1]]


def test_nothing_is_erased_that_nobody_confirmed(families: Families) -> None:
    reference = closed(families)
    with later(days=KEPT + 400):
        assert carried_out(families) == 0
        assert listed(families) == [(reference, False, False)]


def test_a_confirmed_case_is_erased_on_its_day_and_not_before(families: Families) -> None:
    reference, other = closed(families), closed(families, "Not confirmed.")
    with later(days=KEPT - 1):
        assert confirmed(families, reference) == 1
        assert (reference, False, True) in listed(families)
        assert carried_out(families) == 0
    with later(days=KEPT):
        assert carried_out(families) == 1
        assert families.office.references() == [other]
        assert acts(families, reference) == ["case:erasure_confirmed", "case:erased"]


def test_the_list_reaches_thirty_days_ahead_and_its_own_leads_alone(families: Families) -> None:
    reference = closed(families)
    families.office.case("Still open.")
    with later(days=KEPT - 31):
        assert listed(families) == []
        assert confirmed(families, reference) == 0
    with later(days=KEPT - 30):
        assert listed(families) == [(reference, False, False)]
        stranger = families.stranger
        with families.office.stores.changing() as work:
            assert due.show(work, stranger.actor, stranger.keyring, ALIKE).rows == ()
        for person in (families.worker, stranger):
            with families.office.stores.changing() as work, pytest.raises(NotAllowed):
                retention.confirm(work, person.actor, person.keyring.signer, [reference], ALIKE)


@pytest.mark.slow
def test_each_form_has_its_own_time_and_every_other_the_common_one(families: Families) -> None:
    short, long, common = closed(families, "A hint."), closed(families, "A file."), closed(families)
    for reference, form in ((short, "hints"), (long, "witnesses")):
        with families.office.stores.changing() as work:
            work.main.execute(update(Case).where(Case.reference == reference).values(form=form))
    periods = Periods(400, {"hints": 100, "witnesses": 900})
    for days, due_now in ((100, short), (400, common), (900, long)):
        with later(days=days - 31):
            assert confirmed(families, *families.office.references(), periods=periods) == 0
            assert listed(families, periods) == []
        with later(days=days - 30):
            assert listed(families, periods) == [(due_now, False, False)]
            assert confirmed(families, *families.office.references(), periods=periods) == 1
        with later(days=days - 1):
            assert carried_out(families, periods) == 0
        with later(days=days):
            assert carried_out(families, periods) == 1
    assert families.office.references() == []


def test_a_longer_time_that_was_set_later_holds_for_what_was_confirmed(families: Families) -> None:
    reference = closed(families)
    with later(days=100):
        assert confirmed(families, reference, periods=Periods(100)) == 1
        assert carried_out(families, Periods(400)) == 0
        assert carried_out(families, Periods(100, {CONTACT: 400})) == 0
        assert carried_out(families, Periods(400, {CONTACT: 100})) == 1


def test_the_clock_never_touches_an_open_case(families: Families) -> None:
    for status in (Status.OPEN, Status.WAITING):
        moved(families, families.office.case(), status)
    references = [*families.office.references(), families.office.case("New.")]
    with later(days=KEPT * 3):
        assert listed(families) == []
        assert confirmed(families, *references) == 0
        assert carried_out(families) == 0
        assert len(families.office.references()) == 3


def test_a_case_that_was_opened_again_after_it_was_confirmed_is_kept(families: Families) -> None:
    reference = closed(families)
    with later(days=KEPT - 2):
        confirmed(families, reference)
        moved(families, reference, Status.OPEN)
    with later(days=KEPT - 1):
        moved(families, reference, Status.CLOSED, Outcome.HELPED)
    with later(days=KEPT + 1):
        assert carried_out(families) == 0
        assert families.office.references() == [reference]
        assert acts(families, reference)[-1] == "case:erasure_lapsed"
        assert listed(families) == [], "its clock began anew"


def test_a_message_from_the_person_stops_the_clock(families: Families) -> None:
    _, code = families.office.send()
    [reference] = families.office.references()
    moved(families, reference, Status.CLOSED, Outcome.NO_CONTACT)
    with later(days=KEPT):
        confirmed(families, reference)
        keys = receipt.stretch_code(code, families.office.secrets.pepper)
        with families.office.stores.changing() as work:
            found = receipt.find_thread(work, keys)
            assert found is not None
            thread.add_message(work, thread.enter(work, found, keys), "I am back.", "en")
        assert carried_out(families) == 0
        assert families.office.references() == [reference]


def test_a_held_case_is_erased_by_nobody_until_the_hold_is_lifted(families: Families) -> None:
    reference, lead = closed(families), families.lead
    with later(days=KEPT):
        confirmed(families, reference)
        held(families, reference)
        assert listed(families) == [(reference, True, False)]
        assert confirmed(families, reference) == 0
        assert carried_out(families) == 0
        with families.office.stores.changing() as work, pytest.raises(WrongState):
            erase.request(work, lead.actor, lead.keyring.signer, reference, families.office.at(reference).version,
                          ErasureReason.ASKED_FOR)
        with pytest.raises(IntegrityError), families.office.stores.changing() as work:
            work.main.execute(delete(Case).where(Case.reference == reference))
        assert families.office.references() == [reference]
        lifted(families, reference)
        assert carried_out(families) == 0, "the confirmation went with the hold"
        assert confirmed(families, reference) == 1
        assert carried_out(families) == 1
    assert acts(families, reference) == [
        "case:erasure_confirmed", "case:held", "case:erasure_withdrawn", "case:hold_lifted", "case:erasure_confirmed",
        "case:erased"]


def test_a_hold_that_came_after_the_request_still_stops_it(families: Families) -> None:
    reference = closed(families)
    with families.office.stores.changing() as work:
        [row] = work.main.scalars(select(Case))
        work.main.add(Erasure(case_id=row.id, reference=reference, team_id=row.team_id,
                              reason=ErasureReason.ASKED_FOR))
        case_id = row.id
    held(families, reference)
    with families.office.stores.changing() as work:
        work.main.merge(Erasure(case_id=case_id, reference=reference, team_id=families.team,
                                reason=ErasureReason.ASKED_FOR))
    assert erase.finish(families.office.stores, Signer(families.office.secrets.log_seed), NO_MAIL) == 0
    assert families.office.references() == [reference]
    assert acts(families, reference) == ["case:held", "case:erasure_withdrawn", "case:erasure_lapsed"]


def test_holding_twice_and_lifting_twice_are_one_act_each(families: Families) -> None:
    reference = closed(families)
    for _ in range(2):
        held(families, reference)
    with families.office.stores.reading() as work:
        found = hold.current(work, work.main.scalars(select(Case.id)).one())
    assert found == hold.Hold(HoldReason.COURT, clock.today())
    for _ in range(2):
        lifted(families, reference)
    assert acts(families, reference) == ["case:held", "case:hold_lifted"]


@pytest.mark.slow
def test_a_confirmation_is_taken_back(families: Families) -> None:
    reference, lead = closed(families), families.lead
    with later(days=KEPT):
        confirmed(families, reference)
        with families.office.stores.changing() as work:
            retention.withdraw(work, lead.actor, lead.keyring.signer, reference)
        with families.office.stores.changing() as work, pytest.raises(WrongState):
            retention.withdraw(work, lead.actor, lead.keyring.signer, reference)
        assert carried_out(families) == 0
        assert listed(families) == [(reference, False, False)]


def test_another_team_that_gets_a_confirmed_case_decides_anew(families: Families) -> None:
    reference, lead = closed(families), families.lead
    with later(days=KEPT - 1):
        confirmed(families, reference)
        at, there = families.office.at(reference), families.office.address(families.other_team)
        with families.office.stores.changing() as work:
            families.office.desk(work, lead).transfer(at, there, "Yours.")
    with later(days=KEPT):
        assert carried_out(families) == 0
        assert families.office.references() == [reference]


def test_a_long_list_is_read_page_by_page(families: Families, monkeypatch: pytest.MonkeyPatch) -> None:
    references, lead = {closed(families, f"Text {number}") for number in range(5)}, families.lead
    monkeypatch.setattr(due, "PAGE_SIZE", 2)
    with later(days=KEPT):
        seen, after = [], None
        for _ in range(3):
            with families.office.stores.changing() as work:
                page = due.show(work, lead.actor, lead.keyring, ALIKE, after)
            seen += [row.reference for row in page.rows]
            after = page.next
    assert (len(seen), set(seen), after) == (5, references, None)


def test_a_case_is_proposed_for_closing_when_our_message_was_not_answered(families: Families) -> None:
    _, code = families.office.send()
    [reference] = families.office.references()
    with families.office.stores.changing() as work:
        families.office.desk(work, families.worker).reply(families.office.at(reference), "We are here.", then_wait=True)
    with later(days=QUIET - 1):
        assert proposed(families) == []
    with later(days=QUIET):
        assert proposed(families) == [reference]
        keys = receipt.stretch_code(code, families.office.secrets.pepper)
        with families.office.stores.changing() as work:
            found = receipt.find_thread(work, keys)
            assert found is not None
            thread.add_message(work, thread.enter(work, found, keys), "Thank you.", "en")
        assert proposed(families) == []
    with later(days=QUIET * 3):
        assert proposed(families) == [], "it is our turn"


def test_a_case_that_nobody_answered_and_a_closed_one_are_not_proposed(families: Families) -> None:
    answered = families.office.case()
    families.office.case("Nobody answered this one.")
    with families.office.stores.changing() as work:
        families.office.desk(work, families.worker).reply(families.office.at(answered), "We are here.", then_wait=False)
    moved(families, answered, Status.CLOSED, Outcome.HELPED)
    with later(days=QUIET * 2):
        assert proposed(families) == []


def test_what_retention_keeps_is_days(families: Families) -> None:
    reference = closed(families)
    with families.office.stores.reading() as work:
        day = work.main.scalar(select(Case.closed_day).where(Case.reference == reference))
    assert type(day) is date
    assert day == clock.today()
