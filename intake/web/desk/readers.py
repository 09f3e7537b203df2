"""Who can read a case: looked at and changed by its leads, each change with the password."""

from collections.abc import Callable

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from intake.access.permissions import Permission
from intake.cases import confide
from intake.cases.workspace import At, Desk
from intake.errors import Stale, WrongState
from intake.web.desk import once, readers_page, step_up
from intake.web.desk.blueprint import blueprint
from intake.web.desk.person import keyring
from intake.web.desk.readers_forms import (
    LiftForm,
    LockOutForm,
    OpenForm,
    PersonForm,
    ReadersForm,
    RestrictForm,
    RevokeForm,
    ShareForm,
)
from intake.web.guard import requires, visitor
from intake.web.work import changing, runtime

_PAGE = "/desk/cases/<string:reference>/readers"
_SHOWN = "desk.show_readers"


@blueprint.get(_PAGE)
@requires(Permission.CASE_RESTRICT)
def show_readers(reference: str) -> ResponseReturnValue:
    """Who can read the case, and what may be changed about it."""
    return readers_page.show(reference)


@blueprint.post(f"{_PAGE}/restrict")
@requires(Permission.CASE_RESTRICT, shown_on=_SHOWN)
def restrict(reference: str) -> ResponseReturnValue:
    """Let named people alone read the case."""
    form = RestrictForm()
    return _perform(reference, form, lambda desk, at: confide.restrict(desk, runtime().trust, at, form.people.ids()))


@blueprint.post(f"{_PAGE}/lock-out")
@requires(Permission.CASE_RESTRICT, shown_on=_SHOWN)
def lock_out(reference: str) -> ResponseReturnValue:
    """Keep the case from a colleague whom it concerns."""
    form = LockOutForm()
    return _perform(reference, form, lambda desk, at: confide.lock_out(desk, runtime().trust, at, form.person.data))


@blueprint.post(f"{_PAGE}/share")
@requires(Permission.CASE_RESTRICT, shown_on=_SHOWN)
def share(reference: str) -> ResponseReturnValue:
    """Let one more person read the case."""
    form = ShareForm()
    return _perform(reference, form, lambda desk, at: confide.share(
        desk, runtime().trust, at, form.person.data, form.number_of_days()))


@blueprint.post(f"{_PAGE}/revoke")
@requires(Permission.CASE_RESTRICT, shown_on=_SHOWN)
def revoke(reference: str) -> ResponseReturnValue:
    """Take the case from somebody who reads it by name."""
    form = _sent(RevokeForm)
    return _perform(reference, form, lambda desk, at: confide.revoke(desk, runtime().trust, at, form.person()))


@blueprint.post(f"{_PAGE}/lift")
@requires(Permission.CASE_RESTRICT, shown_on=_SHOWN)
def lift_lock_out(reference: str) -> ResponseReturnValue:
    """End a lock-out."""
    form = _sent(LiftForm)
    return _perform(reference, form, lambda desk, at: confide.lift(desk, at, form.person()))


@blueprint.post(f"{_PAGE}/open")
@requires(Permission.CASE_RESTRICT, shown_on=_SHOWN)
def open_to_team(reference: str) -> ResponseReturnValue:
    """Let the whole team read the case again."""
    return _perform(reference, OpenForm(), lambda desk, at: confide.open_to_team(desk, runtime().trust, at))


def _sent(kind: type[PersonForm]) -> PersonForm:
    bare = kind()
    return kind(str(bare.person()))


def _perform(reference: str, form: ReadersForm, deed: Callable[[Desk, At], None]) -> ResponseReturnValue:
    if status := step_up.refused(form):
        return readers_page.show(reference, form, status)
    try:
        with changing() as work:
            new = once.take(work, form, reference).new
            if new:
                deed(Desk(work, visitor().actor, keyring()), At(reference, form.version.data or 0))
    except Stale:
        return readers_page.show(reference, form, 409, changed=True)
    except WrongState:
        form.refuse()
        return readers_page.show(reference, form, 409)
    return redirect(url_for(_SHOWN, reference=reference, done=form.act if new else "before"), 303)
