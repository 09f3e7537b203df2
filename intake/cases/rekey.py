"""New keys for a case, because somebody who is not to read on may have kept the old ones.

A new seed, and everything that was closed under the old one boxed anew: the summary, the thread's own seed, and every
entry of the staff compartment. The shard stays, since another store holds it, which cannot change in the same
transaction. The thread's seed stays, too: the enquirer's receipt closes a copy of it that nobody here can open.
"""

from dataclasses import replace

from sqlalchemy import select

from intake.audit.kinds import JSON
from intake.cases import items, readers
from intake.cases.keys import item_place, staff_key, summary_key, thread_seed_place
from intake.cases.models import Compartment, Item
from intake.cases.readers import Readers
from intake.cases.reading import OpenedCase
from intake.cases.summary import box_summary
from intake.db import Work
from intake.vault.box import box, unbox
from intake.vault.keys import new_seed


def rekey(work: Work, case: OpenedCase, to: Readers) -> tuple[OpenedCase, dict[str, JSON]]:
    """Give a case that is held for changing a new seed, sealed to these readers alone.

    Gives the case with its new keys, and the hash of every entry that was boxed anew, old to new, for the log.
    """
    row, seed = case.row, new_seed()
    key, short = staff_key(seed, case.shard, row.id), summary_key(seed, case.shard, row.id)
    entries = work.main.scalars(
        select(Item).where(Item.case_id == row.id, Item.compartment == Compartment.STAFF).order_by(Item.id)
    ).all()
    row.keying += 1
    row.summary = box_summary(short, case.summary, row.id)
    row.thread_seed = box(key, unbox(case.staff_key, row.thread_seed, thread_seed_place(row.id)),
                          thread_seed_place(row.id))
    moved: dict[str, JSON] = {}
    for entry in entries:
        before = items.digest(entry)
        place = item_place(entry.id, row.id, entry.compartment)
        entry.box = box(key, unbox(case.staff_key, entry.box, place), place)
        moved[before] = items.digest(entry)
    readers.seal_to(work, row, seed, to)
    return replace(case, seed=seed, summary_key=short, staff_key=key, wants_new_keys=False), moved
