"""The desk's lists."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from intake.access.permissions import Permission
from intake.cases import lists, upkeep
from intake.web.desk import list_page, nav, words
from intake.web.desk.blueprint import blueprint
from intake.web.desk.person import keyring
from intake.web.frame import me
from intake.web.guard import requires, visitor
from intake.web.work import changing, runtime


@blueprint.get("/desk/")
@requires(Permission.CASE_LIST)
def show_home() -> ResponseReturnValue:
    """One of the lists: mine, unless the address asks for another."""
    wanted, person = list_page.asked(request.args), visitor().actor
    with changing() as work:
        page = lists.show(work, person, keyring(), wanted.view, wanted.filters, wanted.after)
    upkeep.adopt_cases(runtime().stores, keyring(), [row.id for row in page.rows if not row.adopted])
    shown = list_page.build(page, wanted)
    return render_template("desk/show_home.html", page=shown, me=me(), notice=words.done(request.args),
                           nav=nav.build(page.counts, page.teams, page.view, page.filters.team))
