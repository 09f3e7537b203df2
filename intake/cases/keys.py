"""The keys of one case, and the names of the places its boxes belong to. Derives; opens and stores nothing.

All of them need the case's shard from the store whose deletion erases (DESIGN 4), so a seed alone opens nothing.
"""

from intake.cases.models import Compartment
from intake.vault.context import context
from intake.vault.keys import derive


def staff_key(case_seed: bytes, shard: bytes, case_id: int) -> bytes:
    """The key of the enquiry, the notes and the plan: for the team alone, never for a receipt."""
    return derive(case_seed + shard, context("case staff key", case_id))


def thread_key(thread_seed: bytes, shard: bytes, case_id: int) -> bytes:
    """The key of the messages both ways."""
    return derive(thread_seed + shard, context("case thread key", case_id))


def summary_key(case_seed: bytes, shard: bytes, case_id: int) -> bytes:
    """The key of the few words that a list shows: it needs the shard, too, or an old backup would keep the title."""
    return derive(case_seed + shard, context("case summary key", case_id))


def head_place(case_id: int, team_id: int, epoch: int) -> bytes:
    """Where a case's seed lies, sealed to this team and epoch."""
    return context("case head", "case", case_id, team_id, epoch)


def case_seed_place(case_id: int, team_id: int, epoch: int) -> bytes:
    """Where an adopted case's seed lies, under the wrap key of this team and epoch."""
    return context("case seed", "case", case_id, team_id, epoch)


def grant_place(case_id: int, staff_id: int) -> bytes:
    """Where a case's seed lies, sealed to one person."""
    return context("case grant", "case_grant", case_id, staff_id)


def card_place(case_id: int, number: int) -> bytes:
    """Where a restricted case's seed lies, sealed to the recovery key of this number."""
    return context("case seed for recovery", "card_seal", case_id, number)


def summary_place(case_id: int) -> bytes:
    """Where a case's summary lies under the case's summary key."""
    return context("summary", "case", case_id)


def thread_seed_place(case_id: int) -> bytes:
    """Where a thread seed lies under the case's staff key."""
    return context("thread seed", "case", case_id)


def visits_place(case_id: int) -> bytes:
    """Where the days on which the enquirer came lie under the thread's key."""
    return context("thread visits", "case", case_id)


def receipt_place(case_id: int) -> bytes:
    """Where a thread seed lies under a receipt."""
    return context("thread seed", "receipt", case_id)


def item_place(item_id: int, case_id: int, compartment: Compartment) -> bytes:
    """Where an item lies: its row, its case and its compartment."""
    return context("item", "item", item_id, case_id, compartment.value)
