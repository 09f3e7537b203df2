"""How long the server takes until it answers, when it was set up before."""

from pathlib import Path
from statistics import median
from typing import Final

from tests.bench import sites
from tests.bench.figures import Figure, at_most
from tests.support.served import start

_BUDGET: Final = 2.0
_TIMES: Final = 5


def start_up(folder: Path) -> list[Figure]:
    """`intake serve`, with its job process, until the stores answer through it."""
    instance = sites.new_instance(folder / "starting")
    seconds = []
    for _ in range(_TIMES):
        served = start(instance.environment(), folder / "start.log")
        seconds.append(served.seconds)
        served.stop()
    return [at_most("start until it answers", median(seconds), _BUDGET, " s")]
