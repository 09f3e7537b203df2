"""The log, read and exported. Each is recorded before anything is shown (DESIGN 2, promise 7)."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from intake import clock
from intake.access.permissions import Permission
from intake.web.admin import audit_page
from intake.web.admin.audit_form import ExportForm
from intake.web.admin.blueprint import blueprint
from intake.web.admin.menu import menu
from intake.web.frame import me
from intake.web.guard import requires
from intake.web.work import changing, runtime


@blueprint.get("/admin/audit")
@requires(Permission.AUDIT_READ)
def show_audit() -> ResponseReturnValue:
    """A page of the log, newest day first, filtered as the address says."""
    return _show()


@blueprint.post("/admin/audit/export")
@requires(Permission.AUDIT_EXPORT, shown_on="admin.show_audit")
def export_audit() -> ResponseReturnValue:
    """What the filters find, as a file of one JSON object a line."""
    if not ExportForm().validate_on_submit():
        return _show(export_failed=True, status=422)
    with changing() as work:
        export = audit_page.begin_export(work)
    if export is None:
        return _show(export_failed=True, status=422)
    name = f"audit-{clock.today().isoformat()}.jsonl"
    return Response(audit_page.stream(runtime().stores, export), mimetype="application/jsonl",
                    headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _show(*, export_failed: bool = False, status: int = 200) -> ResponseReturnValue:
    with changing() as work:
        page = audit_page.build(work, export_failed=export_failed)
    return render_template("admin/show_audit.html", page=page, me=me(), nav=menu()), status
