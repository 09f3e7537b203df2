"""A case that is shared: with somebody of another team for a while, or with one more colleague."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from intake import clock
from intake.access.roles import Role
from intake.accounts.models import Staff
from intake.accounts.pins import HighWater, Pins
from intake.accounts.trust import Trust
from intake.cases.lists import View
from intake.cases.states import Outcome, Reason, Status
from intake.cases.workspace import Move
from intake.errors import NotAllowed, NotFound, WrongState
from intake.vault.keys import hpke_public_key, new_seed
from intake.vault.sign import Signer
from tests.cases.circle import Circle, refused, seed_of


def test_somebody_of_another_team_reads_and_notes_and_does_nothing_else(circle: Circle) -> None:
    reference = circle.office.case("Can you advise?")
    circle.share(reference, circle.omid)
    assert circle.texts(circle.omid, reference) == ["Can you advise?"]
    assert circle.seen_anywhere(circle.omid, reference) == {View.NAMED}
    circle.act(circle.omid, reference, lambda desk, at: desk.note(at, "Yes: see the embassy."))
    me = circle.omid.actor.id
    for deed in (
        lambda desk, at: desk.reply(at, "Hello", then_wait=False),
        lambda desk, at: desk.assign(at, me),
        lambda desk, at: desk.move(at, Move(Status.CLOSED, Reason.DONE, Outcome.HELPED)),
    ):
        with pytest.raises(NotAllowed):
            circle.act(circle.omid, reference, deed)
    with pytest.raises(NotFound):
        circle.act(circle.lena, reference, lambda desk, at: desk.assign(at, me))
    assert circle.texts(circle.karim, reference) == ["Can you advise?", "Yes: see the embassy."]
    page = circle.page(circle.omid, reference)
    assert (page.guest, page.may_erase, page.may_transfer, page.colleagues) == (True, False, False, ())


def test_a_lead_of_another_team_is_a_guest_like_any_other(circle: Circle) -> None:
    reference = circle.office.case()
    circle.share(reference, circle.sara)
    with pytest.raises(NotAllowed):
        circle.restrict(reference, circle.sara, circle.omid, by=circle.sara)
    with pytest.raises(NotAllowed):
        circle.transfer(reference, by=circle.sara)


def test_a_share_ends_with_its_day_and_the_next_page_gives_the_case_new_keys(circle: Circle) -> None:
    reference = circle.office.case("For a week.")
    circle.share(reference, circle.omid, days=7)
    kept = seed_of(circle, circle.omid, reference)
    with time_machine.travel(clock.now() + timedelta(days=7)):
        assert circle.texts(circle.omid, reference) == ["For a week."]
    with time_machine.travel(clock.now() + timedelta(days=8)):
        assert refused(circle, circle.omid, reference)
        assert circle.texts(circle.karim, reference) == ["For a week."]
        assert circle.named(reference) == set()
        assert seed_of(circle, circle.karim, reference) != kept


@pytest.mark.parametrize("days", [None, 0, -1, 91, 10_000_000])
def test_a_case_is_shared_with_an_outsider_for_ninety_days_at_most(circle: Circle, days: int | None) -> None:
    with pytest.raises(WrongState):
        circle.share(circle.office.case(), circle.omid, days=days)


def test_a_share_is_prolonged_by_sharing_again(circle: Circle) -> None:
    reference = circle.office.case()
    circle.share(reference, circle.omid, days=2)
    circle.share(reference, circle.omid, days=20)
    with time_machine.travel(clock.now() + timedelta(days=20)):
        assert circle.texts(circle.omid, reference)


def test_a_further_colleague_is_let_into_a_restricted_case_without_a_last_day(circle: Circle) -> None:
    reference = circle.office.case("For two, then three.")
    circle.restrict(reference, circle.lena, circle.karim)
    circle.share(reference, circle.mira, days=None)
    assert circle.texts(circle.mira, reference) == ["For two, then three."]
    circle.act(circle.mira, reference, lambda desk, at: desk.assign(at, circle.mira.actor.id))


def test_a_colleague_who_reads_the_case_anyway_is_not_shared_with(circle: Circle) -> None:
    with pytest.raises(NotFound):
        circle.share(circle.office.case(), circle.karim)


def test_nobody_shares_with_administrators_auditors_or_people_whom_no_team_knows(circle: Circle) -> None:
    reference = circle.office.case()
    for person in (circle.office.person("Ada", Role.ADMINISTRATOR), circle.office.person("Odile", Role.AUDITOR),
                   circle.office.person("Nils")):
        with pytest.raises(NotFound):
            circle.share(reference, person)


def test_a_key_that_was_swapped_in_the_staff_table_is_refused_when_sharing(circle: Circle) -> None:
    reference, thief = circle.office.case(), new_seed()
    with circle.office.stores.changing() as work:
        row = work.main.get_one(Staff, circle.omid.actor.id)
        row.public_key, row.signing_key = hpke_public_key(thief), Signer(thief).public_key
    with pytest.raises(NotFound):
        circle.share(reference, circle.omid)


def test_a_team_that_is_not_pinned_stands_for_nobody(circle: Circle, tmp_path: Path) -> None:
    reference = circle.office.case()
    pins = Pins(tmp_path / "other.toml")
    pins.add(circle.team, circle.office.trust.pins.teams()[circle.team])
    circle.office.trust = Trust(pins, HighWater(tmp_path / "other_mark"))
    with pytest.raises(NotFound):
        circle.share(reference, circle.omid)


def test_what_was_shared_is_taken_back_with_new_keys(circle: Circle) -> None:
    reference = circle.office.case()
    circle.share(reference, circle.omid)
    kept = seed_of(circle, circle.omid, reference)
    circle.revoke(reference, circle.omid)
    assert refused(circle, circle.omid, reference)
    assert seed_of(circle, circle.lena, reference) != kept


def test_a_guest_gives_a_case_no_new_keys(circle: Circle) -> None:
    reference = circle.office.case()
    circle.share(reference, circle.omid)
    circle.share(reference, circle.sara)
    circle.suspend(circle.sara)
    assert not circle.page(circle.omid, reference).wants_new_keys
    assert circle.named(reference) == {circle.omid.actor.id, circle.sara.actor.id}
