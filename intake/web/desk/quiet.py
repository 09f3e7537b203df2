"""Cases that fell silent: proposed for closing on a page of their own, and never closed by themselves."""

from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from intake.access.permissions import Permission
from intake.cases import lists, quiet
from intake.cases.lists import View
from intake.cases.quiet import QuietCase
from intake.web.desk import list_page, nav, words
from intake.web.desk.blueprint import blueprint
from intake.web.desk.person import keyring
from intake.web.frame import me
from intake.web.guard import requires, visitor
from intake.web.work import changing, runtime


@dataclass(frozen=True, slots=True)
class QuietRow:
    """One case that is proposed for closing, in words."""

    reference: str
    href: str
    title: str
    language: str
    since: str


@dataclass(frozen=True, slots=True)
class ShownQuiet:
    """The page; `more` where only the longest silent stand on it."""

    rows: tuple[QuietRow, ...]
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
    page = ShownQuiet(tuple(map(_row, found)), days, more=len(found) == quiet.SHOWN)
    return render_template("desk/show_quiet.html", page=page, me=me(), nav=nav.build(counts, teams, None))


def _row(each: QuietCase) -> QuietRow:
    href = url_for("desk.show_case", reference=each.reference, view=View.WAITING.value)
    return QuietRow(each.reference, href, list_page.titled(each.title), each.language, words.near_day(each.since))
