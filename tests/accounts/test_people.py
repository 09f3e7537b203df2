"""What administrators do to accounts: suspend, let in again, and never lock the last of themselves out."""

import pytest
from sqlalchemy import select

from intake.access.roles import Role
from intake.accounts import founding, people
from intake.accounts.invite import Invitee, add_invited
from intake.accounts.models import StaffState
from intake.accounts.recognise import SignedIn
from intake.audit.models import AuditEvent
from intake.errors import LastOfTeam, NotAllowed, NotFound, Stale, WrongState
from tests.support.people import House, Person, admitted, enrolled, known, signed_in


@pytest.fixture
def admin(house: House) -> SignedIn:
    return signed_in(house, enrolled(house, "ada", Role.ADMINISTRATOR))


def version_of(house: House, staff_id: int) -> int:
    with house.stores.reading() as work:
        return people.find_person(work.main, staff_id).version


def suspend(house: House, admin: SignedIn, staff_id: int) -> None:
    with house.stores.changing() as work:
        people.suspend(work, admin.actor, admin.keyring.signer, staff_id, version_of(house, staff_id))


def resume(house: House, admin: SignedIn, staff_id: int) -> None:
    with house.stores.changing() as work:
        people.resume(work, admin.actor, admin.keyring.signer, staff_id, version_of(house, staff_id))


@pytest.fixture
def mira(house: House) -> Person:
    return enrolled(house, "mira")


def test_a_suspended_person_is_out_at_the_next_request(house: House, admin: SignedIn, mira: Person) -> None:
    """I20."""
    token = admitted(house, mira).token
    assert known(house, token) is not None
    suspend(house, admin, mira.id)
    assert known(house, token) is None
    resume(house, admin, mira.id)
    assert known(house, token) is None, "the session died with the suspension"
    admitted(house, mira)


def test_the_state_alone_keeps_somebody_out_even_if_a_session_were_left(
    house: House, admin: SignedIn, mira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = admitted(house, mira).token
    monkeypatch.setattr(people.sessions, "end_all", lambda *_: 0)  # type: ignore[attr-defined]
    suspend(house, admin, mira.id)
    assert known(house, token) is None


def test_the_last_active_administrator_cannot_be_suspended(house: House, admin: SignedIn) -> None:
    with pytest.raises(WrongState):
        suspend(house, admin, admin.actor.id)
    second = enrolled(house, "bela", Role.ADMINISTRATOR)
    suspend(house, admin, admin.actor.id)
    with pytest.raises(WrongState):
        suspend(house, signed_in(house, second), second.id)


def test_the_last_person_who_opens_a_teams_cases_cannot_be_suspended(house: House, admin: SignedIn) -> None:
    lead = signed_in(house, enrolled(house, "lena", Role.LEAD))
    with house.stores.changing() as work:
        founding.found_team(work, lead.actor, lead.keyring, "Families", "families")
    with pytest.raises(LastOfTeam):
        suspend(house, admin, lead.actor.id)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.LEAD, Role.AUDITOR])
def test_only_an_administrator_suspends(house: House, mira: Person, role: Role) -> None:
    with pytest.raises(NotAllowed):
        suspend(house, signed_in(house, enrolled(house, "other", role)), mira.id)


def test_an_account_that_somebody_else_changed_meanwhile_is_left_alone(
    house: House, admin: SignedIn, mira: Person
) -> None:
    with house.stores.changing() as work, pytest.raises(Stale):
        people.suspend(work, admin.actor, admin.keyring.signer, mira.id, version_of(house, mira.id) - 1)


def test_suspending_twice_or_nobody_says_so(house: House, admin: SignedIn, mira: Person) -> None:
    suspend(house, admin, mira.id)
    with pytest.raises(WrongState):
        suspend(house, admin, mira.id)
    with house.stores.changing() as work, pytest.raises(NotFound):
        people.suspend(work, admin.actor, admin.keyring.signer, 1, 1)


def test_who_had_not_enrolled_is_invited_again_after_a_suspension(house: House, admin: SignedIn) -> None:
    with house.stores.changing() as work:
        guest = add_invited(work, Invitee("guest", "Guest", Role.LEAD)).id
    suspend(house, admin, guest)
    resume(house, admin, guest)
    with house.stores.reading() as work:
        assert people.find_person(work.main, guest).state is StaffState.INVITED


def test_each_act_leaves_its_event(house: House, admin: SignedIn, mira: Person) -> None:
    suspend(house, admin, mira.id)
    resume(house, admin, mira.id)
    with house.stores.reading() as work:
        acts = work.main.execute(
            select(AuditEvent.act, AuditEvent.actor_id).where(AuditEvent.subject_id == mira.id)
            .order_by(AuditEvent.seq)
        ).all()
    assert [tuple(row) for row in acts][-2:] == [
        ("staff:suspended", admin.actor.id), ("staff:resumed", admin.actor.id),
    ]
