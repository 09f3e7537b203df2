"""The list of people: invite, hand out a link again, suspend, let in again."""

from dataclasses import dataclass
from operator import attrgetter

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from intake.access.permissions import Permission
from intake.access.policy import holds
from intake.accounts import invite, people, reenrol
from intake.accounts.people import Person
from intake.errors import Invalid, LastOfTeam, WrongState
from intake.web import errors
from intake.web.admin.blueprint import blueprint
from intake.web.admin.menu import menu
from intake.web.admin.staff_form import InviteForm, PersonForm
from intake.web.alphabet import by_name
from intake.web.frame import me
from intake.web.guard import requires, visitor
from intake.web.work import changing, reading, runtime

_ID = "int(max=9223372036854775807):staff_id"
_NOTICES = {
    "suspended": _l("The account is suspended, and its sessions have ended. The person's teams get new keys as soon as "
                    "a colleague opens the desk."),
    "resumed": _l("The account works again."),
    "last_of_team": _l("Nobody else could open the cases of this person's team, and no recovery cards do either. "
                       "Please have a colleague let into the team first, with the digits compared."),
    "left_to_cards": _l("The account is suspended. Nobody opens the cases of their team now, until a lead is let in "
                        "with two recovery cards. Please see to it soon: what arrives meanwhile waits unread."),
    "last": _l("This is the last administrator who can sign in. Please invite another one first."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A person, and the form for acts on their account."""

    person: Person
    form: PersonForm
    own: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A one-time link, shown to whoever made it and never again."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class StaffPage:
    """The list. `form` is None for those who only look."""

    rows: tuple[Row, ...]
    form: InviteForm | None
    link: Link | None


@blueprint.get("/admin/staff")
@requires(Permission.STAFF_READ)
def show_staff() -> ResponseReturnValue:
    """Everybody who has an account or is invited."""
    return _page()


@blueprint.post("/admin/staff/invite")
@requires(Permission.STAFF_INVITE, shown_on="admin.show_staff")
def invite_person() -> ResponseReturnValue:
    """Make an account and show its one-time link, or show the form again."""
    form, actor = InviteForm(), visitor().actor
    if not form.validate_on_submit():
        return _page(form, status=422)
    try:
        with changing() as work:
            token = invite.invite(work, actor, visitor().keyring.signer, runtime().secrets, form.invitee())
    except Invalid as error:
        form.say(error.problems)
        return _page(form, status=422)
    return _page(link=_link(form.name.data or "", token))


@blueprint.post(f"/admin/staff/<{_ID}>/link")
@requires(Permission.STAFF_INVITE)
def renew_link(staff_id: int) -> ResponseReturnValue:
    """Make a fresh link for somebody who has not enrolled, and show it."""
    if not PersonForm().validate_on_submit():
        return errors.page(400)
    with changing() as work:
        token = invite.renew_link(work, visitor().actor, visitor().keyring.signer, runtime().secrets, staff_id)
        name = people.find_person(work.main, staff_id).name
    return show_link(name, token)


@blueprint.post(f"/admin/staff/<{_ID}>/suspend")
@requires(Permission.STAFF_SUSPEND)
def suspend_person(staff_id: int) -> ResponseReturnValue:
    """Shut somebody out at once."""
    form = PersonForm()
    if not form.validate_on_submit():
        return errors.page(400)
    try:
        with changing() as work:
            people.suspend(work, visitor().actor, visitor().keyring.signer, staff_id, form.seen())
    except LastOfTeam:
        return _ask_about_cards(staff_id, "suspend")
    except WrongState as reason:
        return refused(reason)
    return done("suspended")


@blueprint.post(f"/admin/staff/<{_ID}>/start-anew")
@requires(Permission.STAFF_SUSPEND)
def start_anew(staff_id: int) -> ResponseReturnValue:
    """Give somebody who lost everything a fresh link, and show it."""
    form, actor, signer = PersonForm(), visitor().actor, visitor().keyring.signer
    if not form.validate_on_submit():
        return errors.page(400)
    try:
        with changing() as work:
            token = reenrol.begin(work, actor, signer, runtime().secrets, staff_id, form.seen())
            name = people.find_person(work.main, staff_id).name
    except LastOfTeam:
        return _ask_about_cards(staff_id, "start-anew")
    return show_link(name, token)


@blueprint.post(f"/admin/staff/<{_ID}>/resume")
@requires(Permission.STAFF_SUSPEND)
def resume_person(staff_id: int) -> ResponseReturnValue:
    """Let somebody in again."""
    form = PersonForm()
    if not form.validate_on_submit():
        return errors.page(400)
    with changing() as work:
        people.resume(work, visitor().actor, visitor().keyring.signer, staff_id, form.seen())
    return done("resumed")


def _page(form: InviteForm | None = None, link: Link | None = None, status: int = 200) -> ResponseReturnValue:
    actor = visitor().actor
    with reading() as work:
        listed = by_name(people.list_people(work.main), attrgetter("name"))
    rows = tuple(Row(each, PersonForm(formdata=None, version=str(each.version)), each.id == actor.id)
                 for each in listed)
    if form is None and holds(actor, Permission.STAFF_INVITE):
        form = InviteForm(formdata=None) if request.method == "POST" else InviteForm()
    text = render_template("admin/show_staff.html", page=StaffPage(rows, form, link), me=me(), nav=menu(),
                           notice=str(_NOTICES.get(request.args.get("done", ""), "")))
    return text, status


def show_link(name: str, token: str) -> ResponseReturnValue:
    """The list, with a link that was just made, shown this once."""
    return _page(link=_link(name, token))


def refused(reason: WrongState) -> ResponseReturnValue:
    """The list, saying why an account stays as it is."""
    return done("last_of_team" if isinstance(reason, LastOfTeam) else "last")


def _ask_about_cards(staff_id: int, act: str) -> ResponseReturnValue:
    return redirect(url_for("admin.show_last_of_team", staff_id=staff_id, act=act), 303)


def _link(name: str, token: str) -> Link:
    address = request.host_url.rstrip("/") + url_for("account.show_enrolment", token=token)
    return Link(name or _("them"), address)


def done(what: str) -> ResponseReturnValue:
    """The list, saying what was done."""
    return redirect(url_for("admin.show_staff", done=what), 303)
