"""Files of a case at the desk: shown as a picture or in words made here, and handed out as they are when asked for.

A file itself never reaches a browser to be shown: what is shown was drawn anew in the sandbox.
"""

from contextlib import ExitStack

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake.access.permissions import Permission
from intake.attachments.render import NoRendition
from intake.attachments.scanning import Closed
from intake.cases import looking
from intake.cases.looking import CaseFile
from intake.errors import NotFound
from intake.vault.box import InvalidTag
from intake.web import download
from intake.web.desk import file_page
from intake.web.desk.blueprint import blueprint
from intake.web.desk.person import keyring
from intake.web.guard import requires, visitor
from intake.web.numbers import row_id, seen_version
from intake.web.scanned import open_scanned
from intake.web.work import changing, reading, runtime


@blueprint.get("/desk/cases/<string:reference>/files/<int:file_id>")
@requires(Permission.CASE_READ)
def show_file(reference: str, file_id: int) -> ResponseReturnValue:
    """What a file shows, and what was taken out of it."""
    return file_page.show(reference, row_id(file_id) or 0, _page())


@blueprint.get("/desk/cases/<string:reference>/files/<int:file_id>/picture")
@requires(Permission.CASE_READ)
def show_picture(reference: str, file_id: int) -> ResponseReturnValue:
    """A page of a file, as a picture that was made here."""
    found = _find(reference, file_id)
    try:
        drawn = file_page.draw(found, _page())
    except (NoRendition, Closed):
        raise NotFound("this file is not shown") from None
    with changing() as work:
        looking.look(work, visitor().actor, keyring(), reference, found.id)
    return Response(drawn.content, mimetype=drawn.media_type, headers={"Content-Security-Policy": download.POLICY})


@blueprint.post("/desk/cases/<string:reference>/files/<int:file_id>/save")
@requires(Permission.CASE_READ)
def save_file(reference: str, file_id: int) -> ResponseReturnValue:
    """Hand the file out, to be saved: an act of its own in the log."""
    if not file_page.SaveForm().validate_on_submit():
        return file_page.show(reference, row_id(file_id) or 0, 1, 422)
    with ExitStack() as held:
        held.enter_context(runtime().download_lanes.place())
        found = _find(reference, file_id)
        try:
            opened = held.enter_context(open_scanned(found.case_id, found.known))
        except (FileNotFoundError, InvalidTag, Closed):
            return redirect(url_for("desk.show_file", reference=reference, file_id=file_id), 303)
        with changing() as work:
            looking.save(work, visitor().actor, keyring(), reference, found.id)
        return download.answer(opened, found.name, held.pop_all())


def _find(reference: str, file_id: int) -> CaseFile:
    with reading() as work:
        return looking.find(work, visitor().actor, keyring(), reference, row_id(file_id) or 0)


def _page() -> int:
    return seen_version(request.args.get("page")) or 1
