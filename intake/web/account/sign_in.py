"""Signing in and out. One page, one answer for every failure."""

from urllib.parse import urlsplit

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField

from intake.access.permissions import Permission
from intake.access.policy import Actor, holds
from intake.accounts import sessions
from intake.accounts import sign_in as signing_in
from intake.accounts import sign_out as signing_out
from intake.accounts.sign_in import Admitted, Attempt
from intake.errors import Busy
from intake.web import carry, cookies, errors
from intake.web.account import words
from intake.web.account.blueprint import blueprint
from intake.web.account.demo_list import demo_accounts
from intake.web.account.person import signed_in
from intake.web.forms import Needed, PublicForm
from intake.web.frame import SignOutForm
from intake.web.guard import public, requires
from intake.web.work import changing, runtime

_STAFF_AREAS = ("/desk/", "/admin/", "/account/")
_NOTICES = {
    "enrolled": _l("Your account is ready. Please sign in."),
    "recovered": _l("Your new password is set. Please sign in with it."),
    "out": _l("You are signed out."),
}


class SignInForm(PublicForm):
    """What signing in needs. `carry` brings along what a signed-out person was typing, boxed."""

    username = StringField(_l("User name"), [Needed(_l("Please enter your user name."))])
    password = PasswordField(_l("Password"), [Needed(_l("Please enter your password."))])
    code = StringField(_l("Code from your app"))
    carry = HiddenField()
    next = HiddenField()


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """The page to sign in on."""
    form = SignInForm(formdata=None, next=request.args.get("next", ""))
    return _page(form, notice=_NOTICES.get(request.args.get("done", "")), status=200)


@blueprint.post("/sign-in")
@public
def enter() -> ResponseReturnValue:
    """Start a session, or show the page again."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _page(form)
    try:
        admitted = signing_in.sign_in(runtime(), _attempt(form))
    except Busy:
        return _page(form, trouble=words.WAIT, status=429)
    if admitted is None:
        return _page(form, trouble=words.NOT_ADMITTED)
    return _let_in(admitted, form)


@blueprint.post("/sign-out")
@requires(Permission.SELF_MANAGE)
def sign_out() -> ResponseReturnValue:
    """End this session, here and in the browser."""
    if not SignOutForm().validate_on_submit():
        return errors.page(400)
    with changing() as work:
        signing_out.sign_out(work, signed_in())
    response = make_response(redirect(url_for("account.sign_in", done="out"), 303))
    cookies.forget_session(response)
    return response


def ask_to_sign_in(carried: str) -> ResponseReturnValue:
    """The answer to a post without a live session: the page to sign in on, with what was typed, boxed."""
    form = SignInForm(formdata=None, carry=carried)
    kept = _("What you typed is kept and will be there after you sign in.") if carried else ""
    return _page(form, notice=_("Your session has ended. Please sign in again.") + " " + kept, tone="warn", status=401)


def _page(form: SignInForm, *, notice: object = None, tone: str = "good", trouble: object = None, status: int = 422
          ) -> ResponseReturnValue:
    text = render_template("account/sign_in.html", form=form, accounts=demo_accounts(), tone=tone,
                           notice=str(notice or "").strip(), trouble=[str(trouble)] if trouble else [],
                           idle_minutes=runtime().settings.idle_minutes)
    return text, status


def _attempt(form: SignInForm) -> Attempt:
    return Attempt(form.username.data or "", form.password.data or "", form.code.data or "",
                   cookies.read(cookies.DEVICE))


def _let_in(admitted: Admitted, form: SignInForm) -> Response:
    with changing() as work:
        sessions.end_token(work, cookies.read(cookies.SESSION))
    kept = carry.keep(form.carry.data, admitted.actor.id) if form.carry.data else None
    response = make_response(redirect(kept or wanted(form.next.data or "") or home_of(admitted.actor), 303))
    cookies.keep(response, cookies.SESSION, admitted.token)
    cookies.keep(response, cookies.DEVICE, admitted.mark, lasting=True)
    return response


def home_of(actor: Actor) -> str:
    """Where somebody's work begins."""
    return url_for("desk.show_home" if holds(actor, Permission.CASE_LIST) else "admin.show_home")


def wanted(address: str) -> str:
    """An address of the staff area; anything else, above all another site's, is not followed."""
    split = urlsplit(address)
    plain = not split.scheme and not split.netloc and "\\" not in address and address.isprintable()
    return address if plain and split.path.startswith(_STAFF_AREAS) else ""
