"""A team whose last member lost everything is opened again with two cards; nothing less than that opens it."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import select, update

from intake.access.roles import Role
from intake.accounts import founding, recover_team, reenrol, rotate, upkeep
from intake.accounts.models import RecoverySeal, Staff
from intake.accounts.recognise import SignedIn
from intake.accounts.recover_team import Handed, as_file, from_file
from intake.accounts.trust import Trust, trust_of
from intake.audit.check import check_log
from intake.audit.models import AuditEvent
from intake.errors import Unready
from intake.vault import recovery_cards
from intake.vault.keys import hpke_public_key, new_seed
from intake.vault.sign import Signer
from tests.accounts.test_recovery_key import again
from tests.support.cards import Paper, made_by
from tests.support.people import House, Person, enrolled, pinned, redeemed, signed_in


@dataclass
class Lost:
    """A team whose only member lost everything and has new keys, which open nothing."""

    house: House
    id: int
    trust: Trust
    paper: Paper
    old: SignedIn
    person: Person
    new: SignedIn

    @property
    def log_signer(self) -> Signer:
        return Signer(self.house.secrets.log_seed)

    def said(self) -> str:
        """What the person reads from their own page."""
        return founding.own_fingerprint(self.new.keyring)

    def recover(self, cards: tuple[str, str] | None = None, said: str = "") -> Handed:
        """What the command does with two cards."""
        seed = recovery_cards.seed_of(recovery_cards.secret_on(cards or self.paper.cards[:2]))
        with self.house.stores.reading() as work:
            who = recover_team.successor(work.main, self.person.username)
            return recover_team.recover(work.main, self.trust, seed, self.id, who, said or self.said())

    def take(self, handed: Handed) -> None:
        """What the live side does with what was carried to it."""
        with self.house.stores.changing() as work:
            recover_team.take(work, trust_of(self.house.settings), self.log_signer, handed)

    def now(self) -> SignedIn:
        """The person with their new keys, as their next request has them."""
        return again(self.house, self.new)

    def new_epoch(self) -> None:
        """Somebody is let in and taken out again."""
        found, mira = self.now(), enrolled(self.house, "mira")
        with self.house.stores.changing() as work:
            (joining,) = founding.candidates(work.main, found.actor, self.id)
            founding.admit(work, found.actor, found.keyring, self.id, mira.id, lead=False,
                           compared=joining.fingerprint)
        with self.house.stores.changing() as work:
            rotate.remove(work, found.actor, found.keyring, self.id, mira.id, self.trust.recovery(work.main))

    def teams_now(self) -> frozenset[int]:
        """The teams that the person leads with their next request."""
        return self.now().actor.leads


@pytest.fixture
def lost(house: House) -> Lost:
    lena = enrolled(house, "lena", Role.LEAD)
    lead, trust = signed_in(house, lena), trust_of(house.settings)
    with house.stores.changing() as work:
        team_id = founding.found_team(work, lead.actor, lead.keyring, "Families", "families")
    pinned(house, team_id)
    lead = again(house, lead)
    paper = made_by(house, trust, lead)
    assert upkeep.seal_to_recovery(house.stores, trust, lead.actor, lead.keyring) == 1
    administrator = signed_in(house, enrolled(house, "ada", Role.ADMINISTRATOR))
    with house.stores.changing() as work:
        version = work.main.get_one(Staff, lena.id).version
        token = reenrol.begin(work, administrator.actor, administrator.keyring.signer, house.secrets, lena.id, version,
                              recovery=trust.recovery(work.main))
    person = redeemed(house, lena.id, "lena", token)
    return Lost(house, team_id, trust, paper, lead, person, signed_in(house, person))


@pytest.mark.parametrize("pair", [(0, 1), (1, 2), (2, 0)])
def test_any_two_cards_let_a_lead_into_their_team_again(lost: Lost, pair: tuple[int, int]) -> None:
    assert lost.teams_now() == frozenset()
    lost.take(lost.recover((lost.paper.cards[pair[0]], lost.paper.cards[pair[1]])))
    found = lost.now()
    assert found.actor.leads == {lost.id}
    assert found.keyring.team(lost.id).public_key == lost.old.keyring.team(lost.id).public_key


def test_the_team_works_on_from_there_with_new_keys(lost: Lost) -> None:
    lost.take(lost.recover())
    lost.new_epoch()
    with lost.house.stores.reading() as work:
        assert lost.trust.address(work.main, lost.id).epoch == 1


def test_it_is_written_down_with_team_person_and_keys_and_signed_by_the_log_key(lost: Lost) -> None:
    handed = lost.recover()
    lost.take(handed)
    with lost.house.stores.reading() as work:
        assert check_log(work.main, lost.log_signer.public_key).problems == ()
    with lost.house.stores.reading() as work:
        event = work.main.scalars(select(AuditEvent).where(AuditEvent.act == "recovery:used")).one()
        assert (event.team_id, event.subject_id, event.actor_id) == (lost.id, lost.person.id, None)
        assert event.signer == lost.log_signer.public_key
        assert handed.keys_hash.hex() in event.body


def test_a_person_whose_key_was_swapped_is_refused(lost: Lost) -> None:
    said, other = lost.said(), new_seed()
    with lost.house.stores.changing() as work:
        work.main.execute(update(Staff).where(Staff.id == lost.person.id).values(
            public_key=hpke_public_key(other), signing_key=Signer(other).public_key))
    with pytest.raises(Unready, match="somebody may have put other keys there"):
        lost.recover(said=said)


def test_keys_that_were_swapped_after_recovering_are_refused_on_the_live_side(lost: Lost) -> None:
    handed, other = lost.recover(), new_seed()
    with lost.house.stores.changing() as work:
        work.main.execute(update(Staff).where(Staff.id == lost.person.id).values(public_key=hpke_public_key(other)))
    with pytest.raises(Unready, match="other keys by now"):
        lost.take(handed)


@pytest.mark.parametrize("name, role", [("karim", Role.CASEWORKER), ("adam", Role.ADMINISTRATOR), ("nobody", None)])
def test_only_a_lead_who_has_keys_is_let_in(lost: Lost, name: str, role: Role | None) -> None:
    if role is not None:
        enrolled(lost.house, name, role)
    with lost.house.stores.reading() as work, pytest.raises(Unready, match="no lead"):
        recover_team.successor(work.main, name)


def test_cards_of_another_instance_open_nothing(lost: Lost) -> None:
    other = recovery_cards.new_cards().cards
    with pytest.raises(Unready, match="not the recovery cards of this instance"):
        lost.recover((other[0], other[1]))


def test_a_team_that_is_not_pinned_here_is_not_opened(lost: Lost) -> None:
    lost.trust.pins.file.unlink()
    with pytest.raises(Unready, match=r"trust\.toml"):
        lost.recover()


def test_a_seal_that_was_put_in_its_place_is_refused(lost: Lost) -> None:
    with lost.house.stores.changing() as work:
        work.main.execute(update(RecoverySeal).values(sealed=b"\x01" + bytes(1200)))
    with pytest.raises(Unready, match="not sealed to these cards"):
        lost.recover()


def test_what_is_carried_comes_back_as_it_was_and_holds_no_secret(lost: Lost) -> None:
    handed = lost.recover()
    data = as_file(handed)
    assert from_file(data) == handed
    seed = lost.old.keyring.team(lost.id).seed
    for secret in (lost.paper.secret, recovery_cards.seed_of(lost.paper.secret), seed):
        assert secret.hex().encode() not in data
        assert secret not in data
    lost.take(from_file(data))
    assert lost.teams_now() == {lost.id}


@pytest.mark.parametrize("change", [
    {"team_id": 5}, {"staff_id": 5}, {"keys_hash": bytes(32)}, {"key_hash": bytes(32)}, {"seats": ()},
    {"signature": bytes(64)},
])
def test_a_tampered_file_is_not_taken(lost: Lost, change: dict[str, Any]) -> None:
    with pytest.raises(Unready, match="nothing was changed"):
        lost.take(replace(lost.recover(), **change))
    assert lost.teams_now() == frozenset()


@pytest.mark.parametrize("change", [{"sealed": bytes(64)}, {"signature": bytes(64)}, {"epoch": 1}])
def test_a_tampered_seat_is_not_taken(lost: Lost, change: dict[str, Any]) -> None:
    handed = lost.recover()
    seat = replace(handed.seats[0], **change)
    with pytest.raises(Unready, match="changed afterwards"):
        lost.take(replace(handed, seats=(seat,)))


def test_a_member_of_the_team_cannot_make_such_a_file_without_the_cards(lost: Lost) -> None:
    """A member holds the team's keys and could seal them to anybody; the recovery key's signature is out of reach."""
    handed = lost.recover()
    forged = replace(handed, signature=lost.old.keyring.team(lost.id).signer.sign(handed.message()))
    with pytest.raises(Unready, match="not made with the recovery cards"):
        lost.take(forged)


def test_what_was_made_for_older_keys_is_not_taken(lost: Lost) -> None:
    handed = lost.recover()
    lost.take(handed)
    lost.new_epoch()
    with pytest.raises(Unready, match="newer keys by now"):
        lost.take(handed)


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b'{"intake_recovery": 2}', b"\xff" * 40])
def test_another_file_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(Unready, match="no file that"):
        from_file(data)
