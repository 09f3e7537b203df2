"""The recovery key: made by a lead, pinned by root, and the only one that a team's keys are ever sealed to."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import delete, func, select, update

from intake.access.roles import Role
from intake.accounts import founding, make_recovery_key, recognise, recovery_seals, rotate, upkeep
from intake.accounts.models import RecoveryKeyRow, RecoverySeal
from intake.accounts.recognise import SignedIn
from intake.accounts.recovery_key import all_keys, team_seed_place
from intake.accounts.trust import Trust, trust_of
from intake.audit.check import check_log
from intake.audit.models import AuditEvent
from intake.errors import NotAllowed, Stale, Unready, WrongState
from intake.vault import recovery_cards
from intake.vault.keys import hpke_public_key, new_seed
from intake.vault.open import open_sealed
from intake.vault.recovery_cards import CardProblem, Fault
from intake.vault.sign import Signer
from tests.support.cards import Paper, drafted, made_by
from tests.support.people import House, Person, enrolled, pinned, signed_in


@dataclass
class Team:
    """A team, its lead at the desk, a member, and what this server believes."""

    house: House
    id: int
    lead: SignedIn
    member: Person
    trust: Trust

    def again(self) -> SignedIn:
        """The lead with today's memberships."""
        return again(self.house, self.lead)

    def upkeep(self) -> int:
        """What rides on the lead's next page."""
        lead = self.again()
        return upkeep.seal_to_recovery(self.house.stores, self.trust, lead.actor, lead.keyring)

    def seals(self) -> dict[int, bytes]:
        """The key that each epoch is sealed to."""
        with self.house.stores.reading() as work:
            return {row.epoch: row.key_hash for row in work.main.scalars(select(RecoverySeal))}

    def problem(self) -> str:
        """What an operator is told of the recovery key."""
        with self.house.stores.reading() as work:
            return self.trust.recovery_problem(work.main)

    def acts(self) -> list[str]:
        """Every act about recovery in the log."""
        with self.house.stores.reading() as work:
            return list(work.main.scalars(select(AuditEvent.act).where(AuditEvent.act.startswith("recovery:"))
                                          .order_by(AuditEvent.seq)))


def again(house: House, who: SignedIn) -> SignedIn:
    with house.stores.reading() as work:
        held = recognise.memberships(work.main, who.actor.id)
    teams = frozenset(each.team_id for each in held)
    leads = frozenset(each.team_id for each in held if each.lead)
    return replace(who, actor=replace(who.actor, teams=teams, leads=leads), keyring=who.keyring.holding(held))


@pytest.fixture
def team(house: House) -> Team:
    lead, member = signed_in(house, enrolled(house, "lena", Role.LEAD)), enrolled(house, "mira")
    with house.stores.changing() as work:
        team_id = founding.found_team(work, lead.actor, lead.keyring, "Families", "families")
    pinned(house, team_id)
    made = Team(house, team_id, again(house, lead), member, trust_of(house.settings))
    with house.stores.changing() as work:
        (found,) = founding.candidates(work.main, made.lead.actor, team_id)
        founding.admit(work, made.lead.actor, made.lead.keyring, team_id, member.id, lead=False,
                       compared=found.fingerprint)
    return made


@pytest.fixture
def paper(team: Team) -> Paper:
    return made_by(team.house, team.trust, team.lead)


def test_an_instance_without_cards_says_what_it_risks(team: Team) -> None:
    assert "loses its cases" in team.problem()
    assert team.upkeep() == 0


def test_the_next_page_of_a_member_seals_what_was_there_before_the_cards(team: Team, paper: Paper) -> None:
    assert team.seals() == {}
    assert team.upkeep() == 1
    assert team.seals() == {0: paper.key.hash()}
    assert team.upkeep() == 0
    assert team.problem() == ""
    assert team.acts() == ["recovery:key_made", "recovery:sealed"]


def test_two_cards_open_a_teams_keys_and_the_seal_fits_no_other_place(team: Team, paper: Paper) -> None:
    team.upkeep()
    seed = recovery_cards.seed_of(recovery_cards.secret_on(paper.cards[1:]))
    with team.house.stores.reading() as work:
        sealed = work.main.scalars(select(RecoverySeal.sealed)).one()
    opened = open_sealed(seed, sealed, team_seed_place(team.id, 0))
    assert hpke_public_key(opened) == team.again().keyring.team(team.id).public_key


