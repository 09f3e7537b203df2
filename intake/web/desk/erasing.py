"""Erasing one case for ever: what it means is said first, and a lead types its reference and their password."""

import logging

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from intake.access.permissions import Permission
from intake.cases import erase as erasing
from intake.cases.states import ErasureReason
from intake.errors import Stale, WrongState
from intake.vault.sign import Signer
from intake.web.desk import erase_page, step_up
from intake.web.desk.blueprint import blueprint
from intake.web.desk.erase_page import EraseForm
from intake.web.desk.person import keyring
from intake.web.desk.unsaved import UNKEPT
from intake.web.guard import requires, visitor
from intake.web.work import changing, runtime

log = logging.getLogger("intake.web")


@blueprint.get("/desk/cases/<string:reference>/erase")
@requires(Permission.CASE_ERASE)
def show_erase(reference: str) -> ResponseReturnValue:
    """What is lost, what remains, and the form."""
    return erase_page.show(EraseForm(reference))


@blueprint.post("/desk/cases/<string:reference>/erase")
@requires(Permission.CASE_ERASE)
def erase(reference: str) -> ResponseReturnValue:
    """Erase the case, and go to the list."""
    form = EraseForm(reference)
    if status := step_up.refused(form):
        return erase_page.show(form, status)
    try:
        with changing() as work:
            case_id = erasing.request(work, visitor().actor, keyring().signer, reference, form.version.data or 0,
                                      ErasureReason(form.reason.data))
    except (Stale, WrongState):
        return erase_page.show(form, 409, changed=True)
    return redirect(url_for("desk.show_home", done="erased" if _carried_out(case_id) else "erasing"), 303)


def _carried_out(case_id: int) -> bool:
    """Whether it could be done at once. If not, the job process does it: asking for it was kept already."""
    try:
        with changing() as work:
            return erasing.carry_out(work, Signer(runtime().secrets.log_seed), case_id)
    except UNKEPT as error:
        log.error("an erasure is left to the job process: %s", type(error).__name__)
        return False
