"""A list as its page shows it: what the address asks for, and rows in words. No facts are made here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import Any

from flask import request, url_for
from flask_babel import ngettext

from intake.cases.lists import After, CaseRow, Filters, ListPage, View, require_view
from intake.cases.picking import PickedCase
from intake.cases.states import WORKED_ON, Priority, Status
from intake.errors import NotFound
from intake.web.alphabet import by_name
from intake.web.desk import promised, words
from intake.web.desk.promised import Promised
from intake.web.desk.words import _
from intake.web.filters import visible
from intake.web.numbers import row_id

_BY_STATUS = {View.MINE, View.UNASSIGNED, View.OPEN, View.NAMED}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for."""

    view: View
    filters: Filters
    after: After | None

    def href(self, **changed: Any) -> str:
        """The address of this list with other filters, from its top."""
        filters = replace(self.filters, **changed)
        return _href(self.view, filters)


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a filter."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One case, in words."""

    reference: str
    href: str
    title: str
    language: str
    status: str
    priority: str
    kind: str
    contact: str
    due: str
    due_state: str
    promised: Promised | None
    owner: str
    day: str
    team: str
    unread: bool
    note: str
    restricted: bool


@dataclass(frozen=True, slots=True)
class PickedRow:
    """A case that was picked out for a page of its own, in words."""

    reference: str
    href: str
    title: str
    language: str
    day: str


@dataclass(frozen=True, slots=True)
class ShownList:
    """The page of a list."""

    view: View
    heading: str
    rows: tuple[Row, ...]
    show_owner: bool
    filtered: bool
    filters: dict[str, tuple[Choice, ...]]
    overdue: bool
    chips: tuple[tuple[str, str], ...]
    top_href: str
    older_href: str
    empty: tuple[str, str]
    teamless: bool


def asked(query: Mapping[str, str]) -> Asked:
    """What the address asks for. Raises `NotFound` for a list that cannot be."""
    try:
        filters = Filters(
            team=int(query["team"]) if query.get("team") else None,
            status=Status(query["status"]) if query.get("status") else None,
            priority=Priority(query["priority"]) if query.get("priority") else None,
            overdue=bool(query.get("overdue")),
        )
        after = after_from(query["after"]) if query.get("after") else None
    except (ValueError, OverflowError):
        raise NotFound("no such list") from None
    return Asked(require_view(query.get("view") or View.MINE.value), filters, after)


def build(page: ListPage, wanted: Asked) -> ShownList:
    """The page of a list, in words."""
    several = len(page.teams) > 1 or page.view is View.NAMED
    return ShownList(
        view=page.view,
        heading=str(words.VIEWS[page.view]),
        rows=tuple(_row(row, page.view, several=several) for row in page.rows),
        show_owner=page.view not in {View.MINE, View.UNASSIGNED},
        filtered=page.filters != Filters(),
        filters=_choices(page),
        overdue=page.filters.overdue,
        chips=_chips(page, wanted),
        top_href=wanted.href() if wanted.after else "",
        older_href=_older(page),
        empty=_empty(page),
        teamless=not page.teams,
    )


def _row(row: CaseRow, view: View, *, several: bool) -> Row:
    return Row(
        reference=row.reference,
        href=url_for("desk.show_case", reference=row.reference, view=view.value),
        title=titled(row.title),
        language=row.title_language,
        status=row.status.value,
        priority=row.priority.value,
        kind=words.for_whom(row.for_whom),
        contact=visible(words.contact(row.contact)),
        due=words.near_day(row.due_day) if row.due_day and row.status is not Status.CLOSED else "",
        due_state=words.due_state(row.due_day, overdue=row.overdue),
        promised=promised.of(row.unanswered_since),
        owner=row.assignee or "",
        day=words.near_day(row.changed_day),
        team=row.team if several else "",
        unread=row.unread > 0,
        note=_note(row),
        restricted=row.restricted,
    )


