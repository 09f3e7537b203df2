"""First tables."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ON_SQLITE = (
    "CREATE TRIGGER audit_event_refuses_update BEFORE UPDATE ON audit_event BEGIN SELECT RAISE(ABORT, "
    "'audit_event is append-only'); END",
    "CREATE TRIGGER audit_event_refuses_delete BEFORE DELETE ON audit_event BEGIN SELECT RAISE(ABORT, "
    "'audit_event is append-only'); END",
    "CREATE TRIGGER audit_event_refuses_replace BEFORE INSERT ON audit_event WHEN EXISTS (SELECT 1 FROM "
    "audit_event WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END",
)
ON_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION audit_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION 'audit_event is append-only'; END $$",
    "CREATE TRIGGER audit_event_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event FOR EACH "
    "STATEMENT EXECUTE FUNCTION audit_event_is_append_only()",
)
FUNCTIONS = ("audit_event_is_append_only",)


def upgrade() -> None:
    _create_audit_event()
    _create_audit_head()
    _create_audit_pending()
    _create_outbox()
    _create_staff()
    _create_store_mark()
    _create_team()
    _create_backup_code()
    _create_intake_route()
    _create_invitation()
    _create_recovery_key()
    _create_staff_slot()
    _create_team_epoch()
    _create_recovery_seal()
    _create_team_member()
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in ON_POSTGRESQL if postgresql else ON_SQLITE:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for table in (
        "team_member",
        "recovery_seal",
        "team_epoch",
        "staff_slot",
        "recovery_key",
        "invitation",
        "intake_route",
        "backup_code",
        "team",
        "store_mark",
        "staff",
        "outbox",
        "audit_pending",
        "audit_head",
        "audit_event",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for function in FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}()")


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)


def _create_audit_event() -> None:
    op.create_table(
        "audit_event",
        sa.Column("seq", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("signer", sa.LargeBinary(32), nullable=False),
        sa.Column("signature", sa.LargeBinary(64), nullable=False),
        sa.Column("root", sa.LargeBinary(32), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("case_reference", sa.String(40), nullable=True),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint("seq > 0", name=op.f("ck_audit_event_seq_counts_from_one")),
        sa.CheckConstraint(
            "length(signer) = 32 AND length(signature) = 64 AND length(root) = 32",
            name=op.f("ck_audit_event_sizes"),
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_event")),
    )
    op.create_index("ix_audit_event_act_day_seq", "audit_event", ["act", "day", "seq"])
    op.create_index("ix_audit_event_actor_id_act_day_seq", "audit_event", ["actor_id", "act", "day", "seq"])
    op.create_index("ix_audit_event_actor_id_day_seq", "audit_event", ["actor_id", "day", "seq"])
    op.create_index("ix_audit_event_case_reference_day_seq", "audit_event", ["case_reference", "day", "seq"])
    op.create_index("ix_audit_event_day_seq", "audit_event", ["day", "seq"])
    op.create_index("ix_audit_event_subject_id_day_seq", "audit_event", ["subject_id", "day", "seq"])


def _create_audit_head() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(32), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )


def _create_audit_pending() -> None:
    op.create_table(
        "audit_pending",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", "id", name=op.f("pk_audit_pending")),
        sqlite_with_rowid=False,
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("kind", _words("kind", "news"), nullable=False),
        sa.Column("team_id", ROW_ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )


def _create_staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("username", sa.String(40), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("role", _words("role", "caseworker", "lead", "administrator", "auditor"), nullable=False),
        sa.Column("state", _words("state", "invited", "active", "suspended"), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("public_key", sa.LargeBinary(1216), nullable=True),
        sa.Column("signing_key", sa.LargeBinary(32), nullable=True),
        sa.Column("totp", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "state <> 'active' OR (public_key IS NOT NULL AND signing_key IS NOT NULL)",
            name=op.f("ck_staff_active_has_keys"),
        ),
        sa.UniqueConstraint("username", name=op.f("uq_staff_username")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )


def _create_store_mark() -> None:
    op.create_table(
        "store_mark",
        sa.Column("id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("kind", _words("kind", "demo", "real"), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_store_mark_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_mark")),
    )


def _create_team() -> None:
    op.create_table(
        "team",
        sa.Column("id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("notice_email", sa.String(254), nullable=True),
        sa.UniqueConstraint("slug", name=op.f("uq_team_slug")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
    )


def _create_backup_code() -> None:
    op.create_table(
        "backup_code",
        sa.Column("staff_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("mac", sa.LargeBinary(32), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_backup_code_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "mac", name=op.f("pk_backup_code")),
    )


def _create_intake_route() -> None:
    op.create_table(
        "intake_route",
        sa.Column("form", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("team_id", ROW_ID, nullable=False),
        sa.Column("giver_id", ROW_ID, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("signature", sa.LargeBinary(64), nullable=False),
        sa.ForeignKeyConstraint(["giver_id"], ["team.id"], name=op.f("fk_intake_route_giver_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_intake_route_team_id")),
        sa.PrimaryKeyConstraint("form", "version", name=op.f("pk_intake_route")),
    )


def _create_invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("token_mac", sa.LargeBinary(32), nullable=False),
        sa.Column("staff_id", ROW_ID, nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_invitation_staff_id")),
        sa.PrimaryKeyConstraint("token_mac", name=op.f("pk_invitation")),
    )
    op.create_index("ix_invitation_staff_id", "invitation", ["staff_id"])


def _create_recovery_key() -> None:
    op.create_table(
        "recovery_key",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("public_key", sa.LargeBinary(1216), nullable=False),
        sa.Column("signing_key", sa.LargeBinary(32), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("maker_id", ROW_ID, nullable=False),
        sa.Column("maker_key", sa.LargeBinary(32), nullable=False),
        sa.Column("team_id", ROW_ID, nullable=False),
        sa.Column("team_key", sa.LargeBinary(32), nullable=False),
        sa.Column("maker_signature", sa.LargeBinary(64), nullable=False),
        sa.Column("team_signature", sa.LargeBinary(64), nullable=False),
        sa.ForeignKeyConstraint(["maker_id"], ["staff.id"], name=op.f("fk_recovery_key_maker_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_recovery_key_team_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_recovery_key")),
    )


def _create_staff_slot() -> None:
    op.create_table(
        "staff_slot",
        sa.Column("staff_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("kind", _words("kind", "password", "recovery"), nullable=False),
        sa.Column("salt", sa.LargeBinary(16), nullable=False),
        sa.Column("memory_kib", sa.Integer(), nullable=False),
        sa.Column("passes", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_slot_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "kind", name=op.f("pk_staff_slot")),
    )


def _create_team_epoch() -> None:
    op.create_table(
        "team_epoch",
        sa.Column("team_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("public_key", sa.LargeBinary(1216), nullable=False),
        sa.Column("signing_key", sa.LargeBinary(32), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("maker_id", ROW_ID, nullable=False),
        sa.Column("maker_key", sa.LargeBinary(32), nullable=False),
        sa.Column("maker_signature", sa.LargeBinary(64), nullable=False),
        sa.Column("previous_signature", sa.LargeBinary(64), nullable=True),
        sa.Column("rewrapped_to", ROW_ID, nullable=True),
        sa.CheckConstraint(
            "(epoch = 0) = (previous_signature IS NULL)",
            name=op.f("ck_team_epoch_later_is_signed_by_previous"),
        ),
        sa.ForeignKeyConstraint(["maker_id"], ["staff.id"], name=op.f("fk_team_epoch_maker_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_epoch_team_id")),
        sa.PrimaryKeyConstraint("team_id", "epoch", name=op.f("pk_team_epoch")),
    )


def _create_recovery_seal() -> None:
    op.create_table(
        "recovery_seal",
        sa.Column("team_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id", "epoch"], ["team_epoch.team_id", "team_epoch.epoch"],
            name=op.f("fk_recovery_seal_team_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "epoch", name=op.f("pk_recovery_seal")),
    )


def _create_team_member() -> None:
    op.create_table(
        "team_member",
        sa.Column("team_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("staff_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(64), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_team_member_staff_id")),
        sa.ForeignKeyConstraint(
            ["team_id", "epoch"], ["team_epoch.team_id", "team_epoch.epoch"],
            name=op.f("fk_team_member_team_id"),
        ),
        sa.PrimaryKeyConstraint("team_id", "epoch", "staff_id", name=op.f("pk_team_member")),
    )
    op.create_index("ix_team_member_staff_id", "team_member", ["staff_id"])
