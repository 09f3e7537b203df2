"""Who may read a case: named people, and not a colleague whom it concerns."""


import pytest
from sqlalchemy import delete, func, select, update

from intake.access.roles import Role
from intake.accounts import founding
from intake.accounts.models import Staff
from intake.cases import due, erase, hold, quiet
from intake.cases.keys import grant_place, item_place, staff_key
from intake.cases.lists import View
from intake.cases.models import CaseGrant, Compartment, Item, LockOut, Shard
from intake.cases.retention import Periods
from intake.cases.states import ErasureReason, HoldReason, Outcome, Reason, Status
from intake.cases.workspace import Move
from intake.errors import NotAllowed, NotFound, WrongState
from intake.notices.models import OutboxRow
from intake.vault.box import InvalidTag, unbox
from intake.vault.keys import hpke_public_key, new_seed
from intake.vault.sign import Signer
from tests.cases.circle import Circle, refused, seed_of


@pytest.mark.slow
def test_a_restricted_case_opens_for_those_who_are_named_and_for_nobody_else(circle: Circle) -> None:
    reference = circle.office.case("For two alone.")
    circle.restrict(reference, circle.lena, circle.karim)
    assert circle.texts(circle.karim, reference) == circle.texts(circle.lena, reference) == ["For two alone."]
    assert circle.seen_anywhere(circle.karim, reference) == {View.NAMED}
    for person in (circle.mira, circle.sara, circle.omid):
        assert refused(circle, person, reference)


def test_a_named_caseworker_works_a_restricted_case_as_any_other(circle: Circle) -> None:
    reference = circle.office.case()
    circle.restrict(reference, circle.lena, circle.karim)
    circle.act(circle.karim, reference, lambda desk, at: desk.assign(at, circle.karim.actor.id))
    circle.act(circle.karim, reference, lambda desk, at: desk.reply(at, "We are here.", then_wait=True))
    circle.act(circle.karim, reference, lambda desk, at: desk.note(at, "They sound calm."))
    assert circle.seen_anywhere(circle.karim, reference) == {View.MINE, View.NAMED}
    assert circle.texts(circle.lena, reference)[1:] == ["We are here.", "They sound calm."]


def test_a_restricted_case_goes_to_nobody_who_is_not_named(circle: Circle) -> None:
    reference = circle.office.case()
    circle.restrict(reference, circle.lena, circle.karim)
    assert [each.name for each in circle.page(circle.lena, reference).colleagues] == ["Karim", "Lena"]
    with pytest.raises(NotFound):
        circle.act(circle.lena, reference, lambda desk, at: desk.assign(at, circle.mira.actor.id))


def test_whoever_worked_on_a_case_and_is_not_named_is_taken_off(circle: Circle) -> None:
    reference = circle.office.case()
    circle.act(circle.mira, reference, lambda desk, at: desk.assign(at, circle.mira.actor.id))
    circle.restrict(reference, circle.lena, circle.karim)
    assert circle.page(circle.lena, reference).assignee_id is None
    assert circle.listed(circle.mira, View.MINE) == []


def test_a_lead_names_at_least_two_and_themselves(circle: Circle) -> None:
    reference = circle.office.case()
    for people in ((circle.lena,), (circle.karim, circle.mira), ()):
        with pytest.raises(WrongState):
            circle.restrict(reference, *people)
    with pytest.raises(NotFound):
        circle.restrict(reference, circle.lena, circle.sara)
    with pytest.raises(NotAllowed):
        circle.restrict(reference, circle.lena, circle.karim, by=circle.karim)


def test_a_lead_who_is_not_named_decides_nothing_about_a_restricted_case(circle: Circle) -> None:
    second = circle.office.person("Vera", Role.LEAD)
    lena, karim, vera = circle.now(circle.lena), circle.karim, second
    with circle.office.stores.changing() as work:
        founding.admit(work, lena.actor, lena.keyring, circle.team, vera.actor.id, lead=True,
                       compared=founding.own_fingerprint(vera.keyring))
    reference = circle.office.case()
    circle.restrict(reference, circle.lena, karim)
    with pytest.raises(NotAllowed):
        circle.restrict(reference, vera, karim, by=vera)
    with pytest.raises(NotAllowed):
        circle.transfer(reference, by=vera)
    with circle.office.stores.changing() as work, pytest.raises(NotAllowed):
        hold.set_hold(work, circle.now(vera).actor, vera.keyring.signer, reference, HoldReason.COURT)


