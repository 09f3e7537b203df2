"""The quarantine: what looked like spam, looked through by the team, many at once."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake.access.permissions import Permission
from intake.cases import quarantine
from intake.web.desk import quarantine_page
from intake.web.desk.blueprint import blueprint
from intake.web.desk.person import keyring
from intake.web.desk.quarantine_page import SortForm
from intake.web.guard import requires, visitor
from intake.web.work import changing


@blueprint.get("/desk/quarantine")
@requires(Permission.CASE_LIST)
def show_quarantine() -> ResponseReturnValue:
    """What is in quarantine, or with `?thrown=1` what was thrown away and is not erased yet."""
    return quarantine_page.show(SortForm())


@blueprint.post("/desk/quarantine/sort")
@requires(Permission.CASE_MOVE, shown_on="desk.show_quarantine")
def sort_quarantine() -> ResponseReturnValue:
    """Release the chosen cases, or throw them away."""
    form = SortForm()
    if not form.validate_on_submit():
        return quarantine_page.show(form, 422)
    released, person, signer = form.releases, visitor().actor, keyring().signer
    with changing() as work:
        act = quarantine.release_all if released else quarantine.discard_all
        number = act(work, person, signer, form.chosen())
    done = None if not number else "released" if released else "discarded"
    if released and form.on_case.data:
        return redirect(url_for("desk.show_case", reference=form.chosen()[0], done=done), 303)
    wanted = quarantine_page.asked(request.args)
    return redirect(url_for("desk.show_quarantine", done=done, thrown=1 if wanted.thrown else None,
                            harmless=1 if wanted.harmless else None), 303)
