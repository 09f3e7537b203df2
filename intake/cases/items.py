"""Writing and opening the boxed entries of a case. Whoever calls holds the right key; nothing here finds one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, select

from intake import clock
from intake.attachments.record import FileRecord, record_of
from intake.cases.attachment import Attachment
from intake.cases.keys import item_place
from intake.cases.models import Compartment, Item
from intake.db import Work, insert_now, new_id
from intake.vault.record import box_record, unbox_record

_OF_ONE_DAY: Final = 300
"""How many more entries of the oldest day are opened, so that time says which of them are left out."""


class Kind(StrEnum):
    """What an entry is."""

    ENQUIRY = "enquiry"
    NOTE = "note"
    MESSAGE_IN = "message_in"
    MESSAGE_OUT = "message_out"
    CONTACT = "contact"
    FILE = "file"
    CONTENT_NOTE = "content_note"


@dataclass(frozen=True, slots=True)
class Entry:
    """An opened entry. `by` is a staff id, or None for the enquirer; `replaces` the note that this one corrects.

    A file has its name as `text`, and `file`.
    """

    id: int
    kind: Kind
    at: datetime
    day: date
    text: str
    language: str
    by: int | None
    replaces: int | None
    digest: str
    answers: dict[str, Any]
    file: FileRecord | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What is to be written down. `answers` holds the enquiry's other fields."""

    kind: Kind
    text: str
    language: str
    by: int | None = None
    replaces: int | None = None
    answers: dict[str, Any] | None = None
    file: FileRecord | None = None


def write(work: Work, key: bytes, case_id: int, compartment: Compartment, words: Words, *, item_id: int | None = None
          ) -> str:
    """Box an entry into its compartment, stamped inside with the exact time and outside with the day.

    Gives the hash of its ciphertext, as the log keeps it. Whoever must know the entry's id brings a new one along.
    """
    now = clock.exactly()
    record: dict[str, Any] = {
        "kind": words.kind.value, "at": now.isoformat(), "text": words.text, "language": words.language,
        "by": words.by, "replaces": words.replaces, "answers": words.answers or {},
    }
    if words.file is not None:
        record["file"] = words.file.as_json()
    item_id = item_id or new_id()
    blob = box_record(key, record, item_place(item_id, case_id, compartment))
    insert_now(work.main, Item, id=item_id, case_id=case_id, compartment=compartment, day=now.date(), box=blob)
    return sha256(blob).hexdigest()


def digest(item: Item) -> str:
    """The hash of an item's ciphertext, as the log keeps it."""
    return sha256(item.box).hexdigest()


def open_all(work: Work, case_id: int, keys: dict[Compartment, bytes], limit: int | None) -> list[Entry]:
    """The newest `limit` entries of the compartments whose keys are given, or all, oldest first; files aside."""
    return _opened(work, case_id, keys, Item.id.not_in(_ids_of_files(case_id)), limit)


def open_files(work: Work, case_id: int, keys: dict[Compartment, bytes], limit: int | None) -> list[Entry]:
    """The newest `limit` files of the compartments whose keys are given, or all, oldest first."""
    return _opened(work, case_id, keys, Item.id.in_(_ids_of_files(case_id)), limit)


def find_enquiry(work: Work, case_id: int, key: bytes, day: date) -> Entry | None:
    """The enquiry of a case that was opened on `day`: which row it is, only the boxes know."""
    rows = work.main.scalars(
        select(Item).where(Item.case_id == case_id, Item.day == day, Item.compartment == Compartment.STAFF)
    )
    return next((entry for entry in (_open(row, key) for row in rows) if entry.kind is Kind.ENQUIRY), None)


def open_some(work: Work, case_id: int, keys: dict[Compartment, bytes], ids: Collection[int]) -> list[Entry]:
    """The entries with these ids, of this case and of the compartments whose keys are given."""
    rows = work.main.scalars(
        select(Item).where(Item.case_id == case_id, Item.id.in_(ids), Item.compartment.in_(keys))
    )
    return [_open(row, keys[row.compartment]) for row in rows]


def _ids_of_files(case_id: int) -> Select[int]:
    return select(Attachment.item_id).where(Attachment.case_id == case_id)


def _opened(work: Work, case_id: int, keys: dict[Compartment, bytes], which: ColumnElement[bool], limit: int | None
            ) -> list[Entry]:
    """Rows know their day alone, and their ids are random: within a day only the boxes tell what is newer.

    A day on which more was written than is opened here is cut by chance.
    """
    newest = (select(Item).where(Item.case_id == case_id, Item.compartment.in_(keys), which)
              .order_by(Item.day.desc(), Item.id.desc()))
    rows = list(work.main.scalars(newest.limit(limit)))
    if limit and len(rows) == limit:
        last = rows[-1]
        rows += work.main.scalars(newest.where(Item.day == last.day, Item.id < last.id).limit(_OF_ONE_DAY))
    opened = sorted((_open(row, keys[row.compartment]) for row in rows), key=lambda entry: (entry.at, entry.id))
    return opened[-limit:] if limit else opened


def _open(item: Item, key: bytes) -> Entry:
    record = unbox_record(key, item.box, item_place(item.id, item.case_id, item.compartment))
    return Entry(
        id=item.id,
        kind=Kind(record["kind"]),
        at=datetime.fromisoformat(record["at"]),
        day=item.day,
        text=record["text"],
        language=record["language"],
        by=record["by"],
        replaces=record["replaces"],
        digest=digest(item),
        answers=record["answers"],
        file=record_of(record["file"]) if "file" in record else None,
    )
