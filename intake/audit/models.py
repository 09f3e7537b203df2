"""The tables of the log, and the database's own refusal to change what stands in them.

No foreign keys: an event outlives whatever it speaks of. `body` is what was signed; the columns from `actor_id` on
repeat parts of it for filters, and `verify.py` compares them. The vocabulary of `act` is kept in `kinds.py` and not
by a CHECK: a new act would otherwise rebuild this table on SQLite.
"""

from datetime import date

from sqlalchemy import DDL, BigInteger, CheckConstraint, Date, Index, LargeBinary, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import AS_ONE_TREE, Main, RowId


class AuditEvent(Main):
    """One event, for ever. `seq` counts from 1 without a gap; `root` is the root of the tree up to this event."""

    __tablename__ = "audit_event"

    seq: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Text)
    signer: Mapped[bytes] = mapped_column(LargeBinary(32))
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    team_id: Mapped[int | None] = mapped_column(BigInteger)
    case_reference: Mapped[str | None] = mapped_column(String(40))
    act: Mapped[str] = mapped_column(String(40))
    day: Mapped[date] = mapped_column(Date)

    __table_args__ = (
        CheckConstraint("seq > 0", name="seq_counts_from_one"),
        CheckConstraint("length(signer) = 32 AND length(signature) = 64 AND length(root) = 32", name="sizes"),
        Index(None, "day", "seq"),
        Index(None, "actor_id", "day", "seq"),
        Index(None, "actor_id", "act", "day", "seq"),
        Index(None, "subject_id", "day", "seq"),
        Index(None, "case_reference", "day", "seq"),
        Index(None, "act", "day", "seq"),
    )


class AuditHead(Main):
    """The one row that every append locks: how many events there are, and the right edge of their tree."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(BigInteger)
    frontier: Mapped[bytes] = mapped_column(LargeBinary)
    root: Mapped[bytes] = mapped_column(LargeBinary(32))

    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)


class AuditPending(Main):
    """What a submitter caused, with its day alone, until the daily append (DESIGN 4). The id is random."""

    __tablename__ = "audit_pending"

    __table_args__ = AS_ONE_TREE

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Text)


_SQLITE = (
    "CREATE TRIGGER audit_event_refuses_update BEFORE UPDATE ON audit_event"
    " BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END",
    "CREATE TRIGGER audit_event_refuses_delete BEFORE DELETE ON audit_event"
    " BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END",
    # INSERT OR REPLACE deletes without firing the trigger above (unless recursive_triggers is on), hence this one.
    "CREATE TRIGGER audit_event_refuses_replace BEFORE INSERT ON audit_event"
    " WHEN EXISTS (SELECT 1 FROM audit_event WHERE seq = NEW.seq)"
    " BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END",
)
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION audit_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'audit_event is append-only'; END $$",
    "CREATE TRIGGER audit_event_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_event_is_append_only()",
)


def append_only_ddl(dialect: str) -> list[str]:
    """What makes the database refuse UPDATE, DELETE and TRUNCATE of events: for migrations, and for `create_all`."""
    return list(_POSTGRESQL if dialect == "postgresql" else _SQLITE)


def append_only_undo_ddl(dialect: str) -> list[str]:
    """What a downgrade runs after dropping the table. Triggers go with their table; PostgreSQL's function does not."""
    return ["DROP FUNCTION IF EXISTS audit_event_is_append_only()"] if dialect == "postgresql" else []


for _dialect in ("sqlite", "postgresql"):
    for _moment, _statements in (("after_create", append_only_ddl), ("after_drop", append_only_undo_ddl)):
        for _statement in _statements(_dialect):
            event.listen(AuditEvent.__table__, _moment, DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]
