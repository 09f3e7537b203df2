"""Codes that staff handed out, and ways back that were closed for good."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | Sequence[str] | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("receipt", sa.Column("handed_out", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("case", sa.Column("burnt_day", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("case", "burnt_day")
    op.drop_column("receipt", "handed_out")
