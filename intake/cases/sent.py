"""Sent once: what a form's nonce was used for. A repeated post meets its first; nothing here can be guessed at.

The nonce lives in the person's page alone. Stored are keyed hashes of it and of what was sent (DESIGN 5).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache
from typing import Final, cast

from sqlalchemy import Executable, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from intake import clock
from intake.cases.models import SentForm
from intake.db import Work, connection_of
from intake.vault.context import context
from intake.vault.keys import derive, equal, mac

OVER_MIDNIGHT: Final = timedelta(hours=1)
"""How long into the next day a form still counts as of the day before: somebody may press again at one past twelve."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The keyed hashes of one sending."""

    nonce_mac: bytes
    content_mac: bytes


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the same nonce was used for before. `lately`: today or, in the first hour of a day, the day before."""

    case_id: int
    same_content: bool
    lately: bool


def fingerprint(pepper: bytes, nonce: bytes, fields: Mapping[str, str]) -> Fingerprint:
    """The hashes of a form's nonce and of its fields, in the order of their names."""
    content_key = derive(pepper + nonce, context("sent content"))
    parts = [part.encode("utf-8", "surrogatepass") for name in sorted(fields) for part in (name, fields[name])]
    return Fingerprint(mac(_nonce_key(pepper), nonce), mac(content_key, *parts))


@lru_cache(maxsize=1)
def _nonce_key(pepper: bytes) -> bytes:
    """The same for every form, so it is derived once."""
    return derive(pepper, context("sent nonce"))


def addition(sending: Fingerprint) -> Fingerprint:
    """The fingerprint of new words in a form whose nonce is taken: claimed like a nonce, so they too count once."""
    return Fingerprint(sending.content_mac, sending.content_mac)


def entry_id(sending: Fingerprint) -> int:
    """The id of the entry that a sending makes: the same when it is sent again, so that late files find their place."""
    return int.from_bytes(sending.nonce_mac[:8], "big") >> 1 or 1


def of_file(pepper: bytes, nonce: bytes, name: str, digest: str, *, as_it_is: bool = False) -> Fingerprint:
    """The fingerprint of a file that comes with a form, so that it counts once however often the form is sent.

    One that is to stay `as_it_is` is another than the same file cleaned.
    """
    kept = "whole" if as_it_is else ""
    return addition(fingerprint(pepper, nonce, {"file name": name, "file": digest, "kept": kept}))


@cache
def _claiming(dialect: str) -> Executable:
    table = cast(Table, SentForm.__table__)
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(table).on_conflict_do_nothing(index_elements=["nonce_mac"]).returning(table.c.case_id)


def claim(work: Work, sending: Fingerprint, case_id: int) -> Earlier | None:
    """Take the nonce for `case_id`, or say what it was used for. Of parallel posts exactly one takes it.

    A second post waits here, in the database, until the first has committed or failed.
    """
    values = {"nonce_mac": sending.nonce_mac, "content_mac": sending.content_mac, "case_id": case_id,
              "day": clock.today()}
    if connection_of(work.main).execute(_claiming(work.main.get_bind().dialect.name), values).first() is not None:
        return None
    row = work.main.scalars(select(SentForm).where(SentForm.nonce_mac == sending.nonce_mac)).one()
    lately = row.day >= (clock.now() - OVER_MIDNIGHT).date()
    return Earlier(row.case_id, equal(row.content_mac, sending.content_mac), lately)


@dataclass(frozen=True, slots=True)
class Once:
    """What a sending comes to: the id of the entry that it makes, and whether it is `new` or was kept before."""

    entry_id: int
    new: bool


def once(work: Work, sending: Fingerprint, case_id: int = 0) -> Once:
    """Take a sending, for a case if it is about one, or find that exactly this was taken before.

    New words in a form are new, too.
    """
    earlier = claim(work, sending, case_id)
    if earlier is None or earlier.same_content:
        return Once(entry_id(sending), earlier is None)
    again = addition(sending)
    return Once(entry_id(again), claim(work, again, case_id) is None)


def kept_in(work: Work, sending: Fingerprint) -> frozenset[int]:
    """The cases in which exactly this was kept before, with its nonce or as new words in its form. Takes nothing."""
    kept = select(SentForm.case_id).where(SentForm.nonce_mac.in_([sending.nonce_mac, sending.content_mac]),
                                          SentForm.content_mac == sending.content_mac)
    return frozenset(work.main.scalars(kept))
