"""Who can read a case, in words: one line for its page, and a line for each person."""

from flask_babel import ngettext

from intake.cases.case_page import CasePage
from intake.cases.readers import Named
from intake.web.days import day
from intake.web.desk.words import _, near_day
from intake.web.languages import listed


def line(page: CasePage) -> str:
    """The whole of it, short: the team and how many they are, or the people; then whoever it was shared with."""
    guests = [each for each in page.named if each.outside]
    if page.restricted:
        inside = listed(each.name for each in page.named if not each.outside)
        parts = [_("Only %(names)s", names=inside)]
    else:
        parts = [str(ngettext("%(team)s: %(num)d person", "%(team)s: %(num)d people", page.team_size, team=page.team))]
    parts += [_("%(name)s until %(day)s", name=each.name, day=near_day(each.until)) for each in guests if each.until]
    return " · ".join(parts)


def one(named: Named, team: str) -> str:
    """How somebody reads a case by name: as what, and until when."""
    if not named.live:
        return _("can no longer read it: their day passed, they left, or have new keys")
    if named.until is None:
        return _("of the team %(team)s", team=team)
    if named.outside:
        return _("of another team, reads and writes notes until %(day)s", day=day(named.until))
    return _("of the team %(team)s, until %(day)s", team=team, day=day(named.until))
