"""Reading the log as somebody: each page that is shown and each export is an event itself, committed before it is seen.

Who may do this is decided before anybody gets here: the log knows no rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from intake.audit import history, trail
from intake.audit.history import Filters, HistoryPage
from intake.audit.kinds import JSON, Act

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Export:
    """What an export holds: the events that fit, up to the one before its own. `rows` says how many."""

    filters: Filters
    until: int
    rows: int


def show_page(
    session: Session, filters: Filters, *, actor: trail.Who, signer: trail.Signs, before: int | None = None,
    size: int = 50,
) -> HistoryPage:
    """A page of the log, and the event that says that it was read."""
    found = history.page(session, filters, before, size)
    trail.record(session, Act.AUDIT_READ, actor=actor, signer=signer, filters=_told(session, filters))
    return found


def begin_export(session: Session, filters: Filters, *, actor: trail.Who, signer: trail.Signs) -> Export:
    """Record an export. Once that is committed, `export_lines` gives it, in a session of its own if need be."""
    export = Export(filters, history.head(session).size, history.count(session, filters))
    trail.record(
        session, Act.AUDIT_EXPORTED, actor=actor, signer=signer, filters=_told(session, filters), rows=export.rows
    )
    return export


def export_lines(session: Session, export: Export) -> Iterator[str]:
    """The export, one JSON object a line, oldest first. `verify.read_export` reads it back."""
    for row in history.all_rows(session, export.filters, until=export.until):
        yield trail.canonical({
            "seq": row.seq, "body": row.body, "signer": row.signer.hex(), "signature": row.signature.hex(),
            "root": row.root.hex(),
        }) + "\n"


def _told(session: Session, filters: Filters) -> dict[str, JSON]:
    """The filters for the log, which must not keep whatever was typed where a reference belongs."""
    if filters.case is not None and not history.speaks_of(session, filters.case):
        filters = replace(filters, case=UNKNOWN)
    return filters.as_fact()
