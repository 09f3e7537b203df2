"""Letting the last person who opens a team's cases go: only where two recovery cards open them, and are at hand.

No card is ever typed here. The administrator types a name to say that two cards are at hand, and reads what comes next.
"""

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, StringField
from wtforms.validators import AnyOf, ValidationError

from intake.access.permissions import Permission
from intake.accounts import last_member, people, reenrol, teams
from intake.accounts.people import Person
from intake.db import Work
from intake.errors import LastOfTeam, NotFound, WrongState
from intake.web.admin import staff
from intake.web.admin.blueprint import blueprint
from intake.web.admin.menu import menu
from intake.web.admin.staff_form import PersonForm
from intake.web.alphabet import by_name
from intake.web.forms import LINE_LIMIT, Needed, text_limit
from intake.web.frame import me
from intake.web.guard import requires, visitor
from intake.web.work import changing, reading, runtime

_ID = "int(max=9223372036854775807):staff_id"
SUSPEND, START_ANEW = "suspend", "start-anew"


class LastForm(PersonForm):
    """What is to happen, and the person's user name, typed."""

    act = HiddenField(validators=[AnyOf((SUSPEND, START_ANEW))])
    typed = StringField(_l("Two of the three cards are at hand: to say so, type the person's user name"),
                        [Needed(_l("Type the user name.")), text_limit(LINE_LIMIT)])

    def is_about(self, person: Person) -> None:
        """Whom `typed` must name."""
        self.person = person

    def validate_typed(self, field: Field) -> None:
        """The user name of this very person; capitals and spaces around it are no mistakes."""
        if (field.data or "").strip().lower() != self.person.username:
            raise ValidationError(_("This is not the user name. It is %(name)s.", name=self.person.username))


@dataclass(frozen=True, slots=True)
class LastPage:
    """Who goes, how, and which teams are left to the cards until somebody is let in with them."""

    person: Person
    starts_anew: bool
    teams: tuple[str, ...]
    form: LastForm


@blueprint.get(f"/admin/staff/<{_ID}>/last")
@requires(Permission.STAFF_SUSPEND)
def show_last_of_team(staff_id: int) -> ResponseReturnValue:
    """What it means that this person is the last of a team, and the form to go on."""
    act = START_ANEW if request.args.get("act") == START_ANEW else SUSPEND
    with reading() as work:
        person = people.find_person(work.main, staff_id)
    return _page(person, LastForm(formdata=None, act=act, version=str(person.version)))


@blueprint.post(f"/admin/staff/<{_ID}>/last")
@requires(Permission.STAFF_SUSPEND)
def let_last_go(staff_id: int) -> ResponseReturnValue:
    """Suspend the last member of a team, or let them start anew, with two cards at hand."""
    with reading() as work:
        person = people.find_person(work.main, staff_id)
    form = LastForm()
    form.is_about(person)
    if not form.validate_on_submit():
        return _page(person, form, 422)
    try:
        with changing() as work:
            token = _go_on(work, form, staff_id)
    except WrongState as reason:
        return staff.refused(reason)
    return staff.show_link(person.name, token) if token else staff.done("left_to_cards")


def _go_on(work: Work, form: LastForm, staff_id: int) -> str:
    """Do it; gives the token of a fresh link, or nothing when the account is suspended."""
    actor, signer, recovery = visitor().actor, visitor().keyring.signer, runtime().trust.recovery(work.main)
    if form.act.data == START_ANEW:
        return reenrol.begin(work, actor, signer, runtime().secrets, staff_id, form.seen(), recovery)
    people.suspend(work, actor, signer, staff_id, form.seen(), recovery)
    return ""


def _page(person: Person, form: LastForm, status: int = 200) -> ResponseReturnValue:
    try:
        with reading() as work:
            left = last_member.teams_left_to_cards(work.main, person.id, runtime().trust.recovery(work.main))
            names = teams.team_names(work.main, left)
    except LastOfTeam as reason:
        return staff.refused(reason)
    if not left:
        raise NotFound("somebody else opens all of their teams")
    page = LastPage(person, form.act.data == START_ANEW, tuple(by_name(names.values(), str)), form)
    text = render_template("admin/show_last_of_team.html", page=page, me=me(), nav=menu(), notice="")
    return text, status