def test_a_seed_kept_from_before_opens_nothing_that_is_written_after(circle: Circle) -> None:
    """Mira kept the seed, and gets the shard and the whole later database."""
    reference = circle.office.case("Before.")
    kept = seed_of(circle, circle.mira, reference)
    circle.restrict(reference, circle.lena, circle.karim)
    circle.act(circle.karim, reference, lambda desk, at: desk.note(at, "After."))
    with circle.office.stores.reading() as work:
        row = circle.row(work, reference)
        shard = work.shards.scalars(select(Shard.shard)).one()
        for item in work.main.scalars(select(Item).where(Item.compartment == Compartment.STAFF)):
            with pytest.raises(InvalidTag):
                unbox(staff_key(kept, shard, row.id), item.box, item_place(item.id, row.id, item.compartment))
    assert circle.texts(circle.lena, reference) == ["Before.", "After."]


def test_new_keys_leave_the_case_and_the_way_back_as_they_were(circle: Circle) -> None:
    _, code = circle.office.send("The first words.", called="M.")
    (reference,) = circle.office.references()
    circle.act(circle.lena, reference, lambda desk, at: desk.note(at, "A note."))
    circle.act(circle.lena, reference, lambda desk, at: desk.reply(at, "An answer.", then_wait=False))
    before = circle.page(circle.lena, reference)
    circle.restrict(reference, circle.lena, circle.karim)
    circle.write_again(code)
    after = circle.page(circle.karim, reference)
    assert [each.text for each in after.entries if each.kind != "event"] == [
        "The first words.", "A note.", "An answer.", "Are you there?"]
    assert (after.title, after.contact, after.received_at) == (before.title, before.contact, before.received_at)


def test_a_message_on_a_restricted_case_sends_the_team_no_notice(circle: Circle) -> None:
    _, code = circle.office.send()
    (reference,) = circle.office.references()
    circle.restrict(reference, circle.lena, circle.karim)
    with circle.office.stores.reading() as work:
        before = work.main.scalar(select(func.count()).select_from(OutboxRow))
    circle.write_again(code)
    with circle.office.stores.reading() as work:
        assert work.main.scalar(select(func.count()).select_from(OutboxRow)) == before


def test_a_locked_out_colleague_is_refused_while_everybody_else_reads_on(circle: Circle) -> None:
    reference = circle.office.case("About Karim's cousin.")
    circle.act(circle.karim, reference, lambda desk, at: desk.assign(at, circle.karim.actor.id))
    circle.lock_out(reference, circle.karim)
    assert refused(circle, circle.karim, reference)
    assert circle.texts(circle.mira, reference) == ["About Karim's cousin."]
    assert circle.named(reference) == {circle.lena.actor.id, circle.mira.actor.id}
    assert {each.name for each in circle.page(circle.lena, reference).colleagues} == {"Lena", "Mira"}


def test_a_lock_out_stays_until_it_is_lifted(circle: Circle) -> None:
    reference = circle.office.case()
    circle.lock_out(reference, circle.karim)
    with pytest.raises(NotFound):
        circle.restrict(reference, circle.lena, circle.karim)
    with pytest.raises(NotFound):
        circle.share(reference, circle.karim)
    with pytest.raises(WrongState):
        circle.open_to_team(reference)
    circle.lift(reference, circle.karim)
    assert refused(circle, circle.karim, reference)
    circle.open_to_team(reference)
    assert circle.seen_anywhere(circle.karim, reference) == {View.OPEN, View.UNASSIGNED}


def test_a_lead_does_not_lock_themselves_out_nor_anybody_twice(circle: Circle) -> None:
    reference = circle.office.case()
    with pytest.raises(WrongState):
        circle.lock_out(reference, circle.lena)
    circle.lock_out(reference, circle.karim)
    with pytest.raises(WrongState):
        circle.lock_out(reference, circle.karim)
    with pytest.raises(NotFound):
        circle.lock_out(reference, circle.sara)


