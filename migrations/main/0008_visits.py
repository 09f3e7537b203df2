"""When the enquirer came to their conversation, boxed under its key."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | Sequence[str] | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("case", sa.Column("visits", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("case", "visits")
