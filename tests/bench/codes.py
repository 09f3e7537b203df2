"""Does the time of an answer tell a wrong code from one whose case was erased? A thousand tries of each, in turn."""

import secrets
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from sqlalchemy import delete

from intake.cases.models import Shard
from intake.vault.receipt_code import new_code
from tests.bench import client, sites
from tests.bench.figures import Figure
from tests.support.served import Browser, Served

_TRIES: Final = 500
_RETURN: Final = "/en/return"


def timing(folder: Path) -> list[Figure]:
    """Wrong and erased codes, told and never judged: noise on a shared machine is larger than what is looked for."""
    instance = sites.new_instance(folder / "codes")
    with sites.product(instance, without_argon2=False) as served:
        browser = served.browser()
        erased = [browser.send(f"Number {number}").page.text_of("receipt-code") for number in range(20)]
        with instance.stores.changing() as work:
            work.shards.execute(delete(Shard))
        instance.stores.dispose()
        wrong, gone = _times(served, browser, erased)
    told = [f"{_told(name, times)}" for name, times in (("wrong", wrong), ("erased", gone))]
    return [Figure(f"{_TRIES * 2:,} codes that open nothing", "; ".join(told)),
            Figure("erased against wrong, medians", f"{median(gone) / median(wrong):.3f}x")]


def _times(served: Served, browser: Browser, erased: list[str]) -> tuple[list[float], list[float]]:
    form = browser.get(_RETURN).page.form(_RETURN)
    wrong: list[float] = []
    gone: list[float] = []
    for number in range(_TRIES):
        sides = [(wrong, new_code()), (gone, erased[number % len(erased)])]
        for times, code in sides if secrets.randbits(1) else reversed(sides):
            run = client.run(served.port, [client.post(_RETURN, form | {"code": code})], 1)
            assert set(run.statuses) == {422}
            times.append(run.times[0])
    return wrong, gone


def _told(name: str, times: list[float]) -> str:
    low, middle, high = (cut * 1000 for cut in quantiles(times, n=4))
    return f"{name} {middle:.2f} ms (half of them {low:.2f} to {high:.2f})"