def test_a_case_is_not_passed_to_a_team_of_somebody_it_is_kept_from(circle: Circle) -> None:
    reference = circle.office.case()
    circle.share(reference, circle.omid)
    circle.lock_out(reference, circle.omid)
    with pytest.raises(WrongState):
        circle.transfer(reference)
    circle.lift(reference, circle.omid)
    circle.transfer(reference)
    assert circle.texts(circle.sara, reference)[0] == "My brother cannot call home."


def test_whoever_is_locked_out_finds_nothing_even_where_they_joined_the_team_that_got_the_case(circle: Circle) -> None:
    reference = circle.office.case()
    circle.lock_out(reference, circle.karim)
    circle.transfer(reference)
    sara, karim = circle.now(circle.sara), circle.karim
    with circle.office.stores.changing() as work:
        founding.admit(work, sara.actor, sara.keyring, circle.other_team, karim.actor.id, lead=False,
                       compared=founding.own_fingerprint(karim.keyring))
    assert refused(circle, karim, reference)
    assert {each.name for each in circle.page(circle.sara, reference).colleagues} == {"Omid", "Sara"}


def test_a_transferred_case_has_new_keys_and_its_shares_end(circle: Circle) -> None:
    reference = circle.office.case("Going away.")
    kept = seed_of(circle, circle.karim, reference)
    circle.restrict(reference, circle.lena, circle.mira)
    circle.share(reference, circle.omid)
    circle.transfer(reference)
    assert circle.named(reference) == set()
    assert refused(circle, circle.lena, reference)
    assert circle.texts(circle.omid, reference) == ["Going away.", "For you."]
    assert seed_of(circle, circle.sara, reference) != kept


def test_two_named_colleagues_stay_at_least_and_nobody_revokes_their_own(circle: Circle) -> None:
    reference = circle.office.case()
    circle.restrict(reference, circle.lena, circle.karim)
    with pytest.raises(WrongState):
        circle.revoke(reference, circle.karim)
    with pytest.raises(WrongState):
        circle.revoke(reference, circle.lena)
    with pytest.raises(NotFound):
        circle.revoke(reference, circle.mira)


def test_opened_again_the_whole_team_reads_it_and_a_guest_stays(circle: Circle) -> None:
    reference = circle.office.case("Open again.")
    circle.share(reference, circle.omid)
    circle.restrict(reference, circle.lena, circle.karim)
    assert circle.texts(circle.omid, reference) == ["Open again."]
    kept = seed_of(circle, circle.karim, reference)
    circle.open_to_team(reference)
    assert circle.texts(circle.mira, reference) == circle.texts(circle.omid, reference) == ["Open again."]
    assert circle.named(reference) == {circle.omid.actor.id}
    assert seed_of(circle, circle.karim, reference) != kept


def test_a_suspended_named_person_is_gone_and_the_case_has_new_keys_by_the_next_page(circle: Circle) -> None:
    reference = circle.office.case("Three of us.")
    circle.restrict(reference, circle.lena, circle.karim, circle.mira)
    circle.act(circle.mira, reference, lambda desk, at: desk.assign(at, circle.mira.actor.id))
    kept = seed_of(circle, circle.mira, reference)
    circle.suspend(circle.mira)
    version = circle.office.at(reference).version
    assert circle.texts(circle.karim, reference) == ["Three of us."]
    assert circle.named(reference) == {circle.lena.actor.id, circle.karim.actor.id}
    assert seed_of(circle, circle.lena, reference) != kept
    assert circle.office.at(reference).version == version
    assert circle.page(circle.lena, reference).assignee_id is None
    assert not circle.page(circle.lena, reference).wants_new_keys


