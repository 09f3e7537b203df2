"""Many submissions: ten thousand, and many at once. Each that was promised is there, exactly once."""

import re
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from sqlalchemy import func, select

from intake.cases.models import Case, ReceiptRow, Shard
from tests.bench import client, sites
from tests.support.flood import as_shipped, flood, unheard
from tests.support.instance import Instance
from tests.support.served import Browser, serving

pytestmark = [pytest.mark.soak, pytest.mark.timeout(7200)]
Told = Callable[[str, object], None]


def test_ten_thousand_submissions_make_ten_thousand_cases(tmp_path: Path, record_property: Told) -> None:
    instance = sites.new_instance(tmp_path / "instance")
    with sites.product(instance) as served:
        browser, times = served.browser(), []
        for _ in range(20):
            run = client.run(served.port, sites.enquiries(browser, 500), 4)
            assert set(run.statuses) == {200}
            times += run.times
        walked = _walk(instance, browser)
    assert len(walked) == len(set(walked)) == 10_000
    assert _kept(instance) == (10_000, 10_000, 10_000)
    record_property("median of a submission, ms", round(sorted(times)[5_000] * 1000, 1))
    record_property("median of the last 500, ms", round(sorted(times[-500:])[250] * 1000, 1))


def test_twenty_at_once_are_each_answered_or_asked_to_press_again(tmp_path: Path, record_property: Told) -> None:
    instance = sites.new_instance(tmp_path / "instance")
    with sites.product(instance, without_argon2=False) as served:
        run = client.run(served.port, sites.enquiries(served.browser(), 600), 20)
    assert set(run.statuses) <= {200, 429}
    assert _kept(instance) == (run.statuses[200],) * 3
    record_property("submissions a second", round(run.rate))
    record_property("asked to press again", run.statuses[429])
    record_property("slowest, s", round(max(run.times), 2))


def test_one_form_posted_by_fifty_connections_is_one_case(tmp_path: Path) -> None:
    instance = sites.new_instance(tmp_path / "instance")
    with sites.product(instance) as served:
        [request] = sites.enquiries(served.browser(), 1)
        run = client.run(served.port, [request] * 500, 50)
        assert set(run.statuses) <= {200, 429, 503}
    assert _kept(instance) == (1, 1, 1)


def test_in_a_flood_ten_people_are_heard_and_the_desk_goes_on(tmp_path: Path, record_property: Told) -> None:
    instance = as_shipped(tmp_path)
    with serving(instance.environment(), tmp_path / "server.log") as served:
        met = flood(instance, served, tmp_path, posts=10_000, guesses=1_000)
        assert unheard(instance, served, met) == set()
    assert set(met.posts) <= {200, 429}
    assert set(met.guesses) <= {422, 429}
    assert all(writer.code for writer in met.writers)
    record_property("posts", dict(met.posts))
    record_property("guesses", dict(met.guesses))
    record_property("seconds of flood", round(met.seconds))
    record_property("slowest of ten people, s", round(max(writer.seconds for writer in met.writers), 1))
    record_property("pressed again by ten people", sum(writer.pressed_again for writer in met.writers))
    record_property("desk page in the flood against before, median",
                    f"{median(met.busy) * 1000:.0f} against {median(met.quiet) * 1000:.0f} ms, {met.slower:.2f} times")
    assert met.slower < 3


def _walk(instance: Instance, browser: Browser) -> list[str]:
    browser.sign_in(instance.caseworker)
    found, address = [], "/desk/?view=open"
    while address:
        page = browser.get(address)
        found += re.findall(r'data-case="([^"]+)"', page.text)
        address = next((link for link in page.page.links if "after=" in link), "")
    return found


def _kept(instance: Instance) -> tuple[int, int, int]:
    with instance.stores.reading() as work:
        main = [work.main.scalar(select(func.count()).select_from(kind)) or 0 for kind in (Case, ReceiptRow)]
        shards = work.shards.scalar(select(func.count()).select_from(Shard)) or 0
    instance.stores.dispose()
    return main[0], main[1], shards
