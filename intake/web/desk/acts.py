"""What can be done to a case. Each act is one form, one use case, and back to the case's page."""

import logging
from collections.abc import Callable

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake.access.permissions import Permission
from intake.cases import add_file, answer
from intake.cases.way_back import NobodyReads
from intake.cases.workspace import At, Desk
from intake.errors import Stale
from intake.web.desk import canned, forms, once, pages, step_up, take_files, unsaved
from intake.web.desk.blueprint import blueprint
from intake.web.desk.move_form import MoveForm
from intake.web.desk.person import keyring
from intake.web.desk.take_files import Put
from intake.web.guard import requires, visitor
from intake.web.work import changing, runtime

_PAGE = "desk.show_case"

log = logging.getLogger("intake.web")


@blueprint.post("/desk/cases/<string:reference>/take")
@requires(Permission.CASE_ASSIGN, shown_on=_PAGE)
def take(reference: str) -> ResponseReturnValue:
    """Take the case for oneself."""
    return perform(reference, forms.TakeForm(), "taken", lambda desk, at: desk.assign(at, desk.actor.id))


@blueprint.post("/desk/cases/<string:reference>/assign")
@requires(Permission.CASE_ASSIGN, shown_on=_PAGE)
def assign(reference: str) -> ResponseReturnValue:
    """Give the case to a colleague, or put it back."""
    form = forms.AssignForm()
    return perform(reference, form, "assigned", lambda desk, at: desk.assign(at, form.colleague.data))


@blueprint.post("/desk/cases/<string:reference>/hand-over")
@requires(Permission.CASE_ASSIGN, shown_on=_PAGE)
def hand_over(reference: str) -> ResponseReturnValue:
    """Give the case to a colleague, with a note."""
    form = forms.HandOverForm()
    return perform(reference, form, "handed_over",
                   lambda desk, at: desk.hand_over(at, form.colleague.data, form.note.words))


@blueprint.post("/desk/cases/<string:reference>/transfer")
@requires(Permission.CASE_TRANSFER, shown_on=_PAGE)
def transfer(reference: str) -> ResponseReturnValue:
    """Pass the case on to another team; the page to come back to is the list unless one is in that team, too."""
    form = forms.TransferForm()
    if status := step_up.refused(form):
        return pages.show_again(reference, form, status)
    return perform(reference, form, "transferred", lambda desk, at: desk.transfer(
        at, runtime().trust.address(desk.work.main, form.team.data), form.note.words),
        leaves=form.team.data not in visitor().actor.teams)


@blueprint.post("/desk/cases/<string:reference>/note")
@requires(Permission.CASE_NOTE, shown_on=_PAGE)
def note(reference: str) -> ResponseReturnValue:
    """Write a note for colleagues."""
    form = forms.NoteForm()
    return perform(reference, form, "noted", lambda desk, at: desk.note(at, form.text.words), anchor="compose",
                   put=add_file.keep)


@blueprint.post("/desk/cases/<string:reference>/correct-note")
@requires(Permission.CASE_NOTE, shown_on=_PAGE)
def correct_note(reference: str) -> ResponseReturnValue:
    """Put a better text in place of one's own note."""
    form = forms.CorrectNoteForm(request.form.get("note", ""))
    return perform(reference, form, "corrected",
                   lambda desk, at: desk.correct_note(at, int(form.note_id), form.text.words),
                   anchor=f"entry-{form.note_id}")


@blueprint.post("/desk/cases/<string:reference>/reply")
@requires(Permission.CASE_REPLY, shown_on=_PAGE)
def reply(reference: str) -> ResponseReturnValue:
    """Write to the person, or have a canned answer put into what is being written."""
    form = forms.ReplyForm()
    if canned.put_in(form):
        return pages.show_again(reference, form, 200)
    try:
        return perform(reference, form, "replied", lambda desk, at: answer.answer(
            desk, at, form.text.words, runtime().reminders, then_wait=form.then_wait.data,
            language=form.language.data or ""), anchor="compose", put=add_file.send)
    except NobodyReads:
        form.refuse_unread()
        return pages.show_again(reference, form)


@blueprint.post("/desk/cases/<string:reference>/plan")
@requires(Permission.CASE_PLAN, shown_on=_PAGE)
def plan(reference: str) -> ResponseReturnValue:
    """Name the case, say how urgent it is and when it is due."""
    form = forms.PlanForm()
    return perform(reference, form, "planned", lambda desk, at: desk.plan(at, form.plan()))


@blueprint.post("/desk/cases/<string:reference>/move")
@requires(Permission.CASE_MOVE, shown_on=_PAGE)
def move(reference: str) -> ResponseReturnValue:
    """Move the case to another status: on, waiting, closed, open again."""
    form = MoveForm()
    return perform(reference, form, "moved", lambda desk, at: desk.move(at, form.move()))


def perform(reference: str, form: forms.CaseForm, done: str, deed: Callable[[Desk, At], object], *,
            anchor: str | None = None, put: Put | None = None, leaves: bool = False) -> ResponseReturnValue:
    """Do one act on a case with a form, once, and go back to the case's page, which still knows from which list the
    person came; whatever went wrong is a page of its own.

    `put` says where the files of the form go once the act is done, which leaves an entry that nobody can undo.
    `leaves`: the act takes the case from whoever does it, and the page to come back to is the list.
    """
    if not form.validate_on_submit():
        return pages.show_again(reference, form)
    try:
        with changing() as work:
            taken = once.take(work, form, reference, leaves=leaves)
            if taken.new:
                deed(Desk(work, visitor().actor, keyring()), form.at(reference, taken.entry_id))
    except Stale:
        return pages.show_conflict(reference, form)
    except unsaved.UNKEPT as error:
        log.error("an act was not kept: %s", type(error).__name__)
        return unsaved.show(reference, form)
    if put is not None and (told := take_files.take(reference, taken.entry_id, put, form.sending())):
        return pages.show_done(reference, done, told)
    said = done if taken.new or put is not None else "before"
    if leaves:
        return redirect(url_for("desk.show_home", done=said), 303)
    came_from = request.args.get("view")
    return redirect(url_for(_PAGE, reference=reference, done=said, view=came_from, _anchor=anchor), 303)
