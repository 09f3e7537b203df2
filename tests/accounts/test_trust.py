"""What the server believes about a team's keys: only what was pinned, signed throughout, and not older than before."""

import os
from dataclasses import dataclass, replace
from functools import partial

import pytest
from sqlalchemy import delete, update

from intake.access.roles import Role
from intake.accounts import digits, founding, membership, recognise
from intake.accounts.chain import chain_of
from intake.accounts.keyring import TeamKeys
from intake.accounts.models import IntakeRoute, TeamEpoch, TeamMember
from intake.accounts.recognise import SignedIn
from intake.accounts.trust import CONTACT, Trust, trust_of
from intake.errors import NotFound, Unready, Untrusted
from intake.vault.keys import hpke_public_key, new_seed
from tests.support.people import House, enrolled, signed_in


@dataclass
class Team:
    """A team that receives the form, its founder, and the server's trust."""

    house: House
    founder: SignedIn
    id: int
    trust: Trust

    def keys(self) -> TeamKeys:
        """The first keys, as the founder holds them."""
        held = signed_again(self.house, self.founder)
        return held.keyring.team(self.id, 0)

    def next_epoch(self, seed: bytes) -> TeamKeys:
        """A second epoch, made as members make it."""
        fresh = TeamKeys(self.id, 1, seed)
        with self.house.stores.changing() as work:
            membership.write_epoch(work, self.founder.keyring, fresh, self.keys())
        return fresh

    def public_key(self) -> bytes:
        """What the public form would seal to."""
        with self.house.stores.reading() as work:
            return self.trust.route(work.main, CONTACT).public_key

    def first(self) -> bytes:
        """The hash of the first epoch as the database has it."""
        with self.house.stores.reading() as work:
            return chain_of(work.main, self.id)[0].hash()


def signed_again(house: House, who: SignedIn) -> SignedIn:
    """The same person with today's memberships."""
    with house.stores.reading() as work:
        held = recognise.memberships(work.main, who.actor.id)
    return replace(who, keyring=who.keyring.holding(held))


@pytest.fixture
def unpinned(house: House) -> Team:
    founder = signed_in(house, enrolled(house, "lena", Role.LEAD))
    with house.stores.changing() as work:
        team_id = founding.found_team(work, founder.actor, founder.keyring, "Families", "families")
    return Team(house, founder, team_id, trust_of(house.settings))


@pytest.fixture
def team(unpinned: Team) -> Team:
    unpinned.trust.pins.add(unpinned.id, unpinned.first())
    assert unpinned.public_key() == unpinned.keys().public_key
    return unpinned


def test_a_team_that_nobody_pinned_receives_nothing(unpinned: Team) -> None:
    with pytest.raises(Untrusted, match="not pinned"):
        unpinned.public_key()


def test_a_form_without_a_team_is_no_question_of_trust(team: Team) -> None:
    with team.house.stores.reading() as work, pytest.raises(NotFound):
        team.trust.route(work.main, "another")


def test_pinning_wants_the_digits_that_the_founder_reads_out(unpinned: Team) -> None:
    with unpinned.house.stores.reading() as work:
        with pytest.raises(Unready, match="not the digits"):
            unpinned.trust.pin(work.main, unpinned.id, "12345 " * 6)
        assert unpinned.trust.pins.teams() == {}
        unpinned.trust.pin(work.main, unpinned.id, digits.of_team(unpinned.first()).digits)
    assert unpinned.public_key() == unpinned.keys().public_key


def test_a_pin_is_never_changed(team: Team) -> None:
    with pytest.raises(Unready):
        team.trust.pins.add(team.id, bytes(32))
    assert team.trust.pins.teams() == {team.id: team.first()}


def test_the_file_of_pins_is_for_everybody_to_read_and_is_seen_at_once(unpinned: Team) -> None:
    trust_of(unpinned.house.settings).pins.add(unpinned.id, unpinned.first())
    assert unpinned.public_key()
    assert unpinned.trust.pins.file.stat().st_mode & 0o777 == 0o644


def test_a_substituted_key_is_refused(team: Team) -> None:
    with team.house.stores.changing() as work:
        work.main.execute(update(TeamEpoch).values(public_key=hpke_public_key(new_seed())))
    with pytest.raises(Untrusted, match="not signed by its maker"):
        team.public_key()


