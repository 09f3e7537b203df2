"""The overview of administration: how many people and teams there are, and where things stand."""

from collections import Counter
from dataclasses import dataclass
from operator import attrgetter

from flask import render_template
from flask.typing import ResponseReturnValue

from intake.access.permissions import Permission
from intake.accounts import people, teams
from intake.accounts.trust import CONTACT
from intake.web.admin.blueprint import blueprint
from intake.web.admin.menu import menu
from intake.web.alphabet import by_name
from intake.web.frame import me
from intake.web.guard import requires
from intake.web.work import reading, runtime


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team with its people, as administration may know it: who, never what."""

    name: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HomePage:
    """The overview."""

    active: int
    invited: int
    suspended: int
    teams: tuple[TeamRow, ...]
    form_problem: str
    cards_problem: str


@blueprint.get("/admin/")
@requires(Permission.STAFF_READ)
def show_home() -> ResponseReturnValue:
    """The overview."""
    with reading() as work:
        states = Counter(person.state.value for person in people.list_people(work.main))
        listed = by_name(teams.list_teams(work.main), attrgetter("name"))
        members = teams.colleagues_of(work.main, [team.id for team in listed])
        rows = tuple(TeamRow(team.name, tuple(by_name((each.name for each in members[team.id]), str)))
                     for team in listed)
        page = HomePage(states["active"], states["invited"], states["suspended"], rows,
                        runtime().trust.problem(work.main, CONTACT), runtime().trust.recovery_problem(work.main))
    return render_template("admin/show_home.html", page=page, me=me(), nav=menu(), notice="")
