"""Going on although the log was changed: a desk that locked everybody out would hurt the people who write."""

from flask import redirect
from flask.typing import ResponseReturnValue

from intake.access.permissions import Permission
from intake.web import errors, witness
from intake.web.account.blueprint import blueprint
from intake.web.account.sign_in import home_of, wanted
from intake.web.guard import requires, visitor
from intake.web.log_changed import GoOnForm
from intake.web.work import changing


@blueprint.post("/account/log-warning")
@requires(Permission.SELF_MANAGE)
def pass_log_warning() -> ResponseReturnValue:
    """Take the log as it is now for this browser's memory; the event of the warning stays."""
    form = GoOnForm()
    if not form.validate_on_submit():
        return errors.page(400)
    with changing() as work:
        witness.go_on(work, visitor().actor, visitor().keyring.signer)
    return redirect(wanted(form.next.data or "") or home_of(visitor().actor), 303)
