"""A desk with a hundred thousand cases: every case stands in its list once, and the last page comes as fast as any."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from tests.bench import sites
from tests.bench.filling import fill

pytestmark = [pytest.mark.soak, pytest.mark.timeout(7200)]


def test_paging_through_a_large_list_meets_every_case_once_and_never_slows_down(
    tmp_path: Path, record_property: Callable[[str, object], None],
) -> None:
    instance = sites.new_instance(tmp_path / "instance")
    fill(instance, 100_000)
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
    assert len(found) == len(set(found)) == 25_000
    first, last = median(times[:50]), median(times[-50:])
    record_property("first pages against last, ms", f"{first * 1000:.1f} against {last * 1000:.1f}")
    assert last < 2 * first
