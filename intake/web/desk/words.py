"""The desk's words for what the core knows as values: lists, statuses, outcomes, reasons, days."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from babel import Locale
from babel.lists import format_list
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from intake import clock
from intake.cases.contacting import Reached
from intake.cases.lists import COUNT_STOPS_AT, View
from intake.cases.states import ErasureReason, HoldReason, LiftReason, Outcome, Priority, Reason, Status
from intake.cases.take_down import How
from intake.cases.way_back import WayBack
from intake.cases.wishes import Wish
from intake.questionnaires.safe_contact import Channel, SafeContact
from intake.web.contact_words import CHANNELS
from intake.web.days import day, short_day
from intake.web.languages import in_digits_of_page

_SOON = 6

VIEWS: dict[View, LazyString] = {
    View.MINE: _l("Mine"),
    View.UNASSIGNED: _l("Unassigned"),
    View.OPEN: _l("All open"),
    View.WAITING: _l("Waiting"),
    View.CLOSED: _l("Closed"),
    View.NAMED: _l("Shared with me"),
    View.QUARANTINE: _l("Quarantine"),
}
STATUSES: dict[Status, LazyString] = {
    Status.NEW: _l("New"),
    Status.OPEN: _l("Open"),
    Status.WAITING: _l("Waiting"),
    Status.CLOSED: _l("Closed"),
    Status.QUARANTINED: _l("In quarantine"),
    Status.DISCARDED: _l("Thrown away"),
}
MOVES: dict[Status, LazyString] = {
    Status.OPEN: _l("Open: it is being worked on"),
    Status.WAITING: _l("Wait"),
    Status.CLOSED: _l("Close"),
}
OUTCOMES: dict[Outcome, LazyString] = {
    Outcome.HELPED: _l("Helped"),
    Outcome.REFERRED: _l("Referred to somebody else"),
    Outcome.NO_CONTACT: _l("No contact any more"),
    Outcome.WITHDRAWN: _l("Withdrawn by the person"),
    Outcome.NOT_FOR_US: _l("Not for us"),
    Outcome.DUPLICATE: _l("Duplicate of another case"),
    Outcome.SPAM: _l("Spam"),
    Outcome.TEST: _l("Test"),
}
PRIORITIES: dict[Priority, LazyString] = {
    Priority.NORMAL: _l("Normal"),
    Priority.HIGH: _l("High"),
    Priority.URGENT: _l("Urgent"),
}
REASONS: dict[Reason, LazyString] = {
    Reason.STARTED: _l("Work has begun"),
    Reason.FOR_THEM: _l("For the person's answer"),
    Reason.FOR_OTHERS: _l("For somebody else"),
    Reason.FOR_A_DAY: _l("For a certain day"),
    Reason.CAME_BACK: _l("The person came back"),
    Reason.GOES_ON: _l("Work goes on"),
    Reason.BY_MISTAKE: _l("It was moved by mistake"),
    Reason.DONE: _l("Work is done"),
}
HOLD_REASONS: dict[HoldReason, LazyString] = {
    HoldReason.COURT: _l("A court or an authority asked for it"),
    HoldReason.COMPLAINT: _l("A complaint or a dispute is open"),
    HoldReason.SAFETY: _l("Somebody's safety may depend on it"),
    HoldReason.ASKED_TO_KEEP: _l("The person asked us to keep it"),
}
LIFT_REASONS: dict[LiftReason, LazyString] = {
    LiftReason.OVER: _l("The reason is over"),
    LiftReason.BY_MISTAKE: _l("It was set by mistake"),
}
ERASURE_REASONS: dict[ErasureReason, LazyString] = {
    ErasureReason.ASKED_FOR: _l("The person asked for it"),
    ErasureReason.KEPT_LONG_ENOUGH: _l("It was kept long enough"),
    ErasureReason.BY_MISTAKE: _l("It was sent by mistake, or is spam"),
}
FOR_WHOM: dict[str, LazyString] = {
    "self": _l("Themselves"),
    "someone": _l("Someone close"),
    "left": _l("Has left"),
    "information": _l("Has information"),
}
REACHED: dict[Reached, LazyString] = {
    Reached.SPOKE: _l("Spoke with the person"),
    Reached.SENT: _l("Sent"),
    Reached.NO_ANSWER: _l("No answer, no message left"),
    Reached.SOMEBODY_ELSE: _l("Somebody else answered"),
    Reached.BROKEN_OFF: _l("Not safe: broken off"),
}
WISHES: dict[Wish, LazyString] = {
    Wish.ERASURE: _l("Asks for erasure"),
    Wish.COPY: _l("Asks for a copy"),
    Wish.NAME: _l("Who they are"),
    Wish.CONTACT: _l("Safe contact"),
}
HOW: dict[How, LazyString] = {
    How.TELEPHONE: _l("By telephone"),
    How.IN_PERSON: _l("In person"),
}
DONE: dict[str, LazyString] = {
    "before": _l("This was done when you pressed the button before. The page shows how it stands now."),
    "taken_down": _l("The enquiry was taken down. It is a case now."),
    "contacted": _l("The contact was written down."),
    "contact_changed": _l("The card of safe contact was changed."),
    "taken": _l("You work on this case now."),
    "assigned": _l("The case was assigned."),
    "handed_over": _l("The case was handed over, with your note."),
    "transferred": _l("The case now belongs to the other team."),
    "noted": _l("Your note was saved."),
    "corrected": _l("Your note was corrected. The earlier version is kept."),
    "replied": _l("Your message is in the thread. The person reads it when they come back with their code."),
    "planned": _l("The plan was saved."),
    "moved": _l("The status was changed."),
    "released": _l("Released. It stands in the lists now, like any new case."),
    "discarded": _l("Thrown away. It can be brought back until the day on which it is erased."),
    "held": _l("The case is held: nobody can erase it until the hold is lifted."),
    "lifted": _l("The hold was lifted."),
    "erased": _l("The case was erased. Nothing of it is left but its reference in the log."),
    "erasing": _l("The case will be erased within some minutes, by itself."),
    "confirmed": _l("Confirmed. These cases are erased when their day has come."),
    "partly_confirmed": _l("Some of these stay: they were held or opened again meanwhile. The others are confirmed."),
    "withdrawn": _l("Taken back. The case stays until somebody confirms it again."),
}
"""What `?done=` may say: nothing else in an address is ever shown."""


def _(text: str, **values: Any) -> str:
    """Gettext, with a type."""
    return str(gettext(text, **values))


def held(reason: HoldReason, since: date) -> str:
    """Why a case may not be erased, and since when."""
    return _("%(reason)s (since %(day)s)", reason=HOLD_REASONS[reason], day=day(since))


def done(query: Mapping[str, str]) -> str:
    """What was just done, as the address says; empty for any word that is not ours."""
    return str(DONE.get(query.get("done", ""), ""))


def was_read(on: date | None) -> str:
    """Whether the person read what was written to them, and on which day."""
    return _("Read on %(day)s", day=day(on)) if on else _("Not read yet")


def taken_down(who: str, how: How) -> str:
    """Who took an enquiry down, and how they were told."""
    if how is How.TELEPHONE:
        return _("taken down by %(who)s, by telephone", who=who)
    return _("taken down by %(who)s, in person", who=who)


def not_taken_down_yet() -> str:
    """The lane stayed full."""
    return _("The server is busy just now, so nothing was kept yet. What you wrote is still here: wait a moment, then "
             "press the button once more.")


def not_taken_down() -> str:
    """A store failed, or the team's keys are in doubt."""
    return _("We could not save this just now, so there is no case yet. What you wrote is still here: try again in a "
             "moment, or copy it to a safe place.")


