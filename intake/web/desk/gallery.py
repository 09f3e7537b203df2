"""All files of a case: as small pictures, page by page, and to be saved at once."""

from contextlib import ExitStack

from flask import request
from flask.typing import ResponseReturnValue

from intake.access.permissions import Permission
from intake.cases import gallery
from intake.web import download
from intake.web.desk import gallery_page
from intake.web.desk.blueprint import blueprint
from intake.web.desk.file_forms import SaveAllForm
from intake.web.desk.person import keyring
from intake.web.guard import requires, visitor
from intake.web.numbers import seen_version
from intake.web.work import changing, runtime


@blueprint.get("/desk/cases/<string:reference>/files")
@requires(Permission.CASE_READ)
def show_files(reference: str) -> ResponseReturnValue:
    """A page of the files of a case, the newest first."""
    return gallery_page.show(reference, seen_version(request.args.get("page")) or 1)


@blueprint.post("/desk/cases/<string:reference>/files/save")
@requires(Permission.CASE_READ)
def save_files(reference: str) -> ResponseReturnValue:
    """Hand all files of a case out as one archive, to be saved: an act of its own in the log."""
    form = SaveAllForm()
    if not form.validate_on_submit():
        return gallery_page.show(reference, 1, form)
    with ExitStack() as held:
        held.enter_context(runtime().download_lanes.place())
        with changing() as work:
            files = gallery.save(work, visitor().actor, keyring(), reference)
        return download.stream(gallery_page.archive(files), f"{files[0].reference}.zip", held.pop_all())
