"""How fast the log takes events, one to a transaction: on both databases, from one to four processes, with and without
signing, in turn.
"""

from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Final

from tests.audit.logbook import Logbook
from tests.audit.many_writers import write_together
from tests.bench.figures import Figure, middle_ratio
from tests.support.databases import PostgresDatabases, SqliteDatabases, Urls
from tests.support.lines import Lines
from tests.support.postgres import running_postgres

_EVENTS: Final = 200
_ROUNDS: Final = 3
_PROCESSES: Final = (1, 2, 4)


def appends(folder: Path) -> list[Figure]:
    """Rates, told and never judged: they depend on the disk. What signing costs is a ratio within one run."""
    for name in ("sqlite", "postgresql"):
        (folder / name).mkdir()
    with SqliteDatabases(folder / "template").migrated(folder / "sqlite") as urls:
        figures = _measured(urls, "SQLite")
    with (running_postgres(durable=True) as server, closing(Lines()) as lines,
          PostgresDatabases(server, lines).migrated(folder / "postgresql") as urls):
        return figures + _measured(urls, "PostgreSQL")


def _measured(urls: Urls, name: str) -> list[Figure]:
    stores = urls.open()
    Logbook(stores)
    stores.dispose()
    return [_figure(urls, name, processes) for processes in _PROCESSES]


def _figure(urls: Urls, name: str, processes: int) -> Figure:
    each = _EVENTS // processes
    _warm_up, *seconds = write_together(urls, processes, each, (True, *(True, False) * _ROUNDS))
    signed, unsigned = ([processes * each / one for one in seconds[side::2]] for side in (0, 1))
    value = (f"{median(signed):,.0f} a second signed, {median(unsigned):,.0f} unsigned,"
             f" {middle_ratio(signed, unsigned):.2f}x")
    return Figure(f"appends, {name}, {processes} process{'es' * (processes > 1)}", value)
