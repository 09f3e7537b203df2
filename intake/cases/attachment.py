"""The table of sent files: which blob belongs to which entry of which case. What a file is called, the entry knows."""

from datetime import date

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import AS_ONE_TREE, Main, RowId


class Attachment(Main):
    """A blob, and the entry that holds its key. `stored` is the blob's padded size, which quotas count.

    The row outlives its case until the blob is gone, so no foreign key binds it.
    """

    __tablename__ = "attachment"
    __table_args__ = AS_ONE_TREE

    blob: Mapped[str] = mapped_column(String(32), primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, index=True)
    item_id: Mapped[int] = mapped_column(RowId)
    day: Mapped[date]
    stored: Mapped[int] = mapped_column(BigInteger)
