"""The side of every desk page: taking an enquiry down, the lists with their counts, the teams, and for leads the cards
and what is due.
"""

from operator import itemgetter

from flask import request, url_for

from intake.access.permissions import Permission
from intake.access.policy import holds
from intake.cases.lists import View
from intake.web.alphabet import by_name
from intake.web.desk import words
from intake.web.desk.words import _
from intake.web.frame import Group, Item
from intake.web.guard import visitor


def href(view: View) -> str:
    """The address of a list."""
    if view is View.QUARANTINE:
        return url_for("desk.show_quarantine")
    return url_for("desk.show_home", view=view.value)


def build(counts: dict[View, int], teams: dict[int, str], view: View | None, team: int | None = None
          ) -> tuple[Group, ...]:
    """The groups, with the list that is being looked at marked as current."""
    lists = tuple(
        Item(str(words.VIEWS[each]), href(each), words.count(counts[each]), each is view and team is None)
        for each in View
    )
    named = by_name(teams.items(), itemgetter(1))
    own = tuple(Item(name, url_for("desk.show_home", view=View.OPEN.value, team=team_id), current=team == team_id)
                for team_id, name in named)
    about = Item(_("Teams and colleagues"), url_for("desk.show_team"), current=request.endpoint == "desk.show_team")
    cards = Item(_("Recovery cards"), url_for("desk.show_cards"), current=request.endpoint == "desk.show_cards")
    people = (about, cards) if holds(visitor().actor, Permission.RECOVERY_MAKE) else (about,)
    quiet = Item(_("Gone quiet"), url_for("desk.show_quiet"), current=request.endpoint == "desk.show_quiet")
    due = Item(_("Due to be erased"), url_for("desk.show_due"), current=request.endpoint == "desk.show_due")
    waiting = Item(_("Not to be contacted first"), url_for("desk.show_unreachable"),
                   current=request.endpoint == "desk.show_unreachable")
    silent = (quiet, waiting)
    keeping = (*silent, due) if holds(visitor().actor, Permission.CASE_ERASE) else silent
    new = Item(_("Take down an enquiry"), url_for("desk.show_new"), icon="plus",
               current=request.endpoint in {"desk.show_new", "desk.take_down_enquiry"})
    return (Group("", (new,)), Group(_("Cases"), lists), Group(_("Teams"), (*(own if len(own) > 1 else ()), *people)),
            Group(_("Keeping"), keeping))
