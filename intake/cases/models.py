"""The tables of a case. Nothing that a person wrote stands here in clear, and no time finer than a day.

Boxes and seals are opened in `reading.py` (staff) and `thread.py` (the enquirer); nothing here opens anything.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from intake import clock
from intake.cases.states import TRANSITIONS, ErasureReason, HoldReason, Outcome, Priority, Status, after_message
from intake.db import AS_ONE_TREE, Ephemeral, Main, RowId, Shards, attach_ddl, enum_column, new_id


class Compartment(StrEnum):
    """Which of a case's two keys closes an item: `STAFF` never opens with a receipt (DESIGN 2, promise 4)."""

    STAFF = "staff"
    THREAD = "thread"


def _where(condition: str) -> dict[str, Any]:
    """What a partial index holds, alike on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Case(Main):
    """A case. `quiet_since` is the day of our last message while the person has not written again. `quarantined_day` is
    the day on which it was set aside, for as long as it is.

    Its seed is sealed to the team as `head`; a member's first touch adopts it, into `case_seed`. A restricted case has
    neither: its seed is sealed to named people (`CaseGrant`) and to the recovery cards (`CardSeal`) alone. `keying`
    counts the seeds that it has had. `form` is the public form that was routed to the team, and decides how long the
    case is kept; which entrance somebody took is sealed with their answers. `burnt_day` is the day on which the person
    closed their way back for good; `visits`, under the thread's key, when they came (`visits.py`).
    """

    __tablename__ = "case"
    __table_args__ = (
        CheckConstraint("(status = 'closed') = (outcome IS NOT NULL)", name="closed_has_outcome"),
        CheckConstraint("(status = 'closed') = (closed_day IS NOT NULL)", name="closed_has_day"),
        CheckConstraint("(status IN ('quarantined', 'discarded')) = (quarantined_day IS NOT NULL)",
                        name="set_aside_has_day"),
        CheckConstraint("CASE WHEN restricted THEN head IS NULL AND case_seed IS NULL "
                        "ELSE (head IS NULL) = (case_seed IS NOT NULL) END", name="sealed_adopted_or_restricted"),
        Index("ix_case_team_list", "team_id", "restricted", "status", "changed_day", "id", "priority", "due_day"),
        Index("ix_case_assignee_list", "assignee_id", "status", "changed_day", "id", "priority", "due_day", "team_id",
              "restricted", **_where("assignee_id IS NOT NULL")),
        Index("ix_case_unassigned_list", "team_id", "restricted", "status", "changed_day", "id", "priority", "due_day",
              "assignee_id", **_where("assignee_id IS NULL")),
        Index("ix_case_closed", "team_id", "restricted", "closed_day", "id", "form",
              **_where("closed_day IS NOT NULL")),
        Index("ix_case_quiet", "team_id", "restricted", "quiet_since", "id", **_where("quiet_since IS NOT NULL")),
        Index("ix_case_quarantined", "quarantined_day", "id", **_where("quarantined_day IS NOT NULL")),
        AS_ONE_TREE,
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, default=new_id)
    reference: Mapped[str] = mapped_column(String(8), unique=True)
    form: Mapped[str] = mapped_column(String(40))
    team_id: Mapped[int] = mapped_column(RowId, ForeignKey("team.id"))
    epoch: Mapped[int]
    status: Mapped[Status] = mapped_column(enum_column(Status, "status"), default=Status.NEW)
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome, "outcome"), default=None)
    priority: Mapped[Priority] = mapped_column(enum_column(Priority, "priority"), default=Priority.NORMAL)
    assignee_id: Mapped[int | None] = mapped_column(RowId, ForeignKey("staff.id"), default=None)
    due_day: Mapped[date | None] = mapped_column(default=None)
    opened_day: Mapped[date]
    changed_day: Mapped[date]
    closed_day: Mapped[date | None] = mapped_column(default=None)
    burnt_day: Mapped[date | None] = mapped_column(default=None)
    quiet_since: Mapped[date | None] = mapped_column(default=None)
    quarantined_day: Mapped[date | None] = mapped_column(default=None)
    messages_in: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    restricted: Mapped[bool] = mapped_column(default=False)
    keying: Mapped[int] = mapped_column(default=0)
    head: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    case_seed: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    summary: Mapped[bytes] = mapped_column(LargeBinary)
    thread_seed: Mapped[bytes] = mapped_column(LargeBinary)
    visits: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)

    @property
    def adopted(self) -> bool:
        """Whether nothing of the case is sealed to the team any more, waiting for a first touch."""
        return self.head is None

    def move_to(self, status: Status, outcome: Outcome | None) -> None:
        """Take another status. The day of closing starts the clock of retention; a closed case waits for nobody."""
        self.status, self.outcome = status, outcome
        closed = status is Status.CLOSED
        self.closed_day = clock.today() if closed else None
        self.quiet_since = None if closed else self.quiet_since

    def hear(self) -> None:
        """Count something new from the person: the case moves where `states.after_message` says."""
        status = after_message(self.status, self.outcome)
        if status is not self.status:
            self.move_to(status, None)
        self.messages_in += 1
        self.quiet_since = None
        self.changed_day = clock.today()
        self.version += 1


class CaseGrant(Main):
    """That a person reads a case by name: its seed number `keying`, sealed to them.

    `team_id` is the team as whose member they were named; another than the case's for somebody outside of it, who
    reads until a day. `signing_key` is theirs at that time: somebody with new keys was not named.
    """

    __tablename__ = "case_grant"

    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("case.id", ondelete="CASCADE"), primary_key=True,
                                         autoincrement=False)
    staff_id: Mapped[int] = mapped_column(RowId, ForeignKey("staff.id"), primary_key=True, autoincrement=False,
                                          index=True)
    team_id: Mapped[int] = mapped_column(RowId, ForeignKey("team.id"))
    keying: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    signing_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    until: Mapped[date | None] = mapped_column(default=None)


class CardSeal(Main):
    """That two recovery cards open a restricted case: its seed number `keying`, sealed to recovery key `number`."""

    __tablename__ = "card_seal"

    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("case.id", ondelete="CASCADE"), primary_key=True,
                                         autoincrement=False)
    number: Mapped[int] = mapped_column(ForeignKey("recovery_key.number"))
    keying: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class LockOut(Main):
    """That a case is kept from a colleague, because of a conflict of interest, until a lead lifts it."""

    __tablename__ = "lock_out"

    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("case.id", ondelete="CASCADE"), primary_key=True,
                                         autoincrement=False)
    staff_id: Mapped[int] = mapped_column(RowId, ForeignKey("staff.id"), primary_key=True, autoincrement=False,
                                          index=True)


class Item(Main):
    """A boxed entry of a case: the enquiry, a note, or a message. Kind, author, exact time and text are inside."""

    __tablename__ = "item"
    __table_args__ = (Index("ix_item_case", "case_id", "day", "id"), AS_ONE_TREE)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, default=new_id)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("case.id", ondelete="CASCADE"))
    compartment: Mapped[Compartment] = mapped_column(enum_column(Compartment, "compartment"))
    day: Mapped[date]
    box: Mapped[bytes] = mapped_column(LargeBinary)


class ReceiptRow(Main):
    """What a receipt code finds. `tag` is derived from the code and the pepper; `wrap` holds the thread seed.

    A case has one of these, or none. `handed_out`: somebody of the staff knows the code, so it must be replaced first.
    """

    __tablename__ = "receipt"
    __table_args__ = AS_ONE_TREE

    tag: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("case.id", ondelete="CASCADE"), index=True)
    wrap: Mapped[bytes] = mapped_column(LargeBinary)
    created_day: Mapped[date]
    used_day: Mapped[date | None] = mapped_column(default=None)
    handed_out: Mapped[bool] = mapped_column(server_default=false())


class SentForm(Main):
    """That a form with this nonce was sent, so that sending twice never makes two cases, nor does an act twice. Kept 30
    days. `case_id` is 0 where it is about no case.
    """

    __tablename__ = "sent_form"
    __table_args__ = AS_ONE_TREE

    nonce_mac: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    content_mac: Mapped[bytes] = mapped_column(LargeBinary(32))
    case_id: Mapped[int] = mapped_column(RowId)
    day: Mapped[date] = mapped_column(index=True)


class LegalHold(Main):
    """That a case may not be erased. The foreign key does not cascade: the database itself refuses, too."""

    __tablename__ = "legal_hold"

    case_id: Mapped[int] = mapped_column(RowId, ForeignKey("case.id"), primary_key=True, autoincrement=False)
    reason: Mapped[HoldReason] = mapped_column(enum_column(HoldReason, "reason"))
    staff_id: Mapped[int] = mapped_column(RowId, ForeignKey("staff.id"))
    day: Mapped[date]


class Erasure(Main):
    """An erasure that was asked for and is not complete; the row goes with its last step, for it outlives the case.

    `closed_day`: confirmed ahead, to be done when the case is due if it is still closed since that day; None: at once.
    `entries`: how many entries went with the case's rows; None until they have gone.
    """

    __tablename__ = "erasure"

    case_id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    reference: Mapped[str] = mapped_column(String(8))
    team_id: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[ErasureReason] = mapped_column(enum_column(ErasureReason, "reason"))
    closed_day: Mapped[date | None] = mapped_column(default=None)
    entries: Mapped[int | None] = mapped_column(default=None)


class Shard(Shards):
    """The half of a case's keys whose deletion erases the case, in old backups too."""

    __tablename__ = "shard"

    case_id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    shard: Mapped[bytes] = mapped_column(LargeBinary(32))
    day: Mapped[date] = mapped_column(index=True)


