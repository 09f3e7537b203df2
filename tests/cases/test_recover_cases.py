"""Two recovery cards open a restricted case as they open a team: when everybody who was named lost their keys."""

from dataclasses import dataclass

import pytest
from sqlalchemy import delete, select, update

from intake.access.roles import Role
from intake.accounts import founding, make_recovery_key, recover_team
from intake.accounts.keyring import opened_by_cards
from intake.accounts.make_recovery_key import Drafted
from intake.accounts.recover_team import Handed
from intake.accounts.recovery_key import RecoveryKey
from intake.accounts.upkeep import seal_to_recovery
from intake.audit.check import check_log
from intake.audit.models import AuditEvent
from intake.cases import against_log, erase, recover_cases
from intake.cases.keys import card_place
from intake.cases.models import CardSeal, Case, CaseGrant
from intake.cases.readers_gone import renew
from intake.cases.recover_cases import Opened
from intake.cases.states import ErasureReason
from intake.db import Work
from intake.errors import Unready
from intake.vault import recovery_cards
from intake.vault.box import InvalidTag
from intake.vault.keys import hpke_public_key, new_seed
from intake.vault.seal import seal
from intake.vault.sign import Signer
from tests.cases.circle import Circle
from tests.cases.office import Person


@dataclass
class Cards:
    """Cards in force: what two of them give, and the key that stayed."""

    seed: bytes
    key: RecoveryKey


@dataclass
class Vault:
    """A circle, Nora who leads no team, and the cards that lie somewhere safe."""

    circle: Circle
    nora: Person
    cards: Cards

    def log_signer(self) -> Signer:
        """The server's own."""
        return Signer(self.circle.office.secrets.log_seed)

    def opened(self, cards: Cards | None = None) -> Opened:
        """What two cards open for Nora."""
        cards = cards or self.cards
        with self.circle.office.stores.reading() as work:
            person = recover_team.successor(work.main, "nora")
            return recover_cases.open_cases(work.main, cards.seed, cards.key, self.circle.team, person)

    def handed(self) -> Handed:
        """What is carried from the offline copy."""
        opened, trust = self.opened(), self.circle.office.trust
        with self.circle.office.stores.reading() as work:
            person = recover_team.successor(work.main, "nora")
            made = recover_team.recover(work.main, trust, self.cards.seed, self.circle.team, person,
                                        founding.own_fingerprint(self.nora.keyring), opened.seats)
        return recover_team.from_file(recover_team.as_file(made))

    def take(self, handed: Handed) -> int:
        """The live instance takes it in; gives how many restricted cases Nora reads by name."""
        with self.circle.office.stores.changing() as work:
            recover_team.take(work, self.circle.office.trust, self.log_signer(), handed)
            return recover_cases.take(work, self.log_signer(), handed)

    def seals(self) -> list[int]:
        """The numbers of the recovery keys that restricted cases are sealed to."""
        with self.circle.office.stores.reading() as work:
            return list(work.main.scalars(select(CardSeal.number)))


def make_cards(circle: Circle, *, pin: bool = True) -> Cards:
    """Lena makes three cards, and root pins them."""
    made, lena, trust = recovery_cards.new_cards(), circle.now(circle.lena), circle.office.trust
    with circle.office.stores.changing() as work:
        key = make_recovery_key.keep(work, lena.actor, lena.keyring, trust, Drafted(made.cards, made.secret))
    if pin:
        with circle.office.stores.reading() as work:
            trust.pin_recovery(work.main, key.spoken().digits, replace=True)
        seal_to_recovery(circle.office.stores, trust, lena.actor, lena.keyring)
    return Cards(recovery_cards.seed_of(made.secret), key)


def differences(circle: Circle) -> list[str]:
    """What the stores have otherwise than the log."""
    with circle.office.stores.reading() as work:
        assert check_log(work.main, Signer(circle.office.secrets.log_seed).public_key).ok
    with circle.office.stores.reading() as work:
        return [each.sentence for each in against_log.differences(work.main)]


def card_seal(work: Work) -> CardSeal:
    """The one there is."""
    return work.main.scalars(select(CardSeal)).one()


@pytest.fixture
def vault(circle: Circle) -> Vault:
    return Vault(circle, circle.office.person("Nora", Role.LEAD), make_cards(circle))


