"""The tables of accounts and teams (main store) and of sessions and throttling (the store that no backup holds).

Every secret stands here boxed, sealed or as a keyed hash: nothing in these rows opens a case or can be guessed against
without the pepper (DESIGN 2, promise 2).
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Dialect, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from intake import clock
from intake.access.roles import Role
from intake.calendars.convert import Calendar
from intake.db import Ephemeral, Main, RowId, enum_column, new_id


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no time zone, so none is stored on either database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """An aware time becomes UTC without a zone."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """What was stored comes back aware."""
        return value.replace(tzinfo=UTC) if value else None


class StoreKind(StrEnum):
    """A store is born one or the other, and nothing converts it (DESIGN 4)."""

    DEMO = "demo"
    REAL = "real"


class StaffState(StrEnum):
    """`INVITED` has no keys yet; `SUSPENDED` is out at the next request."""

    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"


class SlotKind(StrEnum):
    """What opens a copy of a person's seed."""

    PASSWORD = "password"  # noqa: S105 - the name of a kind
    RECOVERY = "recovery"


class SessionKind(StrEnum):
    """Who a session belongs to. One session is of one kind, never both (DESIGN 5)."""

    STAFF = "staff"
    THREAD = "thread"


class StoreMark(Main):
    """The one row that says whether this is a demonstration."""

    __tablename__ = "store_mark"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False, default=1)
    kind: Mapped[StoreKind] = mapped_column(enum_column(StoreKind, "kind"))


