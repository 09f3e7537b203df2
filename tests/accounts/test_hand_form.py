"""Handing a public form on: only the team that receives it gives it away, and no old or forged route comes back."""

from dataclasses import dataclass, replace

import pytest
from sqlalchemy import delete, select, update

from intake.access.roles import Role
from intake.accounts import founding, hand_form, membership, rotate
from intake.accounts.chain import chain_of, newest_route
from intake.accounts.keyring import TeamKeys
from intake.accounts.models import IntakeRoute
from intake.accounts.recognise import SignedIn
from intake.accounts.trust import CONTACT, Trust, trust_of
from intake.audit.models import AuditEvent
from intake.errors import NotAllowed, NotFound, Stale, Untrusted, WrongState
from tests.accounts.test_recovery_key import again
from tests.support.people import House, enrolled, pinned, signed_in


@dataclass
class Two:
    """Two pinned teams, the first of which receives the form; each with its lead."""

    house: House
    first: int
    second: int
    lena: SignedIn
    sara: SignedIn
    trust: Trust

    def hand(self, who: SignedIn, giver: int, receiver: int) -> None:
        """The act."""
        with self.house.stores.changing() as work:
            hand_form.hand_form(work, who.actor, who.keyring, self.trust, CONTACT, giver, receiver)

    def receiver(self, trust: Trust | None = None) -> int:
        """Who receives the form, as a server sees it."""
        with self.house.stores.reading() as work:
            return (trust or self.trust).route(work.main, CONTACT).team_id

    def refused(self, match: str) -> None:
        """The form is closed, for this process and for one that starts now."""
        for trust in (self.trust, trust_of(self.house.settings)):
            with pytest.raises(Untrusted, match=match):
                self.receiver(trust)

    def forge(self, keys: TeamKeys, to: int) -> None:
        """A route that somebody who can write to the database signs with these keys."""
        with self.house.stores.changing() as work:
            membership.route_form(work, keys, CONTACT, to)


@pytest.fixture
def two(house: House) -> Two:
    leads, ids = [], []
    for name in ("lena", "sara"):
        lead = signed_in(house, enrolled(house, name, Role.LEAD))
        with house.stores.changing() as work:
            ids.append(founding.found_team(work, lead.actor, lead.keyring, f"Team of {name}", name))
        pinned(house, ids[-1])
        leads.append(again(house, lead))
    made = Two(house, ids[0], ids[1], leads[0], leads[1], trust_of(house.settings))
    assert made.receiver() == made.first
    return made


def test_the_team_that_receives_a_form_hands_it_on_and_can_get_it_back(two: Two) -> None:
    two.hand(two.lena, two.first, two.second)
    assert two.receiver() == two.receiver(trust_of(two.house.settings)) == two.second
    two.hand(two.sara, two.second, two.first)
    assert two.receiver() == two.first


def test_handing_it_on_is_an_event_that_names_both_teams(two: Two) -> None:
    two.hand(two.lena, two.first, two.second)
    with two.house.stores.reading() as work:
        event = work.main.scalars(select(AuditEvent).where(AuditEvent.act == "team:form_handed")).one()
    assert (event.actor_id, event.team_id) == (two.lena.actor.id, two.second)
    assert str(two.first) in event.body


def test_nobody_but_a_lead_of_the_present_receiver_gives_it_away(two: Two) -> None:
    with pytest.raises(NotAllowed):
        two.hand(two.sara, two.first, two.second)
    with pytest.raises(Stale):
        two.hand(two.sara, two.second, two.first)
    worker = replace(two.lena, actor=replace(two.lena.actor, leads=frozenset()))
    with pytest.raises(NotAllowed):
        two.hand(worker, two.first, two.second)
    assert two.receiver() == two.first


def test_it_goes_to_a_trusted_team_only_and_to_another_one(two: Two) -> None:
    with two.house.stores.changing() as work:
        unpinned = founding.found_team(work, two.sara.actor, two.sara.keyring, "Third", "third")
    for receiver, error in ((unpinned, Untrusted), (5, NotFound), (two.first, WrongState)):
        with pytest.raises(error):
            two.hand(two.lena, two.first, receiver)
    with two.house.stores.reading() as work:
        assert [each.id for each in hand_form.possible_receivers(work, two.trust, two.first)] == [two.second]


