"""The store held against its rows, without a key: what is missing, what was cut or grew, and what nobody names."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.attachments.blobs import Blobs
from intake.cases.attachment import Attachment


@dataclass(frozen=True, slots=True)
class Compared:
    """How many files are not there, have another size than they should, or belong to no row."""

    missing: int
    damaged: int
    orphaned: int


def compare(session: Session, blobs: Blobs, before: date) -> Compared:
    """Every row and every blob. A blob of `before` or later may still wait for its row, and is no orphan."""
    found = {blob.name: blob for blob in blobs.all()}
    rows = {row.blob: row.stored for row in session.execute(select(Attachment.blob, Attachment.stored))}
    there = rows.keys() & found.keys()
    return Compared(
        missing=len(rows) - len(there),
        damaged=sum(found[name].size != rows[name] for name in there),
        orphaned=sum(found[name].day < before for name in found.keys() - rows.keys()),
    )
