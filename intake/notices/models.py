"""The outbox: that something waits for a team, or for a person. No row names a case or a person in clear."""

from datetime import date
from enum import StrEnum

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from intake.db import AS_ONE_TREE, Main, RowId, enum_column, new_id


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


class ReminderRow(Main):
    """That somebody is to be reminded by mail, or was, until they come back. Who, when and of which case is in the box.

    `tag` is a keyed hash of the case, so that one mail does for several answers.
    """

    __tablename__ = "reminder"
    __table_args__ = AS_ONE_TREE

    tag: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    box: Mapped[bytes] = mapped_column(LargeBinary)
