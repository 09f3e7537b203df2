"""What a measure gives, and how measures are taken: all sides in turn, round by round, and the middle of the rounds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

ROUNDS: Final = 7


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report. `kept` is None where there is no budget."""

    what: str
    value: str
    budget: str = ""
    kept: bool | None = None

    def line(self) -> str:
        """The figure as a row of a table."""
        verdict = {None: "", True: "kept", False: "MISSED"}[self.kept]
        return f"| {self.what} | {self.value} | {self.budget} | {verdict} |"


HEADING: Final = "| what | measured | budget | |\n|---|--:|--:|---|"


def at_least(what: str, value: float, budget: float, note: str = "") -> Figure:
    """A figure that must not be lower."""
    return Figure(what, f"{value:.2f}{note}", f"at least {budget:g}", value >= budget)


def at_most(what: str, value: float, budget: float, unit: str = "", note: str = "") -> Figure:
    """A figure that must not be higher."""
    return Figure(what, f"{value:.2f}{unit}{note}", f"at most {budget:g}{unit}", value <= budget)


def interleaved(sides: Sequence[Callable[[], float]], rounds: int = ROUNDS) -> list[list[float]]:
    """Each side measured in each round, after a round to warm up; the order turns, so that none is always first."""
    for side in sides:
        side()
    results: list[list[float]] = [[] for _ in sides]
    for round_number in range(rounds):
        order = list(range(len(sides)))
        for index in order[round_number % len(sides):] + order[:round_number % len(sides)]:
            results[index].append(sides[index]())
    return results


def middle_ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """The middle of the rounds' ratios."""
    return median(one / other for one, other in zip(above, below, strict=True))
