"""Setting a new password with the recovery key, for somebody who cannot sign in."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo

from intake.accounts import recovery
from intake.accounts.recovery import Recovery
from intake.errors import Busy, Invalid
from intake.web import cookies
from intake.web.account import words
from intake.web.account.blueprint import blueprint
from intake.web.forms import Needed, PublicForm
from intake.web.guard import public
from intake.web.work import runtime


class RecoverForm(PublicForm):
    """What recovering needs."""

    username = StringField(_l("User name"), [Needed(_l("Please enter your user name."))])
    recovery_key = StringField(_l("Recovery key"), [Needed(_l("Please enter your recovery key."))])
    code = StringField(_l("Code from your app, or a backup code"))
    password = PasswordField(_l("New password"), [Needed(_l("Please choose a password."))])
    again = PasswordField(_l("The same password again"), [
        EqualTo("password", _l("The two passwords are not the same."))])


@blueprint.get("/account/recover")
@public
def show_recovery() -> ResponseReturnValue:
    """The page to set a new password on."""
    return _page(RecoverForm(formdata=None), 200)


@blueprint.post("/account/recover")
@public
def recover() -> ResponseReturnValue:
    """Set the new password, or show the page again."""
    form = RecoverForm()
    if not form.validate_on_submit():
        return _page(form)
    try:
        done = recovery.recover(runtime(), _typed(form))
    except Invalid as error:
        words.put_on(form, error.problems)
        return _page(form)
    except Busy:
        return _page(form, 429, words.WAIT)
    return redirect(url_for("account.sign_in", done="recovered"), 303) if done else _page(
        form, trouble=words.NOT_RECOVERED)


def _page(form: RecoverForm, status: int = 422, trouble: object = "") -> ResponseReturnValue:
    return render_template("account/show_recovery.html", form=form, trouble=[str(trouble)] if trouble else []), status


def _typed(form: RecoverForm) -> Recovery:
    return Recovery(form.username.data or "", form.recovery_key.data or "", form.code.data or "",
                    form.password.data or "", cookies.read(cookies.DEVICE))
