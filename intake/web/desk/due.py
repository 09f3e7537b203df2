"""What is due to be erased: leads look at the list, and confirm what may go."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake.access.permissions import Permission
from intake.cases import retention, sent
from intake.cases.retention import periods_of
from intake.web.desk import due_page
from intake.web.desk.blueprint import blueprint
from intake.web.desk.due_page import ConfirmForm, WithdrawForm
from intake.web.desk.person import keyring
from intake.web.guard import requires, visitor
from intake.web.work import changing, runtime


@blueprint.get("/desk/due")
@requires(Permission.CASE_ERASE)
def show_due() -> ResponseReturnValue:
    """What is due, and what will be within thirty days."""
    return due_page.show(ConfirmForm())


@blueprint.post("/desk/due/confirm")
@requires(Permission.CASE_ERASE, shown_on="desk.show_due")
def confirm_erasures() -> ResponseReturnValue:
    """Confirm that the chosen cases be erased when their day has come."""
    form = ConfirmForm()
    if not form.validate_on_submit():
        return due_page.show(form, 422)
    wanted = set(form.cases.data or ())
    with changing() as work:
        if not sent.once(work, form.sending()).new:
            return _back("before")
        number = retention.confirm(work, visitor().actor, keyring().signer, wanted, periods_of(runtime().settings))
    return _back("confirmed" if number == len(wanted) else "partly_confirmed")


@blueprint.post("/desk/due/withdraw")
@requires(Permission.CASE_ERASE, shown_on="desk.show_due")
def withdraw_erasure() -> ResponseReturnValue:
    """Take a confirmation back."""
    form = WithdrawForm()
    if not form.validate_on_submit():
        return due_page.show(ConfirmForm(formdata=None), 422)
    with changing() as work:
        retention.withdraw(work, visitor().actor, keyring().signer, form.case.data or "")
    return redirect(url_for("desk.show_due", done="withdrawn"), 303)


def _back(done: str) -> ResponseReturnValue:
    return redirect(url_for("desk.show_due", done=done, after=request.args.get("after")), 303)