def test_two_cards_open_a_restricted_case_for_a_lead_who_was_never_named(vault: Vault) -> None:
    circle = vault.circle
    reference = circle.office.case("For two alone.")
    circle.restrict(reference, circle.lena, circle.karim)
    for person in (circle.lena, circle.karim):
        circle.suspend(person)
    assert vault.take(vault.handed()) == 1
    assert circle.texts(vault.nora, reference) == ["For two alone."]
    assert differences(circle) == []


def test_a_case_is_not_handed_on_to_somebody_from_whom_it_is_kept(vault: Vault) -> None:
    circle = vault.circle
    lena = circle.now(circle.lena)
    with circle.office.stores.changing() as work:
        circle.office.admit(work, vault.nora, lena.keyring.team(circle.team))
    kept, given = circle.office.case("About Nora."), circle.office.case("About somebody else.")
    circle.lock_out(kept, vault.nora)
    circle.restrict(given, circle.lena, circle.karim)
    assert (len(vault.opened().seats), vault.opened().held_back) == (1, 1)
    early = vault.handed()
    circle.lock_out(given, vault.nora)
    assert vault.take(early) == 0, "the live instance looks again"
    assert vault.circle.seen_anywhere(vault.nora, kept) == set()


def test_cards_that_were_made_later_open_it_after_its_next_page(circle: Circle) -> None:
    reference = circle.office.case("Before there were cards.")
    circle.restrict(reference, circle.lena, circle.karim)
    vault = Vault(circle, circle.office.person("Nora", Role.LEAD), make_cards(circle))
    assert (vault.opened().seats, vault.opened().held_back) == ((), 1)
    assert circle.page(circle.karim, reference).wants_new_keys
    assert not circle.page(circle.karim, reference).wants_new_keys
    assert vault.take(vault.handed()) == 1
    assert circle.texts(vault.nora, reference) == ["Before there were cards."]


def test_old_cards_open_nothing_more_once_new_ones_are_in_force(vault: Vault) -> None:
    circle = vault.circle
    reference = circle.office.case()
    circle.restrict(reference, circle.lena, circle.karim)
    with circle.office.stores.reading() as work:
        old_copy = card_seal(work).sealed
        case_id = circle.row(work, reference).id
    old, new = vault.cards, make_cards(circle)
    circle.page(circle.lena, reference)
    assert vault.seals() == [new.key.number]
    assert (vault.opened(old).seats, len(vault.opened(new).seats)) == ((), 1)
    with circle.office.stores.reading() as work:
        now = card_seal(work)
        kept = opened_by_cards(old.seed, old_copy, card_place(case_id, old.key.number))
        assert kept != opened_by_cards(new.seed, now.sealed, card_place(case_id, new.key.number))


def test_cards_that_root_did_not_confirm_open_nothing_and_cost_the_earlier_ones_nothing(vault: Vault) -> None:
    circle = vault.circle
    reference = circle.office.case()
    circle.restrict(reference, circle.lena, circle.karim)
    unconfirmed, lena = make_cards(circle, pin=False), circle.now(circle.lena)
    with circle.office.stores.changing() as work:
        assert not renew(work, circle.office.trust, lena.actor, lena.keyring, reference)
    assert vault.seals() == [vault.cards.key.number]
    assert vault.opened(unconfirmed).seats == ()


def test_a_case_of_the_whole_team_has_no_seal_of_its_own_to_the_cards(vault: Vault) -> None:
    circle = vault.circle
    first, second = circle.office.case(), circle.office.case()
    circle.share(first, circle.omid)
    assert vault.seals() == []
    circle.restrict(first, circle.lena, circle.karim)
    circle.restrict(second, circle.lena, circle.karim)
    assert len(vault.seals()) == 2
    circle.open_to_team(first)
    circle.transfer(second)
    assert vault.seals() == []
    assert differences(circle) == []


def test_what_was_handed_on_is_left_out_where_the_case_has_new_keys_by_now(vault: Vault) -> None:
    circle = vault.circle
    first, second, third = circle.office.case(), circle.office.case("Still the same."), circle.office.case()
    for reference in (first, second, third):
        circle.restrict(reference, circle.lena, circle.karim, circle.mira)
    handed = vault.handed()
    circle.revoke(first, circle.mira)
    circle.open_to_team(third)
    assert vault.take(handed) == 1
    assert circle.texts(vault.nora, second) == ["Still the same."]
    assert circle.named(first) == {circle.lena.actor.id, circle.karim.actor.id}
    assert differences(circle) == []


