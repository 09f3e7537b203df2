"""Who reads a case stands in the log, signed; and what was changed behind the log is named."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from intake import clock
from intake.accounts.membership import keys_hash
from intake.accounts.vouched import Vouched
from intake.audit.check import check_log
from intake.audit.models import AuditEvent
from intake.cases import against_log, readers
from intake.cases.against_log import Kind
from intake.cases.models import Case, CaseGrant, LockOut
from intake.cases.readers import Reader
from intake.cases.reading import open_seed
from intake.cases.upkeep import adopt_cases
from intake.vault.sign import Signer
from tests.cases.circle import Circle
from tests.cases.office import Person


def differences(circle: Circle) -> list[str]:
    """What differs, and that it is about readers alone."""
    with circle.office.stores.reading() as work:
        found = list(against_log.differences(work.main))
    assert {each.kind for each in found} <= {Kind.READERS}
    return [each.sentence for each in found]


def one(circle: Circle, *words: str) -> None:
    """There is one difference, whose sentence holds these words."""
    (sentence,) = differences(circle)
    assert all(word in sentence for word in words), sentence


def vouched(circle: Circle, person: Person) -> Vouched:
    """Somebody as a team would stand for them."""
    keyring = person.keyring
    return Vouched(person.actor.id, person.actor.name, circle.team, keyring.public_key, keyring.signer.public_key)


def test_every_act_is_signed_by_the_lead_and_names_people_keys_and_days(circle: Circle) -> None:
    reference = circle.office.case()
    circle.restrict(reference, circle.lena, circle.karim)
    circle.share(reference, circle.omid, days=3)
    with circle.office.stores.reading() as work:
        event = work.main.scalars(select(AuditEvent).where(AuditEvent.act == "case:shared")).one()
    assert event.signer == circle.lena.keyring.signer.public_key
    assert (clock.today() + timedelta(days=3)).isoformat() in event.body
    for person in (circle.lena, circle.karim, circle.omid):
        keys = keys_hash(person.keyring.public_key, person.keyring.signer.public_key)
        assert str(person.actor.id) in event.body
        assert keys.hex() in event.body


def test_an_honest_desk_has_no_difference_and_its_log_verifies(circle: Circle) -> None:
    first, second, third = (circle.office.case(text) for text in ("One.", "Two.", "Three."))
    circle.act(circle.karim, first, lambda desk, at: desk.note(at, "A note."))
    circle.act(circle.karim, first, lambda desk, at: desk.assign(at, circle.karim.actor.id))
    circle.restrict(first, circle.lena, circle.mira)
    circle.act(circle.mira, first, lambda desk, at: desk.note(at, "Another."))
    circle.share(first, circle.omid)
    circle.revoke(first, circle.omid)
    circle.open_to_team(first)
    circle.lock_out(second, circle.karim)
    circle.lift(second, circle.karim)
    circle.lock_out(second, circle.mira)
    circle.restrict(third, circle.lena, circle.karim, circle.mira)
    circle.suspend(circle.mira)
    circle.page(circle.lena, third)
    assert differences(circle) == []
    circle.transfer(third)
    assert differences(circle) == []
    with circle.office.stores.reading() as work:
        report = check_log(work.main, Signer(circle.office.secrets.log_seed).public_key)
    assert report.problems == ()


def test_a_forged_grant_is_named(circle: Circle) -> None:
    """Karim, who can write to the database, hands the case on past the log."""
    reference = circle.office.case()
    with circle.office.stores.changing() as work:
        row = circle.row(work, reference)
        seed = open_seed(row, circle.karim.keyring.team(circle.team, 0))
        readers.add(work, row, seed, Reader(vouched(circle, circle.omid)))
    one(circle, f"is sealed to {circle.omid.actor.id}", "knows nothing")


def test_a_grant_that_was_taken_out_or_changed_is_named(circle: Circle) -> None:
    reference = circle.office.case()
    circle.restrict(reference, circle.lena, circle.karim)
    circle.share(reference, circle.omid, days=2)
    with circle.office.stores.changing() as work:
        work.main.execute(update(CaseGrant).where(CaseGrant.staff_id == circle.omid.actor.id)
                          .values(until=clock.today() + timedelta(days=900)))
    one(circle, f"is sealed to {circle.omid.actor.id} otherwise")
    with circle.office.stores.changing() as work:
        work.main.execute(delete(CaseGrant).where(CaseGrant.staff_id == circle.omid.actor.id))
    one(circle, f"is not sealed to {circle.omid.actor.id}")


def test_a_case_that_was_opened_again_in_silence_is_named(circle: Circle) -> None:
    reference = circle.office.case()
    circle.restrict(reference, circle.lena, circle.karim)
    with circle.office.stores.changing() as work:
        work.main.execute(update(Case).values(restricted=False, head=b"whatever"))
    one(circle, "restricted to named people")


@pytest.mark.parametrize("taken_out", [True, False])
def test_a_lock_out_that_was_taken_out_or_slipped_in_is_named(circle: Circle, taken_out: bool) -> None:
    reference = circle.office.case()
    circle.lock_out(reference, circle.karim)
    with circle.office.stores.changing() as work:
        if taken_out:
            work.main.execute(delete(LockOut))
        else:
            work.main.add(LockOut(case_id=circle.row(work, reference).id, staff_id=circle.mira.actor.id))
    one(circle, "kept from", str((circle.karim if taken_out else circle.mira).actor.id))


def test_a_first_touch_after_new_keys_is_no_difference(circle: Circle) -> None:
    reference = circle.office.case("Touched.")
    circle.restrict(reference, circle.lena, circle.karim)
    circle.open_to_team(reference)
    with circle.office.stores.reading() as work:
        ids = [circle.row(work, reference).id]
    assert adopt_cases(circle.office.stores, circle.mira.keyring, ids) == 1
    assert circle.texts(circle.mira, reference) == ["Touched."]
    assert differences(circle) == []