def test_every_new_epoch_and_every_new_team_is_sealed_at_once(team: Team, paper: Paper) -> None:
    lead = team.again()
    with team.house.stores.changing() as work:
        recovery = team.trust.recovery(work.main)
        rotate.remove(work, lead.actor, lead.keyring, team.id, team.member.id, recovery)
        second = founding.found_team(work, lead.actor, lead.keyring, "Leaving", "leaving", recovery)
    with team.house.stores.reading() as work:
        assert recovery_seals.is_newest_sealed(work.main, team.id, paper.key)
        assert recovery_seals.is_newest_sealed(work.main, second, paper.key)


def test_the_seals_of_old_epochs_are_destroyed_with_the_epochs_other_seals(team: Team, paper: Paper) -> None:
    team.upkeep()
    lead = team.again()
    with team.house.stores.changing() as work:
        rotate.remove(work, lead.actor, lead.keyring, team.id, team.member.id, team.trust.recovery(work.main))
    assert set(team.seals()) == {0, 1}
    with team.house.stores.changing() as work:
        rotate.destroy_old_seals(work, lead.actor, lead.keyring, team.id)
    assert set(team.seals()) == {1}
    stale = upkeep.seal_to_recovery(team.house.stores, trust_of(team.house.settings), lead.actor, lead.keyring)
    assert stale == 0, "somebody whose page was under way seals nothing that was destroyed"
    assert set(team.seals()) == {1}


def test_nothing_is_sealed_to_cards_that_nobody_pinned(team: Team) -> None:
    made_by(team.house, team.trust, team.lead, pin=False)
    assert team.upkeep() == 0
    assert team.seals() == {}
    assert "not pinned" in team.problem()


@pytest.mark.parametrize("column", ["public_key", "signing_key", "maker_signature", "team_signature", "team_key"])
def test_an_altered_recovery_key_is_never_sealed_to(team: Team, paper: Paper, column: str) -> None:
    other = {"public_key": hpke_public_key(new_seed()), "signing_key": Signer(new_seed()).public_key,
             "team_key": Signer(new_seed()).public_key}.get(column, bytes(64))
    with team.house.stores.changing() as work:
        work.main.execute(update(RecoveryKeyRow).values({column: other}))
    for trust in (team.trust, trust_of(team.house.settings)):
        with team.house.stores.reading() as work:
            assert trust.recovery(work.main) is None
    assert team.upkeep() == 0
    assert team.seals() == {}
    assert "another in its place" in team.problem()


def test_a_recovery_key_that_was_slipped_in_is_not_pinned_by_its_own_digits(team: Team) -> None:
    """Whoever writes to the database can sign with keys of their own, but not with those of a pinned team."""
    paper = made_by(team.house, team.trust, team.lead, pin=False)
    forger, seed = Signer(new_seed()), new_seed()
    forged = replace(paper.key, number=2, public_key=hpke_public_key(seed), signing_key=Signer(seed).public_key,
                     maker_key=forger.public_key, team_key=forger.public_key)
    with team.house.stores.changing() as work:
        work.main.add(RecoveryKeyRow(
            number=2, public_key=forged.public_key, signing_key=forged.signing_key, made_on=forged.made_on,
            maker_id=forged.maker_id, maker_key=forged.maker_key, team_id=forged.team_id, team_key=forged.team_key,
            maker_signature=forger.sign(forged.message()), team_signature=forger.sign(forged.message()),
        ))
    with team.house.stores.reading() as work, pytest.raises(Unready, match="not signed by the lead and the team"):
        team.trust.pin_recovery(work.main, forged.spoken().digits)
    assert team.trust.pins.recovery() is None


def test_pinning_wants_the_digits_or_the_words_that_the_maker_reads_out(team: Team) -> None:
    key = made_by(team.house, team.trust, team.lead, pin=False).key
    with team.house.stores.reading() as work:
        for wrong in ("", "12345 " * 6, key.spoken().words.replace(" ", "x ", 1)):
            with pytest.raises(Unready, match="not the digits"):
                team.trust.pin_recovery(work.main, wrong)
        team.trust.pin_recovery(work.main, key.spoken().words.upper())
    assert team.trust.pins.recovery() == key.hash()
    assert team.id in team.trust.pins.teams(), "pins of teams stay"


