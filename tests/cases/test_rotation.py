"""A member leaves: the team gets new keys, old cases move to them, and nothing later opens for who left."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from intake.access.permissions import Permission
from intake.accounts import founding, recognise, rotate, teams
from intake.accounts.keyring import Keyring, Membership
from intake.accounts.models import Staff, StaffState, TeamEpoch, TeamMember
from intake.accounts.upkeep import renew_keys
from intake.audit.check import check_log
from intake.audit.models import AuditEvent
from intake.cases import case_page, lists, rewrap
from intake.cases.models import Case
from intake.cases.reading import open_case, open_seed
from intake.cases.upkeep import adopt_cases, rewrap_cases
from intake.errors import NotAllowed, NotFound, Untrusted, WrongState
from intake.vault.box import InvalidTag
from intake.vault.keys import hpke_public_key, new_seed
from intake.vault.sign import Signer
from tests.cases.conftest import Families
from tests.cases.office import Person


def again(families: Families, person: Person) -> Person:
    """The person as their next request would find them."""
    with families.office.stores.reading() as work:
        held = recognise.memberships(work.main, person.actor.id)
        staff = work.main.get_one(Staff, person.actor.id)
        return replace(person, actor=recognise.actor_of(staff, held), memberships=list(held))


def remove_worker(families: Families) -> tuple[Person, Person]:
    """The lead takes the worker out; both as their next requests find them."""
    with families.office.stores.changing() as work:
        rotate.remove(work, families.lead.actor, families.lead.keyring, families.team, families.worker.actor.id)
    return again(families, families.lead), again(families, families.worker)


def move_all(families: Families, person: Person) -> None:
    """Requests of this person until nothing is left to move."""
    for _ in range(20):
        person = again(families, person)
        if not person.keyring.teams_to_rewrap():
            return
        rewrap_cases(families.office.stores, person.actor, person.keyring)
    raise AssertionError("the moving of cases does not end")


def opened_by(families: Families, person: Person, reference: str) -> str:
    with families.office.stores.changing() as work:
        return case_page.show(work, person.actor, person.keyring, reference).entries[0].text


def epochs_of_cases(families: Families) -> set[int]:
    with families.office.stores.reading() as work:
        return set(work.main.scalars(select(Case.epoch)))


def test_who_was_taken_out_opens_nothing_at_the_next_request(families: Families) -> None:
    reference = families.office.case("Before they left.")
    lead, worker = remove_worker(families)
    assert worker.actor.teams == frozenset()
    with families.office.stores.reading() as work, pytest.raises(NotAllowed):
        open_case(work, worker.actor, worker.keyring, reference, Permission.CASE_READ)
    assert opened_by(families, lead, reference) == "Before they left."


def test_new_enquiries_are_sealed_to_the_new_keys_at_once(families: Families) -> None:
    lead, _ = remove_worker(families)
    reference = families.office.case("After they left.")
    assert epochs_of_cases(families) == {1}
    assert opened_by(families, lead, reference) == "After they left."


def test_old_keys_and_the_whole_database_open_no_later_case(families: Families) -> None:
    """I6: whoever left remembers the old seed, and has a copy of everything."""
    remembered = families.worker.keyring.team(families.team, 0)
    remove_worker(families)
    families.office.case("After they left.")
    with families.office.stores.reading() as work:
        row = work.main.scalars(select(Case)).one()
        with pytest.raises(InvalidTag):
            open_seed(row, remembered)
        rows = work.main.scalars(select(TeamMember).where(TeamMember.team_id == families.team)).all()
    held = [Membership(each.team_id, each.epoch, False, each.sealed, b"") for each in rows]
    for each in held:
        thief = Keyring(families.worker.actor.id, families.worker.seed, [each])
        if each.epoch == 1:
            with pytest.raises(InvalidTag):
                thief.team(each.team_id, each.epoch)


@pytest.mark.parametrize("adopted", [True, False])
def test_old_cases_move_to_the_new_keys_and_stay_as_they_were(families: Families, adopted: bool) -> None:
    references = [families.office.case(f"Text {number}") for number in range(5)]
    if adopted:
        with families.office.stores.reading() as work:
            ids = list(work.main.scalars(select(Case.id)))
        assert adopt_cases(families.office.stores, families.worker.keyring, ids) == 5
    lead, _ = remove_worker(families)
    with families.office.stores.reading() as work:
        assert rewrap.percent_done(work.main, families.team) == 0
    move_all(families, lead)
    assert epochs_of_cases(families) == {1}
    lead = again(families, lead)
    assert [opened_by(families, lead, each) for each in references] == [f"Text {number}" for number in range(5)]
    with families.office.stores.reading() as work:
        assert rewrap.percent_done(work.main, families.team) is None


def test_when_the_last_case_has_moved_the_old_seals_are_destroyed(families: Families) -> None:
    families.office.case()
    lead, _ = remove_worker(families)
    assert lead.keyring.epochs(families.team) == [0, 1]
    move_all(families, lead)
    assert again(families, lead).keyring.epochs(families.team) == [1]
    with families.office.stores.reading() as work:
        assert set(work.main.scalars(select(TeamMember.epoch).where(TeamMember.team_id == families.team))) == {1}


def test_moving_goes_on_where_it_was_broken_off(families: Families, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        families.office.case(f"Text {number}")
    lead, _ = remove_worker(families)
    monkeypatch.setattr(rewrap, "BATCH", 3)
    for expected in (3, 3, 1, 0):
        with families.office.stores.changing() as work:
            assert rewrap.rewrap_some(work, lead.actor, lead.keyring, families.team) == expected
    assert epochs_of_cases(families) == {1}


def test_a_case_that_slipped_in_under_the_old_keys_is_found_before_they_go(families: Families) -> None:
    reference = families.office.case("Slipped in.")
    lead, _ = remove_worker(families)
    with families.office.stores.changing() as work:
        work.main.execute(update(TeamEpoch).where(TeamEpoch.epoch == 1).values(rewrapped_to=2**62))
    move_all(families, lead)
    assert opened_by(families, again(families, lead), reference) == "Slipped in."


def test_somebody_who_joins_meanwhile_opens_the_cases_that_have_not_moved(families: Families) -> None:
    reference = families.office.case("Not moved yet.")
    lead, _ = remove_worker(families)
    newcomer = families.office.person("Mira")
    with families.office.stores.changing() as work:
        founding.admit(work, lead.actor, lead.keyring, families.team, newcomer.actor.id, lead=False,
                       compared=founding.own_fingerprint(newcomer.keyring))
    newcomer = again(families, newcomer)
    assert opened_by(families, newcomer, reference) == "Not moved yet."
    with families.office.stores.changing() as work:
        page = lists.show(work, newcomer.actor, newcomer.keyring, lists.View.OPEN, lists.Filters(), None)
    assert [row.reference for row in page.rows] == [reference]


def test_after_a_suspension_the_next_member_makes_the_new_keys(families: Families) -> None:
    with families.office.stores.changing() as work:
        work.main.get_one(Staff, families.lead.actor.id).state = StaffState.SUSPENDED
    worker = again(families, families.worker)
    assert worker.keyring.teams_to_renew() == [families.team]
    assert renew_keys(families.office.stores, families.office.trust, worker.actor, worker.keyring) == 1
    worker = again(families, families.worker)
    assert worker.keyring.teams_to_renew() == []
    assert again(families, families.lead).actor.teams == frozenset()
    assert families.office.address(families.team).epoch == 1
    assert renew_keys(families.office.stores, families.office.trust, worker.actor, worker.keyring) == 0


def test_somebody_who_came_back_before_that_has_lost_nothing(families: Families) -> None:
    for state in (StaffState.SUSPENDED, StaffState.ACTIVE):
        with families.office.stores.changing() as work:
            work.main.get_one(Staff, families.lead.actor.id).state = state
    assert again(families, families.worker).keyring.teams_to_renew() == []


def test_keys_that_somebody_put_under_a_members_name_are_left_out(families: Families) -> None:
    """Whoever writes to the database could swap a colleague's public key, to be handed the new epoch."""
    thief = new_seed()
    with families.office.stores.changing() as work:
        row = work.main.get_one(Staff, families.worker.actor.id)
        row.public_key, row.signing_key = hpke_public_key(thief), Signer(thief).public_key
    lead = again(families, families.lead)
    with families.office.stores.changing() as work:
        assert rotate.rotate_if_due(work, lead.actor, lead.keyring, families.team)
    with families.office.stores.reading() as work:
        assert {each.id for each in teams.colleagues(work.main, families.team)} == {families.lead.actor.id}
        (body,) = work.main.scalars(select(AuditEvent.body).where(AuditEvent.act == "team:rotated"))
    assert str(families.worker.actor.id) in body