def taken_down_before() -> str:
    """New words in a form that became a case already."""
    return _("This form became a case before, and what you changed since was not saved. It belongs there, as a note. "
             "If this is another enquiry, press the button once more.")


def team_as_chosen() -> str:
    """A team whose name cannot be looked up just now."""
    return _("The team that you chose")


def general_form() -> str:
    """The form of no entrance in particular."""
    return _("General form")


def way_back(way: WayBack, burnt: date | None) -> str:
    """Whether the person can come back and read what is written to them."""
    if burnt is not None:
        return _("They burnt their code on %(day)s and cannot come back.", day=day(burnt))
    return {
        WayBack.OPEN: _("With their code."),
        WayBack.HANDED_OUT: _("With the code that was handed out. They have not used it yet."),
    }.get(way, _("No code was handed out, so they cannot come back."))


def for_whom(value: str) -> str:
    """For whom a person writes, short; empty when they did not say."""
    return str(FOR_WHOM.get(value, ""))


def contact(told: SafeContact) -> str:
    """The ways by which a person may be reached; addresses and what to mind stand on the case, where they are whole."""
    safe = [str(CHANNELS[channel]) for channel in Channel if told.allows(channel)]
    return format_list(safe, locale=get_locale() or "en") if safe else _("Comes back here")


def language_name(code: str) -> str:
    """A language's name in the page's language."""
    locale = get_locale() or Locale("en")
    name = str(locale.languages.get(code, code))
    return name[:1].upper() + name[1:]


def count(number: int) -> str:
    """A count beside a view; nothing for none, and no more than the database counted."""
    shown = f"{COUNT_STOPS_AT - 1}+" if number >= COUNT_STOPS_AT else str(number or "")
    return in_digits_of_page(shown)


def time_of_day(hours: int, minutes: int) -> str:
    """A time of day, 24 hours."""
    shown = f"{hours:02}:{minutes:02}"
    return in_digits_of_page(shown)


def near_day(value: date) -> str:
    """A day as people say it: today, tomorrow, yesterday, else the date."""
    named = {0: _("Today"), 1: _("Tomorrow"), -1: _("Yesterday")}
    return named.get((value - clock.today()).days) or short_day(value)


def due_state(value: date | None, *, overdue: bool) -> str:
    """How pressing a due day is: `late`, `today`, `soon`, or nothing."""
    if value is None:
        return ""
    if overdue:
        return "late"
    today = clock.today()
    if value == today:
        return "today"
    return "soon" if today < value <= today + timedelta(days=_SOON) else ""
