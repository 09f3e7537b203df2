"""Cases, and what belongs to them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ON_SQLITE = (
    "CREATE TRIGGER case_transition BEFORE UPDATE OF status ON \"case\" WHEN OLD.status <> NEW.status AND NOT "
    "((OLD.status = 'closed' AND NEW.status = 'open') OR (OLD.status = 'new' AND NEW.status = 'closed') OR "
    "(OLD.status = 'new' AND NEW.status = 'open') OR (OLD.status = 'new' AND NEW.status = 'waiting') OR "
    "(OLD.status = 'open' AND NEW.status = 'closed') OR (OLD.status = 'open' AND NEW.status = 'waiting') OR "
    "(OLD.status = 'waiting' AND NEW.status = 'closed') OR (OLD.status = 'waiting' AND NEW.status = 'open')) "
    "BEGIN SELECT RAISE(ABORT, 'a case may not move so'); END",
)
ON_POSTGRESQL = (
    "CREATE FUNCTION case_transition() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a case "
    "may not move so' USING ERRCODE = 'check_violation'; END $$",
    "CREATE TRIGGER case_transition BEFORE UPDATE OF status ON \"case\" FOR EACH ROW WHEN (OLD.status IS "
    "DISTINCT FROM NEW.status AND NOT ((OLD.status = 'closed' AND NEW.status = 'open') OR (OLD.status = 'new' "
    "AND NEW.status = 'closed') OR (OLD.status = 'new' AND NEW.status = 'open') OR (OLD.status = 'new' AND "
    "NEW.status = 'waiting') OR (OLD.status = 'open' AND NEW.status = 'closed') OR (OLD.status = 'open' AND "
    "NEW.status = 'waiting') OR (OLD.status = 'waiting' AND NEW.status = 'closed') OR (OLD.status = 'waiting' "
    "AND NEW.status = 'open'))) EXECUTE FUNCTION case_transition()",
)
FUNCTIONS = ("case_transition",)


def upgrade() -> None:
    _create_erasure()
    _create_sent_form()
    _create_case()
    _create_card_seal()
    _create_case_grant()
    _create_item()
    _create_legal_hold()
    _create_lock_out()
    _create_receipt()
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in ON_POSTGRESQL if postgresql else ON_SQLITE:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for table in (
        "receipt",
        "lock_out",
        "legal_hold",
        "item",
        "case_grant",
        "card_seal",
        "case",
        "sent_form",
        "erasure",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for function in FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}()")


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)


def _create_erasure() -> None:
    op.create_table(
        "erasure",
        sa.Column("case_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("reference", sa.String(8), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", _words("reason", "asked_for", "kept_long_enough", "sent_by_mistake"), nullable=False),
        sa.Column("closed_day", sa.Date(), nullable=True),
        sa.Column("entries", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_erasure")),
    )


def _create_sent_form() -> None:
    op.create_table(
        "sent_form",
        sa.Column("nonce_mac", sa.LargeBinary(32), nullable=False),
        sa.Column("content_mac", sa.LargeBinary(32), nullable=False),
        sa.Column("case_id", ROW_ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("nonce_mac", name=op.f("pk_sent_form")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sent_form_day", "sent_form", ["day"])


def _create_case() -> None:
    op.create_table(
        "case",
        sa.Column("id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("reference", sa.String(8), nullable=False),
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("team_id", ROW_ID, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("status", _words("status", "new", "open", "waiting", "closed"), nullable=False),
        sa.Column(
            "outcome",
            _words(
                "outcome", "helped", "referred", "no_contact", "withdrawn", "not_for_us", "duplicate", "spam", "test",
            ),
            nullable=True,
        ),
        sa.Column("priority", _words("priority", "normal", "high", "urgent"), nullable=False),
        sa.Column("assignee_id", ROW_ID, nullable=True),
        sa.Column("due_day", sa.Date(), nullable=True),
        sa.Column("opened_day", sa.Date(), nullable=False),
        sa.Column("changed_day", sa.Date(), nullable=False),
        sa.Column("closed_day", sa.Date(), nullable=True),
        sa.Column("quiet_since", sa.Date(), nullable=True),
        sa.Column("messages_in", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("keying", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=True),
        sa.Column("case_seed", sa.LargeBinary(), nullable=True),
        sa.Column("summary", sa.LargeBinary(), nullable=False),
        sa.Column("thread_seed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("(status = 'closed') = (closed_day IS NOT NULL)", name=op.f("ck_case_closed_has_day")),
        sa.CheckConstraint("(status = 'closed') = (outcome IS NOT NULL)", name=op.f("ck_case_closed_has_outcome")),
        sa.CheckConstraint(
            "CASE WHEN restricted THEN head IS NULL AND case_seed IS NULL ELSE (head IS NULL) = (case_seed "
            "IS NOT NULL) END",
            name=op.f("ck_case_sealed_adopted_or_restricted"),
        ),
        sa.ForeignKeyConstraint(["assignee_id"], ["staff.id"], name=op.f("fk_case_assignee_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_case_team_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_case_reference")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_case_assignee_list", "case",
        ["assignee_id", "status", "changed_day", "id", "priority", "due_day", "team_id", "restricted"],
        sqlite_where=sa.text("assignee_id IS NOT NULL"),
        postgresql_where=sa.text("assignee_id IS NOT NULL"),
    )
    op.create_index(
        "ix_case_closed", "case",
        ["team_id", "restricted", "closed_day", "id", "form"],
        sqlite_where=sa.text("closed_day IS NOT NULL"),
        postgresql_where=sa.text("closed_day IS NOT NULL"),
    )
    op.create_index(
        "ix_case_quiet", "case",
        ["team_id", "restricted", "quiet_since", "id"],
        sqlite_where=sa.text("quiet_since IS NOT NULL"),
        postgresql_where=sa.text("quiet_since IS NOT NULL"),
    )
    op.create_index(
        "ix_case_team_list", "case",
        ["team_id", "restricted", "status", "changed_day", "id", "priority", "due_day"],
    )
    op.create_index(
        "ix_case_unassigned_list", "case",
        ["team_id", "restricted", "status", "changed_day", "id", "priority", "due_day", "assignee_id"],
        sqlite_where=sa.text("assignee_id IS NULL"),
        postgresql_where=sa.text("assignee_id IS NULL"),
    )


def _create_card_seal() -> None:
    op.create_table(
        "card_seal",
        sa.Column("case_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("keying", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_card_seal_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["number"], ["recovery_key.number"], name=op.f("fk_card_seal_number")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_card_seal")),
    )


def _create_case_grant() -> None:
    op.create_table(
        "case_grant",
        sa.Column("case_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("staff_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("team_id", ROW_ID, nullable=False),
        sa.Column("keying", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("signing_key", sa.LargeBinary(32), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_grant_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_case_grant_staff_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_case_grant_team_id")),
        sa.PrimaryKeyConstraint("case_id", "staff_id", name=op.f("pk_case_grant")),
    )
    op.create_index("ix_case_grant_staff_id", "case_grant", ["staff_id"])


def _create_item() -> None:
    op.create_table(
        "item",
        sa.Column("id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("case_id", ROW_ID, nullable=False),
        sa.Column("compartment", _words("compartment", "staff", "thread"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_item_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_item_case", "item", ["case_id", "day", "id"])


def _create_legal_hold() -> None:
    op.create_table(
        "legal_hold",
        sa.Column("case_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("reason", _words("reason", "court", "complaint", "safety", "asked_to_keep"), nullable=False),
        sa.Column("staff_id", ROW_ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_legal_hold_case_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_legal_hold_staff_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_legal_hold")),
    )


def _create_lock_out() -> None:
    op.create_table(
        "lock_out",
        sa.Column("case_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("staff_id", ROW_ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_lock_out_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_lock_out_staff_id")),
        sa.PrimaryKeyConstraint("case_id", "staff_id", name=op.f("pk_lock_out")),
    )
    op.create_index("ix_lock_out_staff_id", "lock_out", ["staff_id"])


def _create_receipt() -> None:
    op.create_table(
        "receipt",
        sa.Column("tag", sa.LargeBinary(32), nullable=False),
        sa.Column("case_id", ROW_ID, nullable=False),
        sa.Column("wrap", sa.LargeBinary(), nullable=False),
        sa.Column("created_day", sa.Date(), nullable=False),
        sa.Column("used_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_receipt_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tag", name=op.f("pk_receipt")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_receipt_case_id", "receipt", ["case_id"])
