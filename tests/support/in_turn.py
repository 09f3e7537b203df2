"""What `make test` takes of many, and `make soak` whole: complete in kind here, complete in number there."""

from collections.abc import Sequence
from itertools import product

import pytest

IN_SOAK = pytest.mark.soak
OF_A_STORE = frozenset({"store", "moment", "fault"})


def in_turn(names: str, *values: Sequence[object]) -> pytest.MarkDecorator:
    """Every combination of these values, as `parametrize` wants them; before `make soak` each value is met in turn."""
    met = {tuple(each[turn % len(each)] for each in values) for turn in range(max(map(len, values)))}
    every = [pytest.param(*each, marks=() if each in met else IN_SOAK) for each in product(*values)]
    return pytest.mark.parametrize(names, every)


def first_of(name: str, values: Sequence[object], number: int = 1) -> pytest.MarkDecorator:
    """All of these values; before `make soak` the first ones alone."""
    return pytest.mark.parametrize(
        name, [*values[:number], *(pytest.param(each, marks=IN_SOAK) for each in values[number:])],
    )


def put_off_what_repeats(items: list[pytest.Item]) -> None:
    """Of a test of the web with many values the first is for every day. The others wait: on PostgreSQL for `make soak`,
    as their pages are made as on SQLite and the first asks what that database does; elsewhere for `make test`. Values
    that say how a store fails all ask the database for something else.
    """
    met = set[tuple[str, object]]()
    for item in items:
        if isinstance(item, pytest.Function) and item.nodeid.startswith(("tests/web/", "tests/realdata/")):
            database = item.callspec.params.get("database") if hasattr(item, "callspec") else None
            test = item.nodeid.partition("[")[0], database
            if test in met and OF_A_STORE.isdisjoint(item.callspec.params):
                item.add_marker(IN_SOAK if database == "postgresql" else pytest.mark.slow)
            met.add(test)
