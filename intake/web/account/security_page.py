"""The page of one's own account: sessions, password, codes, second factor, calendar, and the digits to read out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from intake.access.permissions import Permission
from intake.access.policy import holds
from intake.accounts import codes, founding, sessions
from intake.accounts.digits import Spoken
from intake.accounts.sessions import OwnSession
from intake.errors import Busy, Invalid
from intake.web.account import words
from intake.web.account.person import signed_in
from intake.web.account.security_forms import CalendarForm, ChangePasswordForm, EndForm, OwnForm, RenewForm
from intake.web.frame import Group, Item, me
from intake.web.work import reading, runtime

Result = TypeVar("Result")
_NOTICES = {
    "password": _l("Your password is changed, and your other sessions have ended."),
    "ended": _l("The session has ended."),
    "factor": _l("Your new app is set up, and your other sessions have ended."),
    "paper": _l("What you took down works from now on. What you had before no longer does."),
    "over": _l("That page does not hold any more, so pressing its button changed nothing. If you had pressed it "
               "before, it may be done."),
    "calendar": _l("Days are shown in the calendar that you chose."),
}


@dataclass(frozen=True, slots=True)
class SecurityPage:
    """One's own account. `spoken` is None for those who join no team."""

    sessions: tuple[OwnSession, ...]
    codes_left: int
    spoken: Spoken | None
    password: ChangePasswordForm
    codes: RenewForm
    recovery: RenewForm
    factor: RenewForm
    calendar: CalendarForm
    end: EndForm


def show(form: OwnForm | None = None, part: str = "", status: int = 200) -> ResponseReturnValue:
    """The page; with `form`, that one in the place of the empty form of its part."""
    forms: dict[str, OwnForm] = {name: RenewForm(name, formdata=None) for name in ("codes", "recovery", "factor")}
    who, settings = signed_in(), runtime().settings
    forms["password"] = ChangePasswordForm("password", formdata=None)
    forms["calendar"] = CalendarForm("calendar", formdata=None, data={"calendar": who.actor.calendar or ""})
    if form is not None:
        forms[part] = form
    with reading() as work:
        own = sessions.list_own(work, who.actor.id, who.session.sid, settings)
        left = codes.codes_left(work, who.actor.id)
    said = founding.own_spoken(who.keyring) if holds(who.actor, Permission.TEAM_READ) else None
    page = SecurityPage(own, left, said, end=EndForm("end", formdata=None), **forms)
    return render_template("account/show_security.html", page=page, form=form, me=me(), nav=menu(),
                           notice=str(_NOTICES.get(request.args.get("done", ""), ""))), status


def menu() -> tuple[Group, ...]:
    """Back to work, and here."""
    items = (Item(_("Back to work"), me().home_href),
             Item(_("Security and sessions"), url_for("account.show_security"), current=True))
    return (Group(_("Your account"), items),)


def tried(form: OwnForm, deed: Callable[[], Result]) -> tuple[Result | None, int]:
    """What the deed gave, or None with what was wrong written on the form, and the status that goes with it."""
    try:
        return deed(), 200
    except Invalid as error:
        words.put_on(form, error.problems)
        return None, 422
    except Busy:
        form.form_errors.append(str(words.WAIT))
        return None, 429
