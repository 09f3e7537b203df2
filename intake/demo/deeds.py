"""What people do in the demonstration, one value for each kind of deed. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from intake.cases.states import Outcome, Priority, Reason, Status
from intake.cases.wishes import Wish
from intake.demo.content import File
from intake.questionnaires.safe_contact import SafeContact


@dataclass(frozen=True, slots=True)
class Sent:
    """The enquiry arrives."""


@dataclass(frozen=True, slots=True)
class Wrote:
    """The person comes back with their receipt code, and writes, asks, or says anew how they may be reached."""

    text: str
    files: tuple[File, ...] = ()
    wish: Wish | None = None
    contact: SafeContact | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody of the team opens the case."""

    by: str


@dataclass(frozen=True, slots=True)
class Took:
    """Somebody makes the case theirs."""

    by: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Somebody gives the case to a colleague, with a note."""

    by: str
    to: str
    text: str


@dataclass(frozen=True, slots=True)
class Planned:
    """Somebody says what the case is called, how urgent it is, and when it is due."""

    by: str
    title: str
    priority: Priority
    due_day: date | None


@dataclass(frozen=True, slots=True)
class Noted:
    """Somebody writes a note."""

    by: str
    text: str
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Warned:
    """Somebody looks at the files of a case, and says of one what to know before one does."""

    by: str
    file: str
    warning: str


@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody writes to the person, and may leave the next step to them."""

    by: str
    text: str
    then_wait: bool
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody moves the case."""

    by: str
    status: Status
    reason: Reason
    outcome: Outcome | None = None


Deed = Sent | Wrote | Opened | Took | HandedOver | Planned | Noted | Warned | Answered | Moved


@dataclass(frozen=True, slots=True)
class Step:
    """One deed and its moment."""

    at: datetime
    deed: Deed