def picked(cases: Iterable[PickedCase], view: View) -> tuple[PickedRow, ...]:
    """Picked cases in words; `view` is the list that whoever opens one comes back to."""
    return tuple(
        PickedRow(each.reference, url_for("desk.show_case", reference=each.reference, view=view.value),
                  titled(each.title), each.language, words.near_day(each.day))
        for each in cases
    )


def titled(title: str) -> str:
    """A case's name as it is shown, or that it has none."""
    return visible(title) if title.strip() else _("Without a name")


def _note(row: CaseRow) -> str:
    if row.outcome is not None:
        return str(words.OUTCOMES[row.outcome])
    if row.unread and row.status is not Status.NEW:
        return str(ngettext("%(num)d unread", "%(num)d unread", row.unread))
    return ""


def _choices(page: ListPage) -> dict[str, tuple[Choice, ...]]:
    filters, found = page.filters, {}
    if len(page.teams) > 1:
        named = by_name(page.teams.items(), itemgetter(1))
        found["team"] = tuple(Choice(str(key), name, filters.team == key) for key, name in named)
    if page.view in _BY_STATUS:
        found["status"] = tuple(Choice(each.value, str(words.STATUSES[each]), filters.status is each)
                                for each in WORKED_ON if each is not Status.CLOSED or page.view is View.NAMED)
    found["priority"] = tuple(Choice(each.value, str(words.PRIORITIES[each]), filters.priority is each)
                              for each in reversed(Priority))
    return found


def _chips(page: ListPage, wanted: Asked) -> tuple[tuple[str, str], ...]:
    filters, chips = page.filters, []
    if filters.team is not None:
        chips.append((page.teams[filters.team], wanted.href(team=None)))
    if filters.status is not None:
        chips.append((str(words.STATUSES[filters.status]), wanted.href(status=None)))
    if filters.priority is not None:
        chips.append((str(words.PRIORITIES[filters.priority]), wanted.href(priority=None)))
    if filters.overdue:
        chips.append((_("Overdue"), wanted.href(overdue=False)))
    return tuple(chips)


def _older(page: ListPage) -> str:
    if page.next is None:
        return ""
    return _href(page.view, page.filters, f"{page.next.day.isoformat()}.{page.next.id}")


def _empty(page: ListPage) -> tuple[str, str]:
    if not page.teams:
        return _("You are in no team yet"), _("Cases belong to teams. Your lead can let you into theirs.")
    if page.filters != Filters():
        return _("No case fits"), _("Take a filter away to see more.")
    match page.view:
        case View.MINE:
            return _("Nothing is yours right now"), _("Cases that you take, or that somebody gives you, "
                                                                  "stand here.")
        case View.UNASSIGNED:
            return _("Everything has somebody"), _("New enquiries stand here until a colleague takes them.")
        case View.WAITING:
            return _("Nothing waits"), _("Cases that wait for somebody's answer or for a day stand here.")
        case View.NAMED:
            return _("Nothing is shared with you"), _("Cases that only certain people may read, you among them, and "
                                                      "cases that another team shared with you stand here.")
        case View.CLOSED:
            return _("Nothing is closed yet"), _("Cases that came to an end stand here.")
        case _:
            return _("No open cases"), _("Every case that is not closed stands here.")


def after_from(text: str) -> After:
    """Where a page begins, as an address says it. Raises `ValueError` for what cannot be."""
    day, _, number = text.partition(".")
    case_id = row_id(number)
    if case_id is None:
        raise ValueError(text)
    return After(date.fromisoformat(day), case_id)


def after_asked() -> After | None:
    """Where the asked page begins; None for the first. Raises `NotFound` for an address that cannot be."""
    try:
        return after_from(request.args["after"]) if request.args.get("after") else None
    except (ValueError, OverflowError):
        raise NotFound("no such list") from None


def after_text(after: After) -> str:
    """The same, for an address."""
    return f"{after.day.isoformat()}.{after.id}"


def _href(view: View, filters: Filters, after: str | None = None) -> str:
    return url_for(
        "desk.show_home",
        view=view.value,
        team=filters.team,
        status=filters.status.value if filters.status else None,
        priority=filters.priority.value if filters.priority else None,
        overdue=1 if filters.overdue else None,
        after=after,
    )
