"""`make bench`: the budgets of the design, measured on this machine, each as a ratio within one run where one fits.

Names of measures may be given to take only those. The exit status is 1 when a budget was missed.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench.appends import appends
from tests.bench.codes import timing
from tests.bench.desk import lists
from tests.bench.figures import HEADING, Figure
from tests.bench.files import files
from tests.bench.public import flood, form_and_submission
from tests.bench.starting import start_up
from tests.bench.transfers import transfers
from tests.bench.weight import weights

MEASURES: dict[str, Callable[[Path], list[Figure]]] = {
    "public": form_and_submission, "lists": lists, "start": start_up, "flood": flood, "codes": timing,
    "appends": appends, "weight": weights, "files": files,
    "transfers": transfers,
}


def main(chosen: list[str]) -> int:
    """Take the measures and print them."""
    missed = 0
    sys.stdout.write(HEADING + "\n")
    for name in chosen or list(MEASURES):
        with tempfile.TemporaryDirectory(prefix="intake-bench-") as folder:
            for figure in MEASURES[name](Path(folder)):
                sys.stdout.write(figure.line() + "\n")
                sys.stdout.flush()
                missed += figure.kept is False
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
