"""Starting anew: whoever lost everything gets new keys, which open nothing until a lead has let them in."""

from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from intake.access.roles import Role
from intake.accounts import founding, recognise, reenrol, rotate, sign_in
from intake.accounts.models import BackupCode, Staff, StaffSlot, TeamMember
from intake.accounts.recognise import SignedIn
from intake.accounts.sign_in import Attempt
from intake.audit.check import check_log
from intake.errors import LastOfTeam, NotAllowed, Stale, WrongState
from intake.vault.sign import Signer
from tests.support.people import House, Person, admitted, enrolled, known, redeemed, signed_in


@dataclass
class Team:
    """A team of a lead and a worker, and an administrator beside it."""

    house: House
    id: int
    lead: SignedIn
    worker: Person
    administrator: SignedIn

    def begin(self, person_id: int, by: SignedIn | None = None) -> str:
        """The token of the fresh link."""
        who = by or self.administrator
        with self.house.stores.changing() as work:
            version = work.main.get_one(Staff, person_id).version
            return reenrol.begin(work, who.actor, who.keyring.signer, self.house.secrets, person_id, version)

    def lead_again(self) -> SignedIn:
        """The lead with today's memberships."""
        with self.house.stores.reading() as work:
            held = recognise.memberships(work.main, self.lead.actor.id)
            actor = recognise.actor_of(work.main.get_one(Staff, self.lead.actor.id), held)
        return SignedIn(actor, self.lead.keyring.holding(held), self.lead.session)


@pytest.fixture
def team(house: House) -> Team:
    administrator = signed_in(house, enrolled(house, "ada", Role.ADMINISTRATOR))
    lead, worker = signed_in(house, enrolled(house, "lena", Role.LEAD)), enrolled(house, "mira")
    with house.stores.changing() as work:
        team_id = founding.found_team(work, lead.actor, lead.keyring, "Families", "families")
    made = Team(house, team_id, lead, worker, administrator)
    _let_in(made, worker)
    return made


def _let_in(team: Team, person: Person) -> None:
    lead = team.lead_again()
    with team.house.stores.changing() as work:
        (found,) = (each for each in founding.candidates(work.main, lead.actor, team.id) if each.id == person.id)
        founding.admit(work, lead.actor, lead.keyring, team.id, person.id, lead=False, compared=found.fingerprint)


def test_nothing_that_opened_the_old_keys_is_left(team: Team) -> None:
    token = admitted(team.house, team.worker).token
    team.begin(team.worker.id)
    assert known(team.house, token) is None
    attempt = Attempt(team.worker.username, team.worker.password, team.worker.code(), "")
    assert sign_in.sign_in(team.house, attempt) is None
    with team.house.stores.reading() as work:
        for table in (StaffSlot, BackupCode):
            assert work.main.scalar(select(func.count()).where(table.staff_id == team.worker.id)) == 0
        assert set(work.main.scalars(select(TeamMember.sealed).where(TeamMember.staff_id == team.worker.id))) == {b""}


def test_the_new_keys_open_nothing_until_a_lead_has_let_them_in(team: Team) -> None:
    """I11: neither before the team has new keys nor after."""
    fresh = redeemed(team.house, team.worker.id, team.worker.username, team.begin(team.worker.id))
    assert signed_in(team.house, fresh).actor.teams == frozenset()
    lead = team.lead_again()
    assert lead.keyring.teams_to_renew() == [team.id]
    with team.house.stores.changing() as work:
        assert rotate.rotate_if_due(work, lead.actor, lead.keyring, team.id)
    code = fresh.backup_codes[0]
    found = known(team.house, admitted(team.house, fresh, code=code).token)
    assert found is not None
    assert found.actor.teams == frozenset()
    _let_in(team, fresh)
    found = known(team.house, admitted(team.house, fresh, code=fresh.backup_codes[1]).token)
    assert found is not None
    assert found.keyring.team(team.id).epoch == 1


def test_the_last_person_who_opens_a_teams_cases_cannot_start_anew(team: Team) -> None:
    team.begin(team.worker.id)
    with pytest.raises(LastOfTeam):
        team.begin(team.lead.actor.id)


def test_somebody_with_new_keys_does_not_count_as_opening_the_cases(team: Team) -> None:
    redeemed(team.house, team.worker.id, team.worker.username, team.begin(team.worker.id))
    with pytest.raises(LastOfTeam):
        team.begin(team.lead.actor.id)


def test_nobody_starts_anew_by_themselves_and_only_an_administrator_begins_it(team: Team) -> None:
    with pytest.raises(WrongState):
        team.begin(team.administrator.actor.id)
    with pytest.raises(NotAllowed):
        team.begin(team.worker.id, by=team.lead)


def test_an_account_that_changed_meanwhile_is_not_taken_away(team: Team) -> None:
    who = team.administrator
    with team.house.stores.changing() as work, pytest.raises(Stale):
        reenrol.begin(work, who.actor, who.keyring.signer, team.house.secrets, team.worker.id, 99)


def test_the_log_verifies_across_a_persons_two_keys(team: Team) -> None:
    fresh = redeemed(team.house, team.worker.id, team.worker.username, team.begin(team.worker.id))
    admitted(team.house, fresh)
    with team.house.stores.reading() as work:
        assert check_log(work.main, Signer(team.house.secrets.log_seed).public_key).problems == ()