def test_a_spoilt_seal_is_noticed_and_made_anew(team: Team, paper: Paper) -> None:
    team.upkeep()
    with team.house.stores.changing() as work:
        work.main.execute(update(RecoverySeal).values(sealed=b"\x01" + bytes(1200)))
    with team.house.stores.reading() as work:
        assert not recovery_seals.is_newest_sealed(work.main, team.id, paper.key)
    fresh = replace(team, trust=trust_of(team.house.settings))
    assert fresh.upkeep() == 1
    with team.house.stores.reading() as work:
        assert recovery_seals.is_newest_sealed(work.main, team.id, paper.key)


def test_new_cards_count_once_pinned_and_the_seals_to_the_old_are_destroyed(team: Team, paper: Paper) -> None:
    team.upkeep()
    new = made_by(team.house, team.trust, team.lead, pin=False)
    assert "stay in force" in team.problem()
    assert team.upkeep() == 0
    with team.house.stores.reading() as work:
        with pytest.raises(Unready, match="--replace"):
            team.trust.pin_recovery(work.main, new.key.spoken().digits)
        team.trust.pin_recovery(work.main, new.key.spoken().digits, replace=True)
    assert team.upkeep() == 1
    assert team.seals() == {0: new.key.hash()}
    assert paper.key.hash() != new.key.hash()


def test_cards_are_kept_only_after_two_of_this_set_were_typed_back(team: Team) -> None:
    draft, other = drafted(team.house, team.lead), drafted(team.house, team.lead)
    make_recovery_key.require_typed_back(draft, (draft.cards[2], draft.cards[0]))
    with pytest.raises(CardProblem) as raised:
        make_recovery_key.require_typed_back(draft, (other.cards[0], other.cards[1]))
    assert raised.value.fault is Fault.OTHER_SET
    with pytest.raises(CardProblem):
        make_recovery_key.require_typed_back(draft, (draft.cards[0], draft.cards[0]))
    with team.house.stores.reading() as work:
        assert all_keys(work.main) == ()


def test_the_same_cards_sent_twice_are_kept_once(team: Team) -> None:
    draft = drafted(team.house, team.lead)
    for _ in range(2):
        with team.house.stores.changing() as work:
            make_recovery_key.keep(work, team.lead.actor, team.lead.keyring, team.trust, draft)
    with team.house.stores.reading() as work:
        assert work.main.scalar(select(func.count()).select_from(RecoveryKeyRow)) == 1
    assert team.acts() == ["recovery:key_made"]


def test_a_draft_of_cards_is_its_makers_alone_and_lasts_an_hour(team: Team) -> None:
    draft = make_recovery_key.prepare(team.house, team.lead.actor)
    with pytest.raises(Stale):
        make_recovery_key.show(team.house, replace(team.lead.actor, id=7), draft)
    with pytest.raises(Stale):
        make_recovery_key.show(team.house, team.lead.actor, draft[:-4] + "AAAA")
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=61)), pytest.raises(Stale):
        make_recovery_key.show(team.house, team.lead.actor, draft)


def test_only_a_lead_of_a_team_makes_cards_and_only_a_pinned_team_vouches(team: Team) -> None:
    worker = signed_in(team.house, team.member)
    idle = signed_in(team.house, enrolled(team.house, "omar", Role.LEAD))
    for who in (worker, idle):
        with pytest.raises(NotAllowed):
            make_recovery_key.prepare(team.house, who.actor)
    draft = drafted(team.house, team.lead)
    team.trust.pins.file.unlink()
    with team.house.stores.changing() as work, pytest.raises(WrongState):
        make_recovery_key.keep(work, team.lead.actor, team.lead.keyring, team.trust, draft)


def test_the_log_verifies_with_all_of_it(team: Team, paper: Paper) -> None:
    team.upkeep()
    with team.house.stores.reading() as work:
        assert check_log(work.main, Signer(team.house.secrets.log_seed).public_key).problems == ()


def test_a_lost_row_of_the_pinned_key_is_said(team: Team, paper: Paper) -> None:
    with team.house.stores.changing() as work:
        work.main.execute(delete(RecoveryKeyRow))
    assert "another in its place" in team.problem()
