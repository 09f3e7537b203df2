"""A team that everybody lost is opened on a copy that was restored from a backup, and the result carried back."""

import shutil

import pytest

from intake.accounts import founding, people, recover_team, recovery_seals, reenrol, upkeep
from intake.accounts.models import Staff
from intake.accounts.recover_team import as_file, from_file
from intake.accounts.trust import trust_of
from intake.vault.recovery_cards import secret_on, seed_of
from intake.vault.sign import Signer
from tests.accounts.test_recovery_key import again
from tests.backup.site import Site, log_of, texts_read
from tests.support.cards import Paper, made_by
from tests.support.instance import at_the_desk
from tests.support.people import Person, redeemed, signed_in

pytestmark = pytest.mark.slow


def everybody_lost(site: Site) -> tuple[Paper, Person]:
    """The cards, and the lead with new keys that open nothing; the other member was suspended."""
    instance, trust = site.instance, trust_of(site.instance.settings)
    lead, administrator = at_the_desk(instance, instance.lead), at_the_desk(instance, instance.administrator)
    lead = again(instance.house, lead)
    paper = made_by(instance.house, trust, lead)
    upkeep.seal_to_recovery(instance.stores, trust, lead.actor, lead.keyring)
    signer = administrator.keyring.signer
    with instance.stores.changing() as work:
        people.suspend(work, administrator.actor, signer, instance.caseworker.id,
                       work.main.get_one(Staff, instance.caseworker.id).version)
    with instance.stores.changing() as work:
        recovery = trust.recovery(work.main)
        assert recovery is not None
        assert recovery_seals.is_newest_sealed(work.main, instance.team_id, recovery)
        token = reenrol.begin(work, administrator.actor, signer, instance.secrets, instance.lead.id,
                              work.main.get_one(Staff, instance.lead.id).version, recovery)
    return paper, redeemed(instance.house, instance.lead.id, instance.lead.username, token)


def test_a_team_whose_last_member_lost_everything_is_opened_on_a_restored_copy_and_read_on_the_live_one(
    site: Site,
) -> None:
    paper, person = everybody_lost(site)
    back = signed_in(site.instance.house, person)
    site.restore(site.back_up())
    shutil.copy(site.instance.settings.trusted_file, site.elsewhere.trusted_file)
    with site.restored() as copy, copy.stores.reading() as work:
        handed = recover_team.recover(
            work.main, trust_of(copy.settings), seed_of(secret_on(paper.cards[1:])), site.instance.team_id,
            recover_team.successor(work.main, person.username), founding.own_fingerprint(back.keyring))
    carried = as_file(handed)
    with site.instance.stores.changing() as work:
        recover_team.take(work, trust_of(site.instance.settings), Signer(site.instance.secrets.log_seed),
                          from_file(carried))
    found = again(site.instance.house, back)
    assert texts_read(site.instance.stores, found) == set(site.receipts)
    assert log_of(site.instance.house).ok


def test_the_team_goes_on_with_new_keys_that_the_cards_open_too(site: Site) -> None:
    paper, person = everybody_lost(site)
    house, trust = site.instance.house, trust_of(site.instance.settings)
    back = signed_in(house, person)
    with house.stores.reading() as work:
        handed = recover_team.recover(
            work.main, trust, seed_of(secret_on(paper.cards[:2])), site.instance.team_id,
            recover_team.successor(work.main, person.username), founding.own_fingerprint(back.keyring))
    with house.stores.changing() as work:
        recover_team.take(work, trust, Signer(house.secrets.log_seed), handed)
    found = again(house, back)
    assert upkeep.renew_keys(house.stores, trust, found.actor, found.keyring) == 1, "the suspended member held the old"
    assert upkeep.renew_keys(house.stores, trust, found.actor, found.keyring) == 0
    with house.stores.reading() as work:
        assert trust.address(work.main, site.instance.team_id).epoch == 1
        assert recovery_seals.is_newest_sealed(work.main, site.instance.team_id, paper.key)
    site.send("After everything.")
    assert "After everything." in texts_read(house.stores, again(house, back))
