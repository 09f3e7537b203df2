"""The page of cases whose person nobody may contact first."""

from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from intake.access.permissions import Permission
from intake.cases import lists, unreachable
from intake.cases.lists import View
from intake.web.desk import list_page, nav
from intake.web.desk.blueprint import blueprint
from intake.web.desk.list_page import PickedRow
from intake.web.desk.person import keyring
from intake.web.frame import me
from intake.web.guard import requires, visitor
from intake.web.work import changing


@dataclass(frozen=True, slots=True)
class ShownUnreachable:
    """The page; `more_href` where there are open cases that were not looked at yet."""

    rows: tuple[PickedRow, ...]
    more_href: str


@blueprint.get("/desk/unreachable")
@requires(Permission.CASE_LIST)
def show_unreachable() -> ResponseReturnValue:
    """Open cases that only the person can go on with."""
    person, after = visitor().actor, list_page.after_asked()
    with changing() as work:
        found = unreachable.show(work, person, keyring(), after)
        teams, counts = lists.teams_and_counts(work, person)
    more = url_for("desk.show_unreachable", after=list_page.after_text(found.next)) if found.next else ""
    page = ShownUnreachable(list_page.picked(found.rows, View.OPEN), more)
    return render_template("desk/show_unreachable.html", page=page, me=me(), nav=nav.build(counts, teams, None))