def test_keys_are_never_made_by_somebody_who_would_not_get_them(families: Families) -> None:
    """Rows that were tampered with could otherwise make the next page seal a new epoch to nobody, for good."""
    with families.office.stores.changing() as work:
        for row in work.main.scalars(select(TeamMember).where(TeamMember.team_id == families.team)):
            row.signature = bytes(64)
    lead = families.lead
    with families.office.stores.changing() as work, pytest.raises(Untrusted):
        rotate.rotate_if_due(work, lead.actor, lead.keyring, families.team)
    with families.office.stores.changing() as work, pytest.raises(Untrusted):
        rotate.remove(work, lead.actor, lead.keyring, families.team, families.worker.actor.id)
    assert families.office.address(families.team).epoch == 0
    reference = families.office.case("Still reaches the team.")
    assert opened_by(families, again(families, lead), reference) == "Still reaches the team."


def test_a_lead_takes_out_neither_themselves_nor_a_stranger(families: Families) -> None:
    for who, kind in ((families.lead, WrongState), (families.stranger, NotFound)):
        with families.office.stores.changing() as work, pytest.raises(kind):
            rotate.remove(work, families.lead.actor, families.lead.keyring, families.team, who.actor.id)


def test_a_caseworker_takes_nobody_out(families: Families) -> None:
    worker = families.worker
    with families.office.stores.changing() as work, pytest.raises(NotAllowed):
        rotate.remove(work, worker.actor, worker.keyring, families.team, families.lead.actor.id)


