"""All rows of a store on PostgreSQL, taken out of one database and put into another one of the same shape."""

from dataclasses import dataclass

import psycopg
from psycopg import sql

from tests.support.lines import tables_of


@dataclass(frozen=True, slots=True)
class Rows:
    """What each table holds, as PostgreSQL copies it."""

    by_table: dict[str, bytes]

    @classmethod
    def of(cls, line: psycopg.Connection) -> "Rows":
        """All that stands in the database."""
        return cls({name: data for name in tables_of(line) if (data := _copied_out(line, name))})

    def put_into(self, line: psycopg.Connection) -> None:
        """Add them to the database, past foreign keys and triggers."""
        with line.transaction(), line.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for name, data in self.by_table.items():
                with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as copy:
                    copy.write(data)


def _copied_out(line: psycopg.Connection, name: str) -> bytes:
    with line.cursor() as cursor, cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as copy:
        return b"".join(map(bytes, copy))
