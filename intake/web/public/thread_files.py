"""The files that we sent, for somebody whose receipt code opened the thread: to be saved, and never shown.

One that the scanner knows as harmful, or cannot look through, stays closed, and a page says so.
"""

from contextlib import ExitStack

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.attachments.scanning import Closed
from intake.attachments.sealing import Opened
from intake.cases import thread
from intake.cases.thread import Thread
from intake.errors import NotFound
from intake.vault.box import InvalidTag
from intake.web import download
from intake.web.guard import public
from intake.web.numbers import row_id
from intake.web.public import thread_session
from intake.web.public.blueprint import blueprint
from intake.web.scanned import open_scanned
from intake.web.work import reading, runtime


@blueprint.get("/<lang:language>/thread/files/<int:file_id>")
@public
def download_file(language: str, file_id: int) -> ResponseReturnValue:
    """A file that we sent, or a part of it. With an ended session the code is asked for."""
    opened = thread_session.find()
    if opened is None:
        return redirect(url_for("public.show_return", language=language, ended=1), 303)
    with ExitStack() as held:
        held.enter_context(runtime().download_lanes.place())
        try:
            file, name, sha256 = _open(opened, file_id)
        except Closed as closed:
            return _stays_closed(closed)
        held.enter_context(file)
        return download.answer(file, name, sha256, held.pop_all())


def _open(opened: Thread, file_id: int) -> tuple[Opened, str, str]:
    with reading() as work:
        entry = thread.find_file(work, opened, row_id(file_id) or 0)
    if entry.file is None:
        raise NotFound("no file")
    try:
        return open_scanned(runtime(), opened.case_id, entry.file), entry.text, entry.file.sha256
    except (FileNotFoundError, InvalidTag):
        raise NotFound("the file is damaged or missing") from None


def _stays_closed(closed: Closed) -> ResponseReturnValue:
    harmful = bool(closed.signature)
    return render_template("public/download_file.html", harmful=harmful), 403 if harmful else 503
