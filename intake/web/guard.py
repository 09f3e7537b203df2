"""Who may come in. Every view declares its access; a view that declares nothing is refused.

The declaration is an attribute, read in one `before_request`, so its place among the decorators cannot matter.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import Flask, Request, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user

from intake.access import policy
from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.accounts import sessions
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.errors import NotAllowed
from intake.web import carry, cookies, witness
from intake.web.work import Keys, Recognised, changing, reading, runtime

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Rule:
    """What a view asks of its visitor: nothing, or a permission.

    `shown_on` names the endpoint whose page holds the form that this view receives, so that what a signed-out person
    typed can be shown there again.
    """

    permission: Permission | None
    shown_on: str = ""


class Visitor(UserMixin):  # type: ignore[misc]
    """A signed-in member of staff, as Flask-Login's `current_user`."""

    def __init__(self, found: Recognised) -> None:
        self.actor: Actor = found.actor
        self.keyring: Keys = found.keyring
        self.csrf_key = found.csrf_key
        self.session_id = found.session_id
        self.session = found.session

    def get_id(self) -> str:
        """The session's own id: it names the row, and opens nothing."""
        return self.session_id.hex()


def public(view: View) -> View:
    """Anybody may call this view."""
    view.access_rule = Rule(None)  # type: ignore[attr-defined]
    return view


def requires(permission: Permission, *, shown_on: str = "") -> Callable[[View], View]:
    """Only signed-in staff whose role has `permission` may call this view; see `Rule` for `shown_on`."""

    def declare(view: View) -> View:
        view.access_rule = Rule(permission, shown_on)  # type: ignore[attr-defined]
        return view

    return declare


def init_app(app: Flask) -> None:
    """Put the guard before every view, and Flask-Login over the session table."""
    # No `current_user` in templates: looking it up needs a store, and an error page may have none.
    login = LoginManager(app, add_context_processor=False)
    login.session_protection = None
    login.request_loader(_load)
    app.before_request(check)


def visitor() -> Visitor:
    """The signed-in member of staff. Raises `NotAllowed` when there is none."""
    if not current_user.is_authenticated:
        raise NotAllowed("nobody is signed in")
    return cast(Visitor, current_user)


def stay_signed_in() -> None:
    """Move the idle end of the visitor's session, while a request takes long."""
    with changing() as work:
        sessions.touch(work, visitor().session)


def check() -> ResponseReturnValue | None:
    """Let the request through, send it to the sign-in page, or refuse it."""
    if request.endpoint is None:
        return None
    rule: Rule | None = getattr(current_app.view_functions[request.endpoint], "access_rule", None)
    if rule is None:
        raise NotAllowed(f"{request.endpoint} declares no access")
    if rule.permission is None:
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in(rule)
    witness.check(visitor().actor, visitor().keyring.signer)
    if not policy.holds(visitor().actor, rule.permission):
        raise NotAllowed(rule.permission.value)
    return None


def _ask_to_sign_in(rule: Rule) -> ResponseReturnValue:
    if request.method != "POST":
        return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")), 303)
    page = url_for(rule.shown_on, **(request.view_args or {})) if rule.shown_on else ""
    return runtime().ask_to_sign_in(carry.pack(page) if page else "")


def record_refusal() -> None:
    """Write down that a signed-in person was refused, in a transaction of its own, after the view's rolled back.

    What is out of scope and what does not exist leave the same event and take the same steps, so that neither the page
    nor the time it took tells one from the other (DESIGN 2, promise 9). Where nobody is signed in there is no event.
    """
    permission = _permission()
    if permission is None or not current_user.is_authenticated:
        return
    with changing() as work:
        record(work.main, Act.ACCESS_REFUSED, actor=visitor().actor, signer=visitor().keyring.signer,
               endpoint=request.endpoint or "", permission=permission.value)


def _permission() -> Permission | None:
    """What the view of this request asks for; None where anybody may call it, or where there is none."""
    rule: Rule | None = getattr(current_app.view_functions.get(request.endpoint or ""), "access_rule", None)
    return rule.permission if rule is not None else None


def _load(_request: Request) -> Visitor | None:
    token = cookies.read(cookies.SESSION)
    if not token:
        return None
    with reading() as work:
        found = runtime().recognise(work, token)
        if found is not None and _permission() is not None:
            witness.look(work)
    if found is None:
        return None
    if found.session.touch_due:
        with changing() as work:
            sessions.touch(work, found.session)
    g.staff_language, g.staff_calendar = found.actor.language, found.actor.calendar
    return Visitor(found)
