"""Files of a case at the desk: shown as a picture or in words made here, and handed out as they are when asked for.

A file itself never reaches a browser to be shown: what is shown was drawn anew in the sandbox.
"""

from contextlib import ExitStack

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake.access.permissions import Permission
from intake.attachments.render import NoRendition
from intake.attachments.scanning import Closed
from intake.cases import content_notes, looking
from intake.cases.looking import CaseFile
from intake.cases.workspace import Desk
from intake.errors import Busy, NotFound
from intake.vault.box import InvalidTag
from intake.web import download
from intake.web.desk import file_page, passes
from intake.web.desk.blueprint import blueprint
from intake.web.desk.file_forms import ContentNoteForm, FileForms, RemoveNoteForm, SaveForm
from intake.web.desk.passes import Pass
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
        picture = file_page.picture(found, _page())
    except (NoRendition, Closed):
        raise NotFound("this file is not shown") from None
    with changing() as work:
        looking.look(work, visitor().actor, keyring(), reference, found.id)
    return picture


@blueprint.get("/desk/cases/<string:reference>/files/<int:file_id>/small")
@requires(Permission.CASE_READ)
def show_small_picture(reference: str, file_id: int) -> ResponseReturnValue:
    """A small picture for a page that is in the log; where a content note stands, a blurred one.

    That a file is spoilt, or a pass over, is no refusal, so the log does not tell it as one.
    """
    kind = passes.ask_for(reference, file_id, Pass.SMALL, Pass.BLURRED, page=_page())
    if kind is None:
        return Response(status=404)
    found = _find(reference, file_id, noted=kind is Pass.SMALL)
    try:
        return file_page.picture(found, _page(), small=True, blurred=kind is Pass.BLURRED or found.note is not None)
    except (NoRendition, Closed):
        return Response(status=404)
    except Busy:
        return Response(status=503)


@blueprint.post("/desk/cases/<string:reference>/files/<int:file_id>/content-note")
@requires(Permission.CASE_NOTE, shown_on="desk.show_file")
def note_content(reference: str, file_id: int) -> ResponseReturnValue:
    """Say what colleagues should know before they look at the file."""
    form = ContentNoteForm()
    if not form.validate_on_submit():
        return file_page.show(reference, row_id(file_id) or 0, 1, FileForms(noting=form))
    return _note(reference, file_id, form.note.data or "")


@blueprint.post("/desk/cases/<string:reference>/files/<int:file_id>/content-note/remove")
@requires(Permission.CASE_NOTE)
def remove_content_note(reference: str, file_id: int) -> ResponseReturnValue:
    """Take the content note of the file away."""
    form = RemoveNoteForm()
    if not form.validate_on_submit():
        return file_page.show(reference, row_id(file_id) or 0, 1, FileForms(removing=form))
    return _note(reference, file_id, "")


@blueprint.post("/desk/cases/<string:reference>/files/<int:file_id>/save")
@requires(Permission.CASE_READ)
def save_file(reference: str, file_id: int) -> ResponseReturnValue:
    """Let the file be saved as it is, an act of its own in the log, and lead to where it is handed out."""
    form = SaveForm()
    if not form.validate_on_submit():
        return file_page.show(reference, row_id(file_id) or 0, 1, FileForms(saving=form))
    found = _find(reference, file_id)
    try:
        with open_scanned(runtime(), found.case_id, found.known):
            pass
    except (FileNotFoundError, InvalidTag, Closed):
        return redirect(url_for("desk.show_file", reference=reference, file_id=file_id), 303)
    with changing() as work:
        looking.save(work, visitor().actor, keyring(), reference, found.id)
    return redirect(url_for("desk.hand_out_file", reference=reference, file_id=file_id,
                            token=passes.issue(Pass.ORIGINAL, reference, file_id)), 303)


@blueprint.get("/desk/cases/<string:reference>/files/<int:file_id>/original")
@requires(Permission.CASE_READ)
def hand_out_file(reference: str, file_id: int) -> ResponseReturnValue:
    """The file or a part of it, for whoever just had it written down that they save it."""
    if passes.ask_for(reference, file_id, Pass.ORIGINAL) is None:
        return redirect(url_for("desk.show_file", reference=reference, file_id=file_id), 303)
    with ExitStack() as held:
        held.enter_context(runtime().download_lanes.place())
        found = _find(reference, file_id)
        try:
            opened = held.enter_context(open_scanned(runtime(), found.case_id, found.known))
        except (FileNotFoundError, InvalidTag, Closed):
            return redirect(url_for("desk.show_file", reference=reference, file_id=file_id), 303)
        return download.answer(opened, found.name, found.known.sha256, held.pop_all())


def _note(reference: str, file_id: int, text: str) -> ResponseReturnValue:
    with changing() as work:
        content_notes.put(Desk(work, visitor().actor, keyring()), reference, row_id(file_id) or 0, text)
    return redirect(url_for("desk.show_file", reference=reference, file_id=file_id), 303)


def _find(reference: str, file_id: int, *, noted: bool = False) -> CaseFile:
    with reading() as work:
        return looking.glance(work, visitor().actor, keyring(), reference, row_id(file_id) or 0, noted=noted)


def _page() -> int:
    return seen_version(request.args.get("page")) or 1
