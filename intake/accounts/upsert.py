"""Inserting a row unless it is there, on both databases, without an error for the one who comes second."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from intake.db import Ephemeral


def insert_missing(session: Session, table: type[Ephemeral], values: Mapping[str, Any]) -> None:
    """Insert the row unless its key is taken. One statement."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(postgresql.insert(table).values(**values).on_conflict_do_nothing())
    else:
        session.execute(sqlite.insert(table).values(**values).on_conflict_do_nothing())
