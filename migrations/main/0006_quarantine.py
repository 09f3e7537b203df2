"""Cases that are set aside: two more statuses, and the day since when."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | Sequence[str] | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BEFORE = ("new", "open", "waiting", "closed")
NOW = (*BEFORE, "quarantined", "discarded")
OLD_MOVES = (("closed", "open"), ("new", "closed"), ("new", "open"), ("new", "waiting"), ("open", "closed"),
             ("open", "waiting"), ("waiting", "closed"), ("waiting", "open"))
MOVES = tuple(sorted((*OLD_MOVES, ("discarded", "new"), ("quarantined", "discarded"), ("quarantined", "new"))))
SET_ASIDE = "(status IN ('quarantined', 'discarded')) = (quarantined_day IS NOT NULL)"


def upgrade() -> None:
    _know(BEFORE, NOW)
    if _on_sqlite():
        op.execute(f'ALTER TABLE "case" ADD COLUMN quarantined_day DATE '
                   f"CONSTRAINT ck_case_set_aside_has_day CHECK ({SET_ASIDE})")
    else:
        op.add_column("case", sa.Column("quarantined_day", sa.Date(), nullable=True))
        op.create_check_constraint(op.f("ck_case_set_aside_has_day"), "case", SET_ASIDE)
    op.create_index(
        "ix_case_quarantined", "case", ["quarantined_day", "id"],
        sqlite_where=sa.text("quarantined_day IS NOT NULL"),
        postgresql_where=sa.text("quarantined_day IS NOT NULL"),
    )
    _allow(MOVES)


def downgrade() -> None:
    op.drop_index("ix_case_quarantined", "case")
    if _on_sqlite():
        # The column goes with its constraint, which must not see it half gone.
        _rewrite(f"CONSTRAINT ck_case_set_aside_has_day CHECK ({SET_ASIDE})", "")
    else:
        op.drop_constraint(op.f("ck_case_set_aside_has_day"), "case")
    op.execute("UPDATE \"case\" SET status = 'new' WHERE status IN ('quarantined', 'discarded')")
    op.drop_column("case", "quarantined_day")
    _know(NOW, BEFORE)
    _allow(OLD_MOVES)


def _on_sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")


def _words(statuses: Sequence[str]) -> str:
    return ", ".join(f"'{each}'" for each in statuses)


def _know(before: Sequence[str], after: Sequence[str]) -> None:
    """Let a case have these statuses."""
    if _on_sqlite():
        _rewrite(f"status IN ({_words(before)})", f"status IN ({_words(after)})")
    else:
        op.drop_constraint(op.f("ck_case_status"), "case")
        op.create_check_constraint(op.f("ck_case_status"), "case", f"status IN ({_words(after)})")


def _rewrite(old: str, new: str) -> None:
    """Change the definition of the table where no row changes with it, as SQLite's documentation describes it.

    Making the table anew would copy every case, and take minutes where there are many.
    """
    run = op.get_bind().exec_driver_sql
    [definition] = run("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'case'").one()
    if definition.count(old) != 1:
        raise RuntimeError("the table of cases is not as this revision expects it")
    version = run("PRAGMA schema_version").scalar_one()
    run("PRAGMA writable_schema = ON")
    run("UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = 'case'", (definition.replace(old, new),))
    run(f"PRAGMA schema_version = {version + 1}")
    run("PRAGMA writable_schema = RESET")


def _allow(moves: Sequence[tuple[str, str]]) -> None:
    """Let a case move so, and in no other way."""
    op.execute("DROP TRIGGER case_transition" + ("" if _on_sqlite() else ' ON "case"'))
    known = " OR ".join(f"(OLD.status = '{old}' AND NEW.status = '{new}')" for old, new in moves)
    if _on_sqlite():
        op.execute(f'CREATE TRIGGER case_transition BEFORE UPDATE OF status ON "case" '
                   f"WHEN OLD.status <> NEW.status AND NOT ({known}) "
                   f"BEGIN SELECT RAISE(ABORT, 'a case may not move so'); END")
    else:
        op.execute(f'CREATE TRIGGER case_transition BEFORE UPDATE OF status ON "case" FOR EACH ROW '
                   f"WHEN (OLD.status IS DISTINCT FROM NEW.status AND NOT ({known})) "
                   f"EXECUTE FUNCTION case_transition()")
