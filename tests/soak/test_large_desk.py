"""A desk with a hundred thousand cases: its lists page by page, and all of them moved to new keys."""

import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from sqlalchemy import func, select

from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.accounts import recognise, rotate
from intake.accounts.keyring import Keyring
from intake.accounts.models import TeamMember
from intake.accounts.recognise import SignedIn
from intake.cases import rewrap
from intake.cases.models import Case
from intake.cases.reading import open_case
from tests.bench import sites
from tests.bench.filling import fill
from tests.support.instance import Instance, at_the_desk

pytestmark = [pytest.mark.soak, pytest.mark.timeout(7200)]

CASES = 100_000


def test_paging_through_a_large_list_meets_every_case_once_and_never_slows_down(
    tmp_path: Path, record_property: Callable[[str, object], None],
) -> None:
    instance = sites.new_instance(tmp_path / "instance")
    fill(instance, CASES)
    instance.stores.dispose()
    with sites.product(instance) as served:
        browser, found, times, address = served.browser(), [], [], "/desk/?view=waiting"
        browser.sign_in(instance.caseworker)
        while address:
            began = time.perf_counter()
            page = browser.get(address)
            times.append(time.perf_counter() - began)
            found += re.findall(r'data-case="([^"]+)"', page.text)
            address = next((link for link in page.page.links if "after=" in link), "")
    assert len(found) == len(set(found)) == CASES // 4
    first, last = median(times[:50]), median(times[-50:])
    record_property("first pages against last, ms", f"{first * 1000:.1f} against {last * 1000:.1f}")
    assert last < 2 * first


def test_a_hundred_thousand_cases_move_to_new_keys_and_open_under_them_alone(
    tmp_path: Path, record_property: Callable[[str, object], None],
) -> None:
    instance = sites.new_instance(tmp_path / "instance")
    fill(instance, CASES)
    lead, worker = (at_the_desk(instance, person) for person in (instance.lead, instance.caseworker))
    with instance.stores.changing() as work:
        rotate.remove(work, lead.actor, lead.keyring, instance.team_id, worker.actor.id)
    keyring = _with_the_new_keys(instance, lead)
    record_property("cases moved a second", f"{CASES / _seconds_to_move_all(instance, lead.actor, keyring):,.0f}")
    with instance.stores.reading() as work:
        epochs = select(Case.epoch, func.count()).group_by(Case.epoch)
        assert work.main.execute(epochs).all() == [(1, CASES)]
        assert set(work.main.scalars(select(TeamMember.epoch))) == {1}
        for reference in secrets.SystemRandom().sample(work.main.scalars(select(Case.reference)).all(), 500):
            assert open_case(work, lead.actor, keyring, reference, Permission.CASE_READ).summary.called == "M."
    instance.stores.dispose()


def _with_the_new_keys(instance: Instance, person: SignedIn) -> Keyring:
    with instance.stores.reading() as work:
        return person.keyring.holding(recognise.memberships(work.main, person.actor.id))


def _seconds_to_move_all(instance: Instance, lead: Actor, keyring: Keyring) -> float:
    began = time.perf_counter()
    moving = True
    while moving:
        with instance.stores.changing() as work:
            moving = rewrap.rewrap_some(work, lead, keyring, instance.team_id) > 0
    return time.perf_counter() - began
