"""Legal holds on a case: set and lifted by its leads, from the case's page."""

from flask.typing import ResponseReturnValue

from intake.access.permissions import Permission
from intake.cases import hold as holding
from intake.cases.states import HoldReason, LiftReason
from intake.web.desk import forms
from intake.web.desk.acts import perform
from intake.web.desk.blueprint import blueprint
from intake.web.guard import requires

_PAGE = "desk.show_case"


@blueprint.post("/desk/cases/<string:reference>/hold")
@requires(Permission.CASE_HOLD, shown_on=_PAGE)
def hold(reference: str) -> ResponseReturnValue:
    """Keep the case from being erased."""
    form = forms.HoldForm()
    return perform(reference, form, "held", lambda desk, at: holding.set_hold(
        desk.work, desk.actor, desk.keyring.signer, at.reference, HoldReason(form.reason.data)))


@blueprint.post("/desk/cases/<string:reference>/lift-hold")
@requires(Permission.CASE_HOLD, shown_on=_PAGE)
def lift_hold(reference: str) -> ResponseReturnValue:
    """End the hold."""
    form = forms.LiftForm()
    return perform(reference, form, "lifted", lambda desk, at: holding.lift(
        desk.work, desk.actor, desk.keyring.signer, at.reference, at.version, LiftReason(form.reason.data)))
