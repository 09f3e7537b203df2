"""The page of the log, built from frozen rows: names for ids, sentences for acts, addresses for the way on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter

from flask import request, url_for
from markupsafe import Markup

from intake.accounts import people, teams
from intake.accounts.names import with_marks_shown
from intake.audit import consult
from intake.audit.consult import Export
from intake.audit.history import Event, Filters, HistoryPage
from intake.db import Stores, Work
from intake.web.admin.audit_form import ExportForm, FilterForm, as_query
from intake.web.admin.audit_words import Names, details_of, label_of, sentence_of
from intake.web.alphabet import by_name
from intake.web.filters import visible
from intake.web.guard import visitor
from intake.web.numbers import row_id


@dataclass(frozen=True, slots=True)
class Row:
    """One event as the page tells it. `moment` is None for what has a day alone."""

    seq: int
    day: date
    moment: datetime | None
    label: str
    sentence: Markup
    details: tuple[tuple[str, str], ...]
    damaged: bool


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some events, the filters in force, and where to go from here."""

    form: FilterForm
    export_form: ExportForm
    rows: tuple[Row, ...]
    chips: tuple[tuple[str, str], ...]
    newest_href: str
    older_href: str
    export_href: str
    export_failed: bool = False


def open_form(work: Work) -> tuple[FilterForm, Names]:
    """The filters of this address, and the names that the page needs; nothing in a name changes how the log reads."""
    known = {person.id: with_marks_shown(visible(person.name)) for person in people.list_people(work.main)}
    form = FilterForm(formdata=request.args)
    form.offer(by_name(known.items(), itemgetter(1)))
    return form, Names(known, {team.id: with_marks_shown(visible(team.name)) for team in teams.list_teams(work.main)})


def build(work: Work, *, export_failed: bool = False) -> AuditPage:
    """The page that this address asks for, recorded as read. With filters that make no sense it shows no event."""
    form, names = open_form(work)
    filters = form.asked() if form.validate() else Filters()
    found = _look(work, filters) if not form.errors else HistoryPage((), None)
    query = as_query(filters)
    return AuditPage(
        form=form,
        export_form=ExportForm(formdata=None),
        rows=tuple(_row(event, names) for event in found.events),
        chips=_chips(filters, names),
        newest_href=url_for("admin.show_audit", **query) if "before" in request.args else "",
        older_href=url_for("admin.show_audit", **query, before=found.older) if found.older else "",
        export_href=url_for("admin.export_audit", **query) if not form.errors else "",
        export_failed=export_failed,
    )


def begin_export(work: Work) -> Export | None:
    """Record the export that this address asks for; None when its filters make no sense."""
    form, _names = open_form(work)
    if not form.validate():
        return None
    return consult.begin_export(work.main, form.asked(), actor=visitor().actor, signer=visitor().keyring.signer)


def stream(stores: Stores, export: Export) -> Iterator[str]:
    """The export's lines, read as they are sent, after the view's own transaction was committed."""
    with stores.reading() as work:
        yield from consult.export_lines(work.main, export)


def _look(work: Work, filters: Filters) -> HistoryPage:
    before = row_id(request.args.get("before"))
    return consult.show_page(work.main, filters, actor=visitor().actor, signer=visitor().keyring.signer, before=before)


def _row(event: Event, names: Names) -> Row:
    return Row(
        seq=event.seq,
        day=event.day,
        moment=datetime.fromisoformat(event.at) if "T" in event.at else None,
        label=label_of(event.act),
        sentence=sentence_of(event, names),
        details=details_of(event, names),
        damaged=event.damaged,
    )


def _chips(filters: Filters, names: Names) -> tuple[tuple[str, str], ...]:
    query = as_query(filters)
    words = query | ({"person": names.person(filters.person)} if filters.person else {})
    words |= {"act": label_of(filters.act)} if filters.act else {}
    return tuple(
        (words[name], url_for("admin.show_audit", **{key: value for key, value in query.items() if key != name}))
        for name in query
    )
