"""The calendar that somebody of the staff reads days in."""

from collections.abc import Sequence

from alembic import op

revision: str = "0004"
down_revision: str | Sequence[str] | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # As one column with its own check, which both databases add and drop without making the table anew.
    op.execute("ALTER TABLE staff ADD COLUMN calendar VARCHAR(24) CONSTRAINT ck_staff_calendar "
               "CHECK (calendar IN ('gregorian', 'jalali', 'umm_al_qura'))")


def downgrade() -> None:
    op.drop_column("staff", "calendar")
