"""Asking for the password again before anything that changes who can read: an open screen is not enough for that."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField

from intake.accounts import passwords
from intake.accounts.recognise import SignedIn
from intake.errors import Busy, Invalid
from intake.web.desk.person import keyring
from intake.web.forms import Needed, StaffForm
from intake.web.guard import visitor
from intake.web.work import runtime


class StepUpForm(StaffForm):
    """A form that wants one's password. It is never carried over a sign-in."""

    current = PasswordField(_l("Your own password"), [Needed(_l("Please enter your own password."))])


def refused(form: StepUpForm) -> int:
    """0 when the form is whole and the password is right; else the status to show it with, its errors written on it."""
    if not form.validate_on_submit():
        return 422
    person = visitor()
    try:
        passwords.confirm(runtime(), SignedIn(person.actor, keyring(), person.session), form.current.data or "")
    except Invalid:
        form.current.errors = [_("This is not right. Please try again.")]
        return 422
    except Busy:
        form.form_errors.append(_("There were many tries in a short time. Please wait a little and try again; nothing "
                                  "is locked."))
        return 429
    return 0