def test_somebody_with_new_keys_was_not_named(circle: Circle) -> None:
    reference, fresh = circle.office.case(), new_seed()
    circle.restrict(reference, circle.lena, circle.karim, circle.mira)
    with circle.office.stores.changing() as work:
        work.main.execute(update(Staff).where(Staff.id == circle.mira.actor.id).values(
            public_key=hpke_public_key(fresh), signing_key=Signer(fresh).public_key))
    assert circle.seen_anywhere(circle.mira, reference) == set()
    circle.page(circle.lena, reference)
    assert circle.named(reference) == {circle.lena.actor.id, circle.karim.actor.id}


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_whoever_oversees_opens_no_restricted_case_with_the_database_and_their_keys(circle: Circle, role: Role) -> None:
    reference, overseer = circle.office.case(), circle.office.person("Ada", role)
    circle.restrict(reference, circle.lena, circle.karim)
    assert refused(circle, overseer, reference)
    with circle.office.stores.reading() as work:
        for grant in work.main.scalars(select(CaseGrant)):
            for place in {grant.staff_id, overseer.actor.id}:
                with pytest.raises(InvalidTag):
                    overseer.keyring.unseal(grant.sealed, grant_place(grant.case_id, place))


def test_a_seal_that_was_given_to_another_person_or_case_opens_nothing(circle: Circle) -> None:
    first, second = circle.office.case("One."), circle.office.case("Two.")
    circle.restrict(first, circle.lena, circle.karim)
    circle.restrict(second, circle.lena, circle.karim)
    with circle.office.stores.changing() as work:
        one = work.main.get_one(CaseGrant, (circle.row(work, first).id, circle.karim.actor.id))
        two = work.main.get_one(CaseGrant, (circle.row(work, second).id, circle.karim.actor.id))
        one.sealed, two.sealed = two.sealed, one.sealed
    with pytest.raises(InvalidTag):
        circle.page(circle.karim, first)


@pytest.mark.slow
def test_restricted_cases_are_due_and_silent_for_those_who_are_named_alone(circle: Circle) -> None:
    closed, silent = circle.office.case("Closed."), circle.office.case("Silent.")
    for reference in (closed, silent):
        circle.restrict(reference, circle.lena, circle.karim)
    circle.act(circle.lena, closed, lambda desk, at: desk.move(at, Move(Status.CLOSED, Reason.DONE, Outcome.HELPED)))
    circle.act(circle.lena, silent, lambda desk, at: desk.reply(at, "And you?", then_wait=True))
    second = circle.office.person("Vera", Role.LEAD)
    lena = circle.now(circle.lena)
    with circle.office.stores.changing() as work:
        founding.admit(work, lena.actor, lena.keyring, circle.team, second.actor.id, lead=True,
                       compared=founding.own_fingerprint(second.keyring))
    for person, expected in ((circle.lena, True), (second, False), (circle.mira, False)):
        person = circle.now(person)
        with circle.office.stores.changing() as work:
            found = due.show(work, person.actor, person.keyring, Periods(0))
            assert [row.title for row in found.rows] == (["Closed."] if expected else [])
            quiet_ones = quiet.show(work, person.actor, person.keyring, 0)
            assert [row.title for row in quiet_ones] == (["Silent."] if expected else [])


def test_an_erased_case_leaves_no_seal_and_no_lock_out_behind(circle: Circle) -> None:
    reference = circle.office.case()
    circle.share(reference, circle.omid)
    circle.lock_out(reference, circle.karim)
    lena, at = circle.now(circle.lena), circle.office.at(reference)
    with circle.office.stores.changing() as work:
        case_id = erase.request(work, lena.actor, lena.keyring.signer, reference, at.version, ErasureReason.ASKED_FOR)
    with circle.office.stores.changing() as work:
        assert erase.carry_out(work, Signer(circle.office.secrets.log_seed), case_id)
    with circle.office.stores.reading() as work:
        assert work.main.scalars(select(CaseGrant)).all() == []
        assert work.main.scalars(select(LockOut)).all() == []
    assert circle.seen_anywhere(circle.omid, reference) == set()


def test_an_erased_case_opens_for_no_named_person_with_an_old_copy_of_the_rows(circle: Circle) -> None:
    reference = circle.office.case()
    circle.restrict(reference, circle.lena, circle.karim)
    with circle.office.stores.changing() as work:
        work.shards.execute(delete(Shard))
    with pytest.raises(NotFound):
        circle.page(circle.karim, reference)
    assert circle.seen_in_rows(circle.karim, View.NAMED) == []
