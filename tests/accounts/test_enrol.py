"""Enrolling: a link that is good once, for a day; two steps; nothing written before the second."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from sqlalchemy import func, select

from intake.access.roles import Role
from intake.accounts import enrol, init, invite, people
from intake.accounts.invite import Invitee
from intake.accounts.models import BackupCode, Invitation, Staff, StaffSlot, StaffState
from intake.audit.models import AuditEvent
from intake.errors import Invalid, NotAllowed, NotFound, Stale, Unready, WrongState
from intake.vault.secrets import new_run_secret
from tests.support.people import PASSWORD, House, admitted, enrolled, known, signed_in

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def invited(house: House, username: str = "mira") -> str:
    with house.stores.changing() as work:
        staff = invite.add_invited(work, Invitee(username, "Mira", Role.CASEWORKER))
        return invite.new_link(work, house.secrets, staff.id)


def first_code(house: House, token: str, draft: str) -> str:
    _, shown = enrol.show(house, token, draft)
    return pyotp.TOTP(shown.totp_secret).now()


def rows(house: House) -> tuple[int, int, str]:
    with house.stores.reading() as work:
        slots = work.main.scalar(select(func.count()).select_from(StaffSlot))
        codes = work.main.scalar(select(func.count()).select_from(BackupCode))
        state = work.main.scalar(select(Staff.state).where(Staff.username == "mira"))
        return slots or 0, codes or 0, state or ""


def test_the_first_administrator_enrols_with_the_link_from_init_and_signs_in(bare_house: House) -> None:
    token = init.begin(bare_house.stores, bare_house.secrets)
    draft = enrol.prepare(bare_house, token, PASSWORD)
    enrol.activate(bare_house, token, draft, first_code(bare_house, token, draft))
    with bare_house.stores.reading() as work:
        (person,) = people.list_people(work.main)
    assert (person.username, person.role, person.state) == ("admin", Role.ADMINISTRATOR, StaffState.ACTIVE)


def test_a_store_is_set_up_once(bare_house: House) -> None:
    init.begin(bare_house.stores, bare_house.secrets)
    with pytest.raises(Unready):
        init.begin(bare_house.stores, bare_house.secrets)


def test_an_interrupted_enrolment_leaves_nothing_and_the_link_still_works(house: House) -> None:
    token = invited(house)
    enrol.prepare(house, token, PASSWORD)
    assert rows(house) == (0, 0, StaffState.INVITED)
    draft = enrol.prepare(house, token, PASSWORD)
    enrol.activate(house, token, draft, first_code(house, token, draft))
    assert rows(house) == (2, 10, StaffState.ACTIVE)


def test_a_wrong_code_activates_nothing_and_can_be_corrected(house: House) -> None:
    token = invited(house)
    draft = enrol.prepare(house, token, PASSWORD)
    with pytest.raises(Invalid, match="code"):
        enrol.activate(house, token, draft, "000000x")
    assert rows(house) == (0, 0, StaffState.INVITED)
    enrol.activate(house, token, draft, first_code(house, token, draft))


def test_a_link_works_once(house: House) -> None:
    token = invited(house)
    draft, other = (enrol.prepare(house, token, PASSWORD) for _ in range(2))
    codes = [first_code(house, token, each) for each in (draft, other)]
    enrol.activate(house, token, draft, codes[0])
    with pytest.raises(NotFound):
        enrol.activate(house, token, other, codes[1])
    with pytest.raises(NotFound):
        enrol.prepare(house, token, PASSWORD)


def test_confirmed_again_an_enrolment_is_found_done_even_when_its_code_is_over(house: House) -> None:
    token = invited(house)
    draft = enrol.prepare(house, token, PASSWORD)
    code = first_code(house, token, draft)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: enrol.activate(house, token, draft, code), range(4)))
    enrol.activate(house, token, draft, "000000")
    assert rows(house) == (2, 10, StaffState.ACTIVE)


def test_a_link_works_for_a_day(house: House) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        token = invited(house)
        traveller.shift(timedelta(hours=23, minutes=59))
        enrol.prepare(house, token, PASSWORD)
        traveller.shift(timedelta(minutes=1))
        with pytest.raises(NotFound):
            enrol.prepare(house, token, PASSWORD)


def test_a_draft_is_over_after_an_hour_or_a_restart_and_belongs_to_its_link(house: House) -> None:
    token, other = invited(house), invited(house, "noor")
    with time_machine.travel(NOON, tick=False) as traveller:
        draft = enrol.prepare(house, token, PASSWORD)
        with pytest.raises(Stale):
            enrol.show(house, other, draft)
        with pytest.raises(Stale):
            enrol.activate(house, token, "not a draft", "123456")
        traveller.shift(timedelta(hours=1, seconds=1))
        with pytest.raises(NotFound if datetime.now(UTC) - NOON > invite.LINK_LIVES else Stale):
            enrol.show(house, token, draft)
    draft = enrol.prepare(house, token, PASSWORD)
    house.run_secret = new_run_secret()
    with pytest.raises(Stale):
        enrol.show(house, token, draft)


def test_a_new_link_ends_the_one_before(house: House) -> None:
    admin = signed_in(house, enrolled(house, "ada", Role.ADMINISTRATOR))
    with house.stores.changing() as work:
        old = invite.invite(work, admin.actor, admin.keyring.signer, house.secrets,
                            Invitee("mira", "Mira", Role.LEAD))
    with house.stores.changing() as work:
        staff_id = people.id_of(work.main, "mira")
        assert staff_id is not None
        new = invite.renew_link(work, admin.actor, admin.keyring.signer, house.secrets, staff_id)
    with pytest.raises(NotFound):
        enrol.prepare(house, old, PASSWORD)
    enrol.prepare(house, new, PASSWORD)


def test_nobody_who_enrolled_gets_another_link(house: House) -> None:
    admin = signed_in(house, enrolled(house, "ada", Role.ADMINISTRATOR))
    mira = enrolled(house, "mira")
    with house.stores.changing() as work, pytest.raises(WrongState):
        invite.renew_link(work, admin.actor, admin.keyring.signer, house.secrets, mira.id)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.LEAD, Role.AUDITOR])
def test_only_an_administrator_invites(house: House, role: Role) -> None:
    other = signed_in(house, enrolled(house, "somebody", role))
    with house.stores.changing() as work, pytest.raises(NotAllowed):
        invite.invite(work, other.actor, other.keyring.signer, house.secrets, Invitee("mira", "Mira", Role.LEAD))


@pytest.mark.parametrize("username", ["", "a", "with space", "-dash", "ünal", "x" * 41, "a/b"])
def test_a_username_that_cannot_be_is_refused(house: House, username: str) -> None:
    with house.stores.changing() as work, pytest.raises(Invalid, match="username: shape"):
        invite.add_invited(work, Invitee(username, "Somebody", Role.LEAD))


def test_a_username_is_taken_whatever_its_capitals(house: House) -> None:
    invited(house)
    with house.stores.changing() as work, pytest.raises(Invalid, match="username: taken"):
        invite.add_invited(work, Invitee(" MIRA ", "Mira", Role.LEAD))


def test_the_link_and_what_was_shown_stand_nowhere_in_clear(house: House) -> None:
    token = invited(house)
    draft = enrol.prepare(house, token, PASSWORD)
    _, shown = enrol.show(house, token, draft)
    enrol.activate(house, token, draft, first_code(house, token, draft))
    needles = [token, PASSWORD, shown.totp_secret, shown.recovery_key, shown.recovery_key.replace(" ", ""),
               *shown.backup_codes]
    with house.stores.reading() as work:
        kept = [repr(row) for table in (Staff, StaffSlot, BackupCode, Invitation, AuditEvent)
                for row in work.main.execute(select(table.__table__))]
    assert kept
    assert not [needle for needle in needles for row in kept if needle in row]


def test_enrolling_leaves_an_event_signed_by_the_server(house: House) -> None:
    mira = enrolled(house, "mira")
    with house.stores.reading() as work:
        row = work.main.scalars(select(AuditEvent).where(AuditEvent.act == "staff:enrolled")).one()
    assert (row.actor_id, row.subject_id) == (None, mira.id)


def test_who_enrolled_signs_in_and_is_recognised_in_their_role(house: House) -> None:
    found = known(house, admitted(house, enrolled(house, "mira", Role.LEAD)).token)
    assert found is not None
    assert (found.actor.username, found.actor.role, found.actor.teams) == ("mira", Role.LEAD, frozenset())
