"""Enrolling with a one-time link, in two pages. Nothing is stored before the second one is confirmed."""

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired

from intake.accounts import enrol, invite
from intake.accounts.enrol import ShownOnce
from intake.accounts.invite import Invited
from intake.errors import Busy, Invalid, NotFound, Stale
from intake.web.account import words
from intake.web.account.blueprint import blueprint
from intake.web.account.qr import picture_of
from intake.web.forms import Needed, PublicForm
from intake.web.guard import public
from intake.web.work import reading, runtime


class PasswordForm(PublicForm):
    """A first password, twice."""

    password = PasswordField(_l("Choose a password"), [Needed(_l("Please choose a password."))])
    again = PasswordField(_l("The same password again"), [
        Needed(_l("Please enter the password a second time.")),
        EqualTo("password", _l("The two passwords are not the same.")),
    ])


class ConfirmForm(PublicForm):
    """A first code, and the word that everything on the page was taken down."""

    draft = HiddenField()
    code = StringField(_l("Code that your app shows now"), [Needed(_l("Please enter the code from your app."))])
    kept = BooleanField(_l("I have put the recovery key and the backup codes in a safe place"), [
        InputRequired(_l("Please take down the recovery key and the backup codes first; they are not shown again."))])


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """What a person takes down. `picture` is the QR code of the app's address."""

    token: str
    person: Invited
    shown: ShownOnce
    picture: Markup


@blueprint.get("/enrol/<string:token>")
@public
def show_enrolment(token: str) -> ResponseReturnValue:
    """The page on which the holder of a link chooses a password."""
    return _password_page(token, PasswordForm(formdata=None), 200)


@blueprint.post("/enrol/<string:token>")
@public
def begin_enrolment(token: str) -> ResponseReturnValue:
    """Make keys and codes for a good password and show them, or ask again."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return _password_page(token, form)
    try:
        draft = enrol.prepare(runtime(), token, form.password.data or "")
        return _confirm_page(token, ConfirmForm(formdata=None, draft=draft), 200)
    except Invalid as error:
        words.put_on(form, error.problems)
    except NotFound:
        return _over()
    except Busy:
        return _password_page(token, form, 429, words.WAIT)
    return _password_page(token, form)


@blueprint.post("/enrol/<string:token>/confirm")
@public
def finish_enrolment(token: str) -> ResponseReturnValue:
    """Check the first code and make the account work, or show the same page again."""
    form = ConfirmForm()
    try:
        if form.validate_on_submit():
            enrol.activate(runtime(), token, form.draft.data or "", form.code.data or "")
            return redirect(url_for("account.sign_in", done="enrolled"), 303)
        return _confirm_page(token, form)
    except Invalid as error:
        words.put_on(form, error.problems)
        return _confirm_page(token, form)
    except Stale:
        return _password_page(token, PasswordForm(formdata=None), 409, words.BEGUN_TOO_LONG_AGO)
    except NotFound:
        return _over()


def _password_page(token: str, form: PasswordForm, status: int = 422, trouble: object = "") -> ResponseReturnValue:
    try:
        with reading() as work:
            person = invite.find(work, runtime().secrets, token)
    except NotFound:
        return _over()
    return render_template("account/show_enrolment.html", form=form, token=token, person=person,
                           trouble=[str(trouble)] if trouble else []), status


def _confirm_page(token: str, form: ConfirmForm, status: int = 422) -> ResponseReturnValue:
    person, shown = enrol.show(runtime(), token, form.draft.data or "")
    page = ConfirmPage(token, person, shown, picture_of(shown.app_link))
    return render_template("account/confirm_enrolment.html", form=form, page=page), status


def _over() -> ResponseReturnValue:
    return render_template("account/link_over.html"), 404