class Staff(Main):
    """A member of staff. The keys are public halves; `totp` is boxed under the person's own wrap key.

    `calendar` is the one they read days in; None: as their language does.
    """

    __tablename__ = "staff"
    __table_args__ = (
        CheckConstraint("state <> 'active' OR (public_key IS NOT NULL AND signing_key IS NOT NULL)",
                        name="active_has_keys"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[Role] = mapped_column(enum_column(Role, "role"))
    state: Mapped[StaffState] = mapped_column(enum_column(StaffState, "state"), default=StaffState.INVITED)
    language: Mapped[str] = mapped_column(String(8), default="en")
    calendar: Mapped[Calendar | None] = mapped_column(enum_column(Calendar, "calendar"), default=None)
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary(1216), default=None)
    signing_key: Mapped[bytes | None] = mapped_column(LargeBinary(32), default=None)
    totp: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    totp_step: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class StaffSlot(Main):
    """A person's seed, wrapped under what they know or keep. Salt and cost are empty for the recovery key."""

    __tablename__ = "staff_slot"

    staff_id: Mapped[int] = mapped_column(RowId, ForeignKey("staff.id"), primary_key=True, autoincrement=False)
    kind: Mapped[SlotKind] = mapped_column(enum_column(SlotKind, "kind"), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    memory_kib: Mapped[int] = mapped_column(default=0)
    passes: Mapped[int] = mapped_column(default=0)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


class BackupCode(Main):
    """One of ten codes that stand in for the second factor once, as a hash keyed by the person's seed."""

    __tablename__ = "backup_code"

    staff_id: Mapped[int] = mapped_column(RowId, ForeignKey("staff.id"), primary_key=True, autoincrement=False)
    mac: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    used_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class Invitation(Main):
    """A one-time link. Only a keyed hash of its token is kept."""

    __tablename__ = "invitation"

    token_mac: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    staff_id: Mapped[int] = mapped_column(RowId, ForeignKey("staff.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class Team(Main):
    """People who share cases."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(RowId, primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    notice_email: Mapped[str | None] = mapped_column(String(254), default=None)


class TeamEpoch(Main):
    """One generation of a team's keys, signed by its maker and, after the first, by the epoch before.

    While the team's cases move to this epoch from earlier ones, `rewrapped_to` is the last case id that was looked at.
    """

    __tablename__ = "team_epoch"
    __table_args__ = (
        CheckConstraint("(epoch = 0) = (previous_signature IS NULL)", name="later_is_signed_by_previous"),
    )

    team_id: Mapped[int] = mapped_column(RowId, ForeignKey("team.id"), primary_key=True, autoincrement=False)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(1216))
    signing_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    maker_id: Mapped[int] = mapped_column(RowId, ForeignKey("staff.id"))
    maker_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    maker_signature: Mapped[bytes] = mapped_column(LargeBinary(64))
    previous_signature: Mapped[bytes | None] = mapped_column(LargeBinary(64), default=None)
    rewrapped_to: Mapped[int | None] = mapped_column(RowId, default=None)


class TeamMember(Main):
    """That a person holds an epoch of a team: its seed, sealed to them, and the epoch's word that they are in it.

    An empty seal is one that was destroyed, because the person lost their keys.
    """

    __tablename__ = "team_member"
    __table_args__ = (
        ForeignKeyConstraint(["team_id", "epoch"], ["team_epoch.team_id", "team_epoch.epoch"]),
        Index(None, "staff_id"),
    )

    team_id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    staff_id: Mapped[int] = mapped_column(RowId, ForeignKey("staff.id"), primary_key=True, autoincrement=False)
    lead: Mapped[bool] = mapped_column(default=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))


class RecoveryKeyRow(Main):
    """A recovery key of the installation, by its public half: its private half is words on three cards.

    Whoever made it signed it, and so did the team that they led. The highest number is the newest; which one is in
    force, the pin says.
    """

    __tablename__ = "recovery_key"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(1216))
    signing_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    made_on: Mapped[date]
    maker_id: Mapped[int] = mapped_column(RowId, ForeignKey("staff.id"))
    maker_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    team_id: Mapped[int] = mapped_column(RowId, ForeignKey("team.id"))
    team_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    maker_signature: Mapped[bytes] = mapped_column(LargeBinary(64))
    team_signature: Mapped[bytes] = mapped_column(LargeBinary(64))


class RecoverySeal(Main):
    """The seed of an epoch, sealed to one recovery key at a time, and the epoch's word that this is the seal."""

    __tablename__ = "recovery_seal"
    __table_args__ = (ForeignKeyConstraint(["team_id", "epoch"], ["team_epoch.team_id", "team_epoch.epoch"]),)

    team_id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))


class IntakeRoute(Main):
    """Which team receives what is sent with a public form. The highest version of a form holds.

    Whoever receives it gives it away: `giver_id` is the team before, whose epoch `epoch` signed. The first team gives
    it to itself.
    """

    __tablename__ = "intake_route"

    form: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    team_id: Mapped[int] = mapped_column(RowId, ForeignKey("team.id"))
    giver_id: Mapped[int] = mapped_column(RowId, ForeignKey("team.id"))
    epoch: Mapped[int]
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))


class SessionRow(Ephemeral):
    """A live session. `wrapped` opens with the cookie's secret and this run's secret together, not with less."""

    __tablename__ = "session"
    __table_args__ = (Index(None, "kind", "subject_id"),)

    sid: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    kind: Mapped[SessionKind] = mapped_column(enum_column(SessionKind, "kind"))
    subject_id: Mapped[int] = mapped_column(RowId)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)


class ThrottleBucket(Ephemeral):
    """How many recent tries something has behind it. The key is a keyed hash: no name that was typed stands here."""

    __tablename__ = "throttle_bucket"

    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    level: Mapped[float] = mapped_column(default=0.0)
    at: Mapped[datetime] = mapped_column(Moment)


class DeviceMark(Ephemeral):
    """That a person signed in from a browser before, as a hash of the browser's mark and the name."""

    __tablename__ = "device_mark"

    mac: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(Moment)


class FailedSignIn(Ephemeral):
    """Failed sign-ins of one account in one hour, until they join the log. Account 0 stands for all unknown names."""

    __tablename__ = "failed_sign_in"

    staff_id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    hour: Mapped[str] = mapped_column(String(13), primary_key=True)
    tries: Mapped[int] = mapped_column(default=0)
