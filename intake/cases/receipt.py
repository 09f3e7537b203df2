"""The enquirer's way back: from a receipt code to the keys that find and open one thread.

Stretching takes a lane and some milliseconds and belongs outside every transaction. Wrong, burned and erased codes
run the same steps as far as a clock or a counter could tell (`find_thread`).
"""

import secrets
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from intake.cases.keys import receipt_place
from intake.cases.models import ReceiptRow, Shard
from intake.db import Work, new_id
from intake.vault import passwords
from intake.vault.box import InvalidTag, box, unbox
from intake.vault.context import context
from intake.vault.keys import derive


@dataclass(frozen=True, slots=True)
class ReceiptKeys:
    """What a stretched code gives: the tag under which its row is found, and the key that opens the row."""

    tag: bytes
    wrap_key: bytes


@dataclass(frozen=True, slots=True)
class FoundThread:
    """The thread that a code opened, by the tag of its row, and whether the code had been used before.

    `handed_out`: somebody of the staff knows the code, so nothing is shown before it was replaced.
    """

    case_id: int
    thread_seed: bytes
    tag: bytes
    first_use: bool
    handed_out: bool


def stretch_code(code: str, pepper: bytes) -> ReceiptKeys:
    """The keys of a code (24 ASCII digits). Costs one Argon2id of 19 MiB: take a lane first."""
    stretched = passwords.stretch(code.encode(), _salt(pepper), passwords.RECEIPT)
    secret = pepper + stretched
    return ReceiptKeys(derive(secret, context("receipt tag")), derive(secret, context("receipt wrap")))


@lru_cache(maxsize=1)
def _salt(pepper: bytes) -> bytes:
    """The same for every code, so it is derived once."""
    return derive(pepper, context("receipt salt"), 16)


def wrap_thread(keys: ReceiptKeys, thread_seed: bytes, case_id: int) -> bytes:
    """The thread seed, boxed under the code's key."""
    return box(keys.wrap_key, thread_seed, receipt_place(case_id))


def find_thread(work: Work, keys: ReceiptKeys) -> FoundThread | None:
    """The thread of a code, or None. One look for the row, one box, one look for the shard: always, found or not."""
    row = work.main.scalar(select(ReceiptRow).where(ReceiptRow.tag == keys.tag))
    case_id = row.case_id if row else new_id()
    decoy = wrap_thread(ReceiptKeys(keys.tag, secrets.token_bytes(32)), bytes(32), case_id)
    try:
        seed = unbox(keys.wrap_key, row.wrap if row else decoy, receipt_place(case_id))
    except InvalidTag:
        seed = None
    shard = work.shards.scalar(select(Shard.shard).where(Shard.case_id == case_id))
    if row is None or seed is None or shard is None:
        return None
    return FoundThread(case_id, seed, row.tag, first_use=row.used_day is None, handed_out=row.handed_out)