def test_a_team_made_anew_under_its_old_id_is_refused(team: Team) -> None:
    """Whoever writes to the database can sign a whole new chain with keys of their own; the pin knows the first."""
    other = signed_in(team.house, enrolled(team.house, "mallory", Role.LEAD))
    with team.house.stores.changing() as work:
        work.main.execute(delete(TeamMember))
        work.main.execute(delete(TeamEpoch))
        membership.write_epoch(work, other.keyring, TeamKeys(team.id, 0, new_seed()))
    for trust in (team.trust, trust_of(team.house.settings)):
        with team.house.stores.reading() as work, pytest.raises(Untrusted, match="not the pinned ones"):
            trust.address(work.main, team.id)


def test_a_newer_epoch_signed_by_the_one_before_is_sealed_to_at_once(team: Team) -> None:
    fresh = team.next_epoch(new_seed())
    assert team.public_key() == fresh.public_key


def test_an_epoch_that_the_one_before_did_not_sign_is_refused(team: Team) -> None:
    team.next_epoch(new_seed())
    with team.house.stores.changing() as work:
        work.main.execute(update(TeamEpoch).where(TeamEpoch.epoch == 1).values(previous_signature=bytes(64)))
    with pytest.raises(Untrusted, match="not signed by the one before"):
        team.public_key()


def test_a_lowered_epoch_is_refused_also_after_a_restart(team: Team) -> None:
    team.next_epoch(new_seed())
    assert team.public_key()
    with team.house.stores.changing() as work:
        work.main.execute(delete(TeamEpoch).where(TeamEpoch.epoch == 1))
    for trust in (team.trust, trust_of(team.house.settings)):
        with team.house.stores.reading() as work, pytest.raises(Untrusted):
            trust.route(work.main, CONTACT)


def test_a_forked_epoch_is_refused_although_the_old_key_signed_it(team: Team) -> None:
    """A member who left keeps the old keys, and could sign another next epoch with them."""
    team.next_epoch(new_seed())
    assert team.public_key()
    with team.house.stores.changing() as work:
        work.main.execute(delete(TeamEpoch).where(TeamEpoch.epoch == 1))
    team.next_epoch(new_seed())
    for trust in (team.trust, trust_of(team.house.settings)):
        with team.house.stores.reading() as work, pytest.raises(Untrusted):
            trust.route(work.main, CONTACT)


def test_an_altered_route_is_refused(team: Team) -> None:
    """Another team, however well pinned, does not get the form by a row alone."""
    other = signed_in(team.house, enrolled(team.house, "sara", Role.LEAD))
    with team.house.stores.changing() as work:
        second = founding.found_team(work, other.actor, other.keyring, "Leaving", "leaving")
    with team.house.stores.changing() as work:
        team.trust.pins.add(second, chain_of(work.main, second)[0].hash())
        work.main.execute(update(IntakeRoute).values(team_id=second))
    with pytest.raises(Untrusted, match="another than was seen"):
        team.public_key()


def test_an_old_route_does_not_return(team: Team) -> None:
    with team.house.stores.changing() as work:
        membership.route_form(work, team.keys(), CONTACT)
    assert team.public_key()
    with team.house.stores.changing() as work:
        work.main.execute(delete(IntakeRoute).where(IntakeRoute.version == 2))
    for trust in (team.trust, trust_of(team.house.settings)):
        with team.house.stores.reading() as work, pytest.raises(Untrusted, match="an old one"):
            trust.route(work.main, CONTACT)


def test_a_damaged_file_of_pins_closes_the_form_and_opens_nothing(team: Team) -> None:
    team.trust.pins.file.write_text("[teams\nnonsense")
    with pytest.raises(Untrusted):
        team.public_key()


def test_a_damaged_file_of_pins_is_not_written_over(team: Team) -> None:
    pins = team.trust.pins
    pins.file.write_text(damaged := pins.file.read_text().replace('"', "", 1))
    for change in (partial(pins.add, team.id + 1, bytes(32)), partial(pins.set_recovery, bytes(32))):
        with pytest.raises(Unready, match="is damaged, so nothing was pinned"):
            change()
    assert pins.file.read_text() == damaged


def test_what_root_leaves_in_the_servers_folder_stays_the_servers(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root runs `intake trust show`; the server could read its own mark no longer if that made the file root's."""
    given: list[tuple[int, int]] = []
    folder = team.house.settings.secrets_dir.stat()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "fchown", lambda _descriptor, user, group: given.append((user, group)))
    team.next_epoch(new_seed())
    assert team.public_key()
    assert set(given) == {(folder.st_uid, folder.st_gid)}
    assert len(given) >= 2, "the mark and its lock"