def test_leaving_is_in_the_log_and_the_log_verifies(families: Families) -> None:
    families.office.case()
    lead, _ = remove_worker(families)
    move_all(families, lead)
    with families.office.stores.reading() as work:
        acts = work.main.scalars(select(AuditEvent.act).where(AuditEvent.act.startswith("team:"))
                                 .order_by(AuditEvent.seq)).all()
    with families.office.stores.reading() as work:
        report = check_log(work.main, Signer(families.office.secrets.log_seed).public_key)
    assert acts == ["team:member_removed", "team:rotated", "team:rewrapped"]
    assert report.problems == ()


def test_a_second_departure_before_the_cases_moved_loses_none(families: Families) -> None:
    reference = families.office.case("Through two departures.")
    lead, _ = remove_worker(families)
    newcomer = families.office.person("Mira")
    with families.office.stores.changing() as work:
        founding.admit(work, lead.actor, lead.keyring, families.team, newcomer.actor.id, lead=False,
                       compared=founding.own_fingerprint(newcomer.keyring))
    lead = again(families, lead)
    with families.office.stores.changing() as work:
        rotate.remove(work, lead.actor, lead.keyring, families.team, newcomer.actor.id)
    move_all(families, again(families, lead))
    assert epochs_of_cases(families) == {2}
    assert opened_by(families, again(families, lead), reference) == "Through two departures."


def test_upkeep_stays_within_its_time(families: Families, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        families.office.case(f"Text {number}")
    lead, _ = remove_worker(families)
    monkeypatch.setattr(rewrap, "BATCH", 1)
    monkeypatch.setattr("intake.cases.upkeep.BUDGET_SECONDS", 0.0)
    assert rewrap_cases(families.office.stores, lead.actor, lead.keyring) == 0
    with families.office.stores.reading() as work:
        assert work.main.scalar(select(func.count()).where(Case.epoch == 0)) == 4
