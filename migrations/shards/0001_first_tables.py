"""First tables."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | Sequence[str] | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_erased()
    _create_shard()


def downgrade() -> None:
    for table in (
        "shard",
        "erased",
    ):
        op.drop_table(table)


def _create_erased() -> None:
    op.create_table(
        "erased",
        sa.Column("case_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_erased")),
    )


def _create_shard() -> None:
    op.create_table(
        "shard",
        sa.Column("case_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("shard", sa.LargeBinary(32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_shard")),
    )
    op.create_index("ix_shard_day", "shard", ["day"])
