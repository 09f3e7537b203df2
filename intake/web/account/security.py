"""What people do to their own account. Whatever guards it asks for the password again."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from intake.access.permissions import Permission
from intake.accounts import codes, own_calendar, passwords, renew_factor, sign_out
from intake.accounts.installation import Installation
from intake.accounts.recognise import SignedIn
from intake.errors import NotFound, Stale
from intake.web import errors
from intake.web.account import security_page
from intake.web.account.blueprint import blueprint
from intake.web.account.person import signed_in
from intake.web.account.qr import picture_of
from intake.web.account.security_forms import (
    CalendarForm,
    ChangePasswordForm,
    EndForm,
    FactorForm,
    PaperForm,
    RenewForm,
)
from intake.web.account.security_page import tried
from intake.web.frame import me
from intake.web.guard import requires
from intake.web.work import changing, runtime


@dataclass(frozen=True, slots=True)
class Device:
    """A new second factor, before its first code was typed."""

    secret: str
    picture: Markup


@blueprint.get("/account/security")
@requires(Permission.SELF_MANAGE)
def show_security() -> ResponseReturnValue:
    """The page of one's own account."""
    return security_page.show()


@blueprint.post("/account/password")
@requires(Permission.SELF_MANAGE)
def change_password() -> ResponseReturnValue:
    """Put a new password in the place of the old."""
    form = ChangePasswordForm("password")
    if not form.validate_on_submit():
        return security_page.show(form, "password", 422)
    ended, status = tried(form, lambda: passwords.change_password(
        runtime(), signed_in(), form.current.data or "", form.new.data or ""))
    if ended is None:
        return security_page.show(form, "password", status)
    return _done("password")


@blueprint.post("/account/codes")
@requires(Permission.SELF_MANAGE)
def renew_codes() -> ResponseReturnValue:
    """Make fresh backup codes and show them once; they do not hold yet."""
    return _paper("codes", codes.make_backup_codes)


@blueprint.post("/account/recovery-key")
@requires(Permission.SELF_MANAGE)
def renew_recovery_key() -> ResponseReturnValue:
    """Make a fresh recovery key and show it once; it does not hold yet."""
    return _paper("recovery", codes.make_recovery_key)


@blueprint.post("/account/paper")
@requires(Permission.SELF_MANAGE)
def take_paper() -> ResponseReturnValue:
    """Put in force what somebody says they have taken down."""
    form = PaperForm("paper")
    with suppress(Stale):
        if form.validate_on_submit():
            codes.put_in_force(runtime(), signed_in(), form.draft.data or "")
            return _done("paper")
    return _done("over")


@blueprint.post("/account/second-factor")
@requires(Permission.SELF_MANAGE)
def begin_factor() -> ResponseReturnValue:
    """Make the secret of a new device and show it."""
    form = RenewForm("factor")
    if not form.validate_on_submit():
        return security_page.show(form, "factor", 422)
    draft, status = tried(form, lambda: renew_factor.prepare(runtime(), signed_in(), form.current.data or ""))
    if draft is None:
        return security_page.show(form, "factor", status)
    return _device(FactorForm("factor", formdata=None, draft=draft), 200)


@blueprint.post("/account/second-factor/confirm")
@requires(Permission.SELF_MANAGE)
def finish_factor() -> ResponseReturnValue:
    """Put the new device in force once it showed its first code."""
    form, done = FactorForm("factor"), None
    draft, code = form.draft.data or "", form.code.data or ""
    try:
        if form.validate_on_submit():
            done, _status = tried(form, lambda: renew_factor.finish(runtime(), signed_in(), draft, code))
        return _device(form, 422) if done is None else _done("factor")
    except Stale:
        return _done("over")


@blueprint.post("/account/calendar")
@requires(Permission.SELF_MANAGE)
def choose_calendar() -> ResponseReturnValue:
    """Read days in another calendar from here on."""
    form = CalendarForm("calendar")
    if not form.validate_on_submit():
        return security_page.show(form, "calendar", 422)
    with changing() as work:
        own_calendar.choose(work, signed_in().actor, form.chosen())
    return _done("calendar")


@blueprint.post("/account/sessions/<string(length=64):sid>/end")
@requires(Permission.SELF_MANAGE)
def end_session(sid: str) -> ResponseReturnValue:
    """End another session of one's own."""
    if not EndForm("end").validate_on_submit():
        return errors.page(400)
    with changing() as work:
        sign_out.end_one(work, signed_in(), _session_id(sid))
    return _done("ended")


@blueprint.post("/account/sessions/end-others")
@requires(Permission.SELF_MANAGE)
def end_other_sessions() -> ResponseReturnValue:
    """End every other session of one's own."""
    if not EndForm("end").validate_on_submit():
        return errors.page(400)
    with changing() as work:
        sign_out.end_others(work, signed_in())
    return _done("ended")


def _session_id(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise NotFound("no such session") from None


def _done(what: str) -> ResponseReturnValue:
    return redirect(url_for("account.show_security", done=what), 303)


def _paper(part: str, make: Callable[[Installation, SignedIn, str], str]) -> ResponseReturnValue:
    form = RenewForm(part)
    if not form.validate_on_submit():
        return security_page.show(form, part, 422)
    draft, status = tried(form, lambda: make(runtime(), signed_in(), form.current.data or ""))
    if draft is None:
        return security_page.show(form, part, status)
    return render_template("account/show_paper.html", page=codes.show(signed_in(), draft), me=me(),
                           form=PaperForm("paper", formdata=None, draft=draft), nav=security_page.menu())


def _device(form: FactorForm, status: int) -> ResponseReturnValue:
    secret, link = renew_factor.show(runtime(), signed_in(), form.draft.data or "")
    return render_template("account/confirm_factor.html", page=Device(secret, picture_of(link)), form=form, me=me(),
                           nav=security_page.menu()), status
