"""The outbox: that something waits for a team. A row names the team and the day, never a case or a person."""

from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from intake.db import Main, RowId, enum_column, new_id


class Kind(StrEnum):
    """What a notice says. It says no more than this."""

    NEWS = "news"


class OutboxRow(Main):
    """One reason to tell a team, written in the transaction that caused it and gone once a notice left for it."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, default=new_id)
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, "kind"), default=Kind.NEWS)
    team_id: Mapped[int] = mapped_column(RowId)
    day: Mapped[date]
