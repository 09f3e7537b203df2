"""All rows of a store on PostgreSQL, taken out of one database and put into another one of the same shape."""

from dataclasses import dataclass

import psycopg
from psycopg import sql
from sqlalchemy import Engine

NOTED = ("alembic_version", "ephemeral_shape")
"""Tables that say what shape a database has. A migrated one holds them already."""
TABLES = sql.SQL("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL (%s)")


@dataclass(frozen=True, slots=True)
class Rows:
    """What each table holds, as PostgreSQL copies it."""

    by_table: dict[str, bytes]

    @classmethod
    def of(cls, engine: Engine) -> "Rows":
        """All that stands in the database."""
        with _connected(engine) as connection, connection.cursor() as cursor:
            names = [name for (name,) in cursor.execute(TABLES, [list(NOTED)]).fetchall()]
            return cls({name: data for name in names if (data := _copied_out(cursor, name))})

    def put_into(self, engine: Engine) -> None:
        """Add them to the database, past foreign keys and triggers."""
        with _connected(engine) as connection, connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for name, data in self.by_table.items():
                with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as copy:
                    copy.write(data)


def _copied_out(cursor: psycopg.Cursor, name: str) -> bytes:
    with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as copy:
        return b"".join(map(bytes, copy))


def _connected(engine: Engine) -> psycopg.Connection:
    return psycopg.connect(engine.url.set(drivername="postgresql").render_as_string(hide_password=False))
