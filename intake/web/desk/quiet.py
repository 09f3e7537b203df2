"""Cases that fell silent: proposed for closing on a page of their own, and never closed by themselves."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from intake.access.permissions import Permission
from intake.cases import lists, quiet
from intake.cases.lists import View
from intake.web.desk import list_page, nav
from intake.web.desk.blueprint import blueprint
from intake.web.desk.list_page import PickedRow
from intake.web.desk.person import keyring
from intake.web.frame import me
from intake.web.guard import requires, visitor
from intake.web.work import changing, runtime


@dataclass(frozen=True, slots=True)
class ShownQuiet:
    """The page; `more` where only the longest silent stand on it."""

    rows: tuple[PickedRow, ...]
    days: int
    more: bool


@blueprint.get("/desk/quiet")
@requires(Permission.CASE_LIST)
def show_quiet() -> ResponseReturnValue:
    """The cases in which nobody has written for long since our last message."""
    person, days = visitor().actor, runtime().settings.quiet_days
    with changing() as work:
        found = quiet.show(work, person, keyring(), days)
        teams, counts = lists.teams_and_counts(work, person)
    page = ShownQuiet(list_page.picked(found, View.WAITING), days, more=len(found) == quiet.SHOWN)
    return render_template("desk/show_quiet.html", page=page, me=me(), nav=nav.build(counts, teams, None))
