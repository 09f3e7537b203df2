"""Addresses compiled once for all the applications of a test session.

Werkzeug compiles two functions for each rule when an application is made, which took a quarter of the time of a test
that opens one page. They take the rule they belong to as an argument, so one made of the same parts does as well.
"""

from collections.abc import Callable
from typing import Any

from werkzeug.routing.rules import Rule


def remember_builders() -> None:
    """From now on, in this process, build the functions of each kind of rule once."""
    compile_builder, built = Rule._compile_builder, dict[tuple[Any, ...], Callable[..., tuple[str, str]]]()

    def remembered(self: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        parts = (self.rule, tuple(self._trace), repr(self.defaults), append_unknown)
        if parts not in built:
            built[parts] = compile_builder(self, append_unknown)
        return built[parts]

    Rule._compile_builder = remembered  # type: ignore[method-assign]
