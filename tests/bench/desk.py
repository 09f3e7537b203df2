"""The desk's list with few and with many cases: time through the server, and queries."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import event

from intake.app import create_app
from intake.db import Stores
from tests.bench import client, sites
from tests.bench.figures import Figure, at_most, interleaved, middle_ratio
from tests.bench.filling import fill
from tests.support.instance import Instance
from tests.support.people import admitted
from tests.support.served import Served

_FEW, _REQUESTS = 1_000, 30
_RATIO_BUDGET, _QUERY_BUDGET = 1.5, 10
VIEWS = ("mine", "unassigned", "open", "waiting", "closed")


def lists(folder: Path, many: int = 100_000) -> list[Figure]:
    """Every view of the list, with a thousand cases and with many."""
    small, large = sites.new_instance(folder / "few"), sites.new_instance(folder / "many")
    fill(small, _FEW)
    fill(large, many)
    figures = []
    with sites.product(small) as few, sites.product(large) as plenty:
        ask = [_asker(few, small), _asker(plenty, large)]
        for view in VIEWS:
            path = f"/desk/?view={view}"
            fast, slow = interleaved([partial(one, path) for one in ask], rounds=5)
            note = f" ({median(slow) * 1000:.1f} against {median(fast) * 1000:.1f} ms)"
            figures.append(at_most(f"list “{view}”, {many:,} cases against {_FEW:,}", middle_ratio(slow, fast),
                                   _RATIO_BUDGET, "x", note))
    most = max(_queries(large))
    figures.append(Figure("queries of a list page", str(most), f"at most {_QUERY_BUDGET}", most <= _QUERY_BUDGET))
    for instance in (small, large):
        instance.stores.dispose()
    return figures


def _asker(served: Served, instance: Instance) -> Callable[[str], float]:
    browser = served.browser()
    browser.sign_in(instance.caseworker)

    def seconds(path: str) -> float:
        run = client.run(served.port, [client.get(path, browser.cookies)] * _REQUESTS, 1)
        assert set(run.statuses) == {200}
        assert run.body.count(b"data-case=") == 50
        return median(run.times)

    return seconds


def _queries(instance: Instance) -> list[int]:
    """How many statements each view takes, all stores together."""
    app = create_app(instance.settings, instance.house.run_secret)
    browser = app.test_client()
    browser.set_cookie("s", admitted(instance.house, instance.caseworker).token)
    stores: Stores = app.extensions["intake"].stores
    counts = []
    for view in VIEWS:
        with counted(stores) as statements:
            assert browser.get(f"/desk/?view={view}").status_code == 200
        counts.append(sum(not statement.startswith(("BEGIN", "PRAGMA")) for statement in statements))
    stores.dispose()
    return counts


@contextmanager
def counted(stores: Stores) -> Iterator[list[str]]:
    """The statements that all three stores were asked meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    engines = (stores.main, stores.shards, stores.ephemeral)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield statements
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
