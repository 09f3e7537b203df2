"""One's teams: who is in them, making one, and letting a colleague in after comparing digits."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from intake.access.permissions import Permission
from intake.accounts import founding, hand_form, rotate
from intake.accounts.trust import CONTACT
from intake.cases import sent
from intake.errors import Invalid, Stale, Untrusted, WrongState
from intake.web.desk import keeping_up, step_up, team_page
from intake.web.desk.blueprint import blueprint
from intake.web.desk.person import keyring
from intake.web.desk.team_page import AdmitForm, FoundForm, HandForm, RemoveForm
from intake.web.desk.words import DONE
from intake.web.frame import me
from intake.web.guard import requires, visitor
from intake.web.work import changing, reading, runtime

_ID = "int(max=9223372036854775807):team_id"
_NOTICES = {
    "before": DONE["before"],
    "handed": _l("The other team receives what is sent with the contact form from now on. The page that people see is "
                 "the same. The cases that came before stay here."),
    "founded": _l("The team is made, and you lead it."),
    "admitted": _l("Your colleague is in the team now."),
    "removed": _l("Your colleague is out of the team and can no longer open its cases. The team has new keys; what is "
                  "sent from now on is closed with them, and older cases follow by themselves while you work."),
}


@blueprint.get("/desk/team")
@requires(Permission.TEAM_READ)
def show_team() -> ResponseReturnValue:
    """One's teams. Who lost their keys is out of them first, so that a lead finds them among those to let in."""
    keeping_up.renew()
    return _page()


@blueprint.post("/desk/team/found")
@requires(Permission.TEAM_FOUND, shown_on="desk.show_team")
def found_team() -> ResponseReturnValue:
    """Make a team and lead it."""
    form = FoundForm()
    if not form.validate_on_submit():
        return _page(found=form, status=422)
    name = form.name.data or ""
    try:
        with changing() as work:
            new = sent.once(work, form.sending()).new
            if new:
                founding.found_team(work, visitor().actor, keyring(), name, founding.free_slug(work.main, name),
                                    runtime().trust.recovery(work.main))
    except Invalid as error:
        form.refuse(error.problems.get("name", "shape"))
        return _page(found=form, status=422)
    return redirect(url_for("desk.show_team", done="founded" if new else "before"), 303)


@blueprint.post(f"/desk/team/<{_ID}>/admit")
@requires(Permission.TEAM_ADMIT)
def admit_colleague(team_id: int) -> ResponseReturnValue:
    """Let a colleague into a team that one leads."""
    form = AdmitForm(team_id)
    if status := step_up.refused(form):
        return _page(refused=form, status=status)
    try:
        with changing() as work:
            founding.admit(work, visitor().actor, keyring(), team_id, form.person(), lead=bool(form.as_lead.data),
                           compared=form.compared.data or "")
    except Stale:
        form.keys_changed()
        return _page(refused=form, status=409)
    return redirect(url_for("desk.show_team", done="admitted"), 303)


@blueprint.post(f"/desk/team/<{_ID}>/remove")
@requires(Permission.TEAM_REMOVE)
def remove_colleague(team_id: int) -> ResponseReturnValue:
    """Take a colleague out of a team that one leads; the team gets new keys at once."""
    form = RemoveForm(team_id)
    if status := step_up.refused(form):
        return _page(refused=form, status=status)
    with changing() as work:
        rotate.remove(work, visitor().actor, keyring(), team_id, form.person(), runtime().trust.recovery(work.main))
    return redirect(url_for("desk.show_team", done="removed"), 303)


@blueprint.post(f"/desk/team/<{_ID}>/hand-form")
@requires(Permission.FORM_HAND)
def hand_contact_form(team_id: int) -> ResponseReturnValue:
    """Give the contact form, which a team that one leads receives, to another team."""
    form = HandForm(team_id)
    if status := step_up.refused(form):
        return _page(refused=form, status=status)
    try:
        with changing() as work:
            hand_form.hand_form(work, visitor().actor, keyring(), runtime().trust, CONTACT, team_id, form.receiver())
    except (Stale, Untrusted, WrongState):
        form.changed()
        return _page(refused=form, status=409)
    with reading() as work:  # seen at once, so that it stays good when this team gets new keys
        runtime().trust.problem(work.main, CONTACT)
    return redirect(url_for("desk.show_team", done="handed"), 303)


def _page(found: FoundForm | None = None, refused: AdmitForm | RemoveForm | HandForm | None = None, status: int = 200
          ) -> ResponseReturnValue:
    with reading() as work:
        page, side = team_page.build(work, visitor().actor, keyring(), found, refused)
    text = render_template("desk/show_team.html", page=page, me=me(), nav=side,
                           notice=str(_NOTICES.get(request.args.get("done", ""), "")))
    return text, status
