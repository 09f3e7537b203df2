"""One line to each database of PostgreSQL, kept open: opening one takes longer than all that is asked between tests."""

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

TABLES = sql.SQL("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL (%s)")
NOTED = ("alembic_version", "ephemeral_shape")
"""Tables that say what shape a database has. A migrated one holds them already."""


class Lines:
    """The lines of one process. Each statement over one is a transaction of its own, unless a block makes it one."""

    def __init__(self) -> None:
        self._open: dict[str, psycopg.Connection] = {}

    def to(self, url: str) -> psycopg.Connection:
        """The line to a database: a new one where there is none, or where a test cut it."""
        database = _known_as(url)
        if database not in self._open or not _answers(self._open[database]):
            self._open[database] = psycopg.connect(url, autocommit=True)
        return self._open[database]

    def hang_up(self, url: str) -> None:
        """Close the line to this database."""
        if line := self._open.pop(_known_as(url), None):
            line.close()

    def close(self) -> None:
        """Close them all."""
        while self._open:
            self._open.popitem()[1].close()


def tables_of(line: psycopg.Connection) -> list[str]:
    """The names of all tables but those that say what shape it has."""
    return [name for (name,) in line.execute(TABLES, [list(NOTED)]).fetchall()]


def _answers(line: psycopg.Connection) -> bool:
    try:
        line.execute("SELECT 1")
    except psycopg.OperationalError:
        line.close()
        return False
    return True


def _known_as(url: str) -> str:
    return str(sorted(conninfo_to_dict(url).items()))  # an address can be written in more than one way
