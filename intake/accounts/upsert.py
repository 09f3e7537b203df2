"""Inserting a row unless it is there, on both databases, without an error for the one who comes second."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from intake.db import Ephemeral

Kept = TypeVar("Kept", bound=Ephemeral)


def insert_missing(session: Session, table: type[Ephemeral], values: Mapping[str, Any]) -> None:
    """Insert the row unless its key is taken. One statement."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(postgresql.insert(table).values(**values).on_conflict_do_nothing())
    else:
        session.execute(sqlite.insert(table).values(**values).on_conflict_do_nothing())


def inserted_or_held(session: Session, table: type[Kept], key: str, values: Mapping[str, Any]) -> Kept:
    """The row with this value of its `key`, made if there is none, and held until the transaction ends. One statement:
    between two of them another transaction could delete it.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    held = insert(table).values(**values).on_conflict_do_update(index_elements=[key], set_={key: values[key]})
    return session.scalars(held.returning(table), execution_options={"populate_existing": True}).one()
