"""What `make test` takes of many, and `make soak` whole: complete in kind here, complete in number there."""

from collections.abc import Sequence
from itertools import product

import pytest

IN_SOAK = pytest.mark.soak


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
    """Mark for `make soak` what tests of the web repeat on PostgreSQL: of one test with many values the first one asks
    what that database does; the pages of the others are the same as on SQLite.
    """
    met = set[str]()
    for item in items:
        if isinstance(item, pytest.Function) and _is_of_the_web_on_postgresql(item):
            test = item.nodeid.partition("[")[0]
            if test in met:
                item.add_marker(IN_SOAK)
            met.add(test)


def _is_of_the_web_on_postgresql(item: pytest.Function) -> bool:
    given = item.callspec.params if hasattr(item, "callspec") else {}
    return item.nodeid.startswith(("tests/web/", "tests/realdata/")) and given.get("database") == "postgresql"