class Erased(Shards):
    """That a case was erased, for ever: whoever puts back an old backup of the main store erases it there again."""

    __tablename__ = "erased"

    case_id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    day: Mapped[date]


class SeenMark(Ephemeral):
    """How many of a case's messages a person has been shown. Losing it makes cases look unread, nothing more."""

    __tablename__ = "seen_mark"

    staff_id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(RowId, primary_key=True, index=True)
    messages: Mapped[int]
    at: Mapped[datetime]


def transition_ddl(dialect: str) -> list[str]:
    """The statements that make the database refuse a move that `states.TRANSITIONS` does not know."""
    pairs = sorted((old.value, new.value) for old, news in TRANSITIONS.items() for new in news)
    known = " OR ".join(f"(OLD.status = '{old}' AND NEW.status = '{new}')" for old, new in pairs)
    if dialect == "sqlite":
        return [
            f'CREATE TRIGGER case_transition BEFORE UPDATE OF status ON "case" '
            f"WHEN OLD.status <> NEW.status AND NOT ({known}) "
            f"BEGIN SELECT RAISE(ABORT, 'a case may not move so'); END"
        ]
    return [
        "CREATE FUNCTION case_transition() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'a case may not move so' USING ERRCODE = 'check_violation'; END $$",
        f'CREATE TRIGGER case_transition BEFORE UPDATE OF status ON "case" FOR EACH ROW '
        f"WHEN (OLD.status IS DISTINCT FROM NEW.status AND NOT ({known})) EXECUTE FUNCTION case_transition()",
    ]


attach_ddl(Case.__table__, transition_ddl)