def test_a_case_changed_in_what_is_carried_is_refused(vault: Vault) -> None:
    circle = vault.circle
    circle.restrict(circle.office.case(), circle.lena, circle.karim)
    file = recover_team.as_file(vault.handed())
    assert file.count(b'"keying": 1') == 1
    with pytest.raises(Unready, match="changed afterwards"):
        vault.take(recover_team.from_file(file.replace(b'"keying": 1', b'"keying": 2')))


@pytest.mark.slow
def test_a_seal_to_other_cards_a_missing_one_and_one_too_many_are_each_named(vault: Vault) -> None:
    circle = vault.circle
    reference = circle.office.case()
    circle.restrict(reference, circle.lena, circle.karim)
    assert differences(circle) == []
    with circle.office.stores.changing() as work:
        held = card_seal(work)
        case_id, number, keying = held.case_id, held.number, held.keying
        forged = seal(hpke_public_key(new_seed()), new_seed(), card_place(case_id, number))
        work.main.execute(update(CardSeal).values(sealed=forged))
    assert differences(circle) == ["is sealed to the recovery cards otherwise than the log says."]
    with pytest.raises(Unready, match="altered"):
        vault.opened()
    with circle.office.stores.changing() as work:
        work.main.execute(delete(CardSeal))
    assert differences(circle) == ["is not sealed to the recovery cards; the log says it is."]
    circle.open_to_team(reference)
    with circle.office.stores.changing() as work:
        work.main.add(CardSeal(case_id=case_id, number=number, keying=keying, sealed=forged))
    assert differences(circle) == ["is sealed to recovery cards, of which the log knows nothing."]


def test_a_seal_opens_for_its_own_case_alone(vault: Vault) -> None:
    circle = vault.circle
    for _ in range(2):
        circle.restrict(circle.office.case(), circle.lena, circle.karim)
    with circle.office.stores.reading() as work:
        first, second = work.main.scalars(select(CardSeal)).all()
        with pytest.raises(InvalidTag):
            opened_by_cards(vault.cards.seed, first.sealed, card_place(second.case_id, second.number))


def test_an_erased_case_leaves_no_seal_to_the_cards(vault: Vault) -> None:
    circle = vault.circle
    reference = circle.office.case()
    circle.restrict(reference, circle.lena, circle.karim)
    lena, at = circle.now(circle.lena), circle.office.at(reference)
    with circle.office.stores.changing() as work:
        case_id = erase.request(work, lena.actor, lena.keyring.signer, reference, at.version, ErasureReason.ASKED_FOR)
    handed = vault.handed()
    with circle.office.stores.changing() as work:
        assert erase.carry_out(work, vault.log_signer(), case_id)
    assert vault.seals() == []
    assert vault.take(handed) == 0


def test_each_case_that_was_handed_on_is_an_event_of_its_own(vault: Vault) -> None:
    circle = vault.circle
    reference = circle.office.case()
    circle.restrict(reference, circle.lena, circle.karim)
    vault.take(vault.handed())
    with circle.office.stores.reading() as work:
        event = work.main.scalars(select(AuditEvent).where(AuditEvent.act == "case:recovered")).one()
        assert (event.case_reference, event.subject_id) == (reference, vault.nora.actor.id)
    with circle.office.stores.changing() as work:
        work.main.execute(delete(CaseGrant).where(CaseGrant.staff_id == vault.nora.actor.id))
    assert differences(circle) == [f"is not sealed to {vault.nora.actor.id}; the log says it is."]


def test_a_restricted_case_without_cards_in_force_is_as_it_was(circle: Circle) -> None:
    reference = circle.office.case("Only us.")
    circle.restrict(reference, circle.lena, circle.karim)
    assert not circle.page(circle.lena, reference).wants_new_keys
    with circle.office.stores.reading() as work:
        assert work.main.scalars(select(CardSeal)).all() == []
        assert work.main.scalars(select(Case.restricted)).all() == [True]
    assert differences(circle) == []