def test_a_team_cannot_sign_the_form_over_to_itself(two: Two) -> None:
    """However well its own keys are pinned: they are not those of the team that receives the form."""
    two.forge(two.sara.keyring.team(two.second), two.second)
    two.refused("not signed by the team that received it")


def test_a_giver_who_is_named_but_did_not_sign_gives_nothing(two: Two) -> None:
    two.forge(two.sara.keyring.team(two.second), two.second)
    with two.house.stores.changing() as work:
        work.main.execute(update(IntakeRoute).where(IntakeRoute.version == 2).values(giver_id=two.first))
    two.refused("not signed by the team that received it")


@pytest.mark.parametrize("change", [{"team_id": None}, {"epoch": 1}, {"previous_hash": bytes(32)},
                                    {"signature": bytes(64)}])
def test_an_altered_route_is_refused(two: Two, change: dict[str, object]) -> None:
    two.hand(two.lena, two.first, two.second)
    values = change if change != {"team_id": None} else {"team_id": two.first}
    with two.house.stores.changing() as work:
        work.main.execute(update(IntakeRoute).where(IntakeRoute.version == 2).values(**values))
    two.refused("not signed by the team that received it")


def test_a_replayed_route_is_refused(two: Two) -> None:
    two.hand(two.lena, two.first, two.second)
    assert two.receiver() == two.second
    with two.house.stores.changing() as work:
        work.main.execute(delete(IntakeRoute).where(IntakeRoute.version == 2))
    two.refused("an old one")


def test_an_earlier_route_is_no_route_under_a_newer_number(two: Two) -> None:
    two.hand(two.lena, two.first, two.second)
    two.hand(two.sara, two.second, two.first)
    assert two.receiver() == two.first
    with two.house.stores.changing() as work:
        old = newest_route(work.main, CONTACT)
        second = work.main.get_one(IntakeRoute, (CONTACT, 2))
        assert old is not None
        work.main.add(IntakeRoute(form=CONTACT, version=4, team_id=second.team_id, giver_id=second.giver_id,
                                  epoch=second.epoch, previous_hash=old.hash(), signature=second.signature))
    two.refused("not signed by the team that received it")


def test_another_history_of_the_same_length_is_refused(two: Two) -> None:
    two.hand(two.lena, two.first, two.second)
    assert two.receiver() == two.second
    with two.house.stores.changing() as work:
        work.main.execute(delete(IntakeRoute).where(IntakeRoute.version == 2))
    two.forge(two.lena.keyring.team(two.first), two.first)
    two.refused("another than was seen")


def test_somebody_who_left_the_team_cannot_give_its_form_away_with_its_old_keys(two: Two) -> None:
    mira = enrolled(two.house, "mira")
    old = two.lena.keyring.team(two.first, 0)
    with two.house.stores.changing() as work:
        (joining,) = [each for each in founding.candidates(work.main, two.lena.actor, two.first)
                      if each.id == mira.id]
        founding.admit(work, two.lena.actor, two.lena.keyring, two.first, mira.id, lead=False,
                       compared=joining.fingerprint)
    lena = again(two.house, two.lena)
    with two.house.stores.changing() as work:
        rotate.remove(work, lena.actor, lena.keyring, two.first, mira.id)
    two.forge(old, two.second)
    two.refused("old keys")


def test_a_form_that_was_handed_on_stays_open_when_its_giver_gets_new_keys(two: Two) -> None:
    two.hand(two.lena, two.first, two.second)
    assert two.receiver() == two.second
    with two.house.stores.reading() as work:
        assert len(chain_of(work.main, two.first)) == 1
    mira = enrolled(two.house, "mira")
    lena = again(two.house, two.lena)
    with two.house.stores.changing() as work:
        (joining,) = [each for each in founding.candidates(work.main, lena.actor, two.first) if each.id == mira.id]
        founding.admit(work, lena.actor, lena.keyring, two.first, mira.id, lead=False, compared=joining.fingerprint)
    with two.house.stores.changing() as work:
        rotate.remove(work, lena.actor, lena.keyring, two.first, mira.id)
    assert two.receiver() == two.receiver(trust_of(two.house.settings)) == two.second
