"""Opening a case for whoever may: a member of its team, or somebody it was given to by name. The one place that derives
a staff key.

Whoever calls for a page must be in `changing()`: the event is written in the same transaction, and the door commits
before anything is rendered (DESIGN 2, promise 7).
"""

from dataclasses import dataclass, field

from sqlalchemy import select

from intake.access.permissions import Permission
from intake.access.policy import Actor, Reach
from intake.accounts.keyring import Keyring, TeamKeys
from intake.cases.finding import Hold, find
from intake.cases.keys import (
    case_seed_place,
    grant_place,
    head_place,
    staff_key,
    summary_key,
    thread_key,
    thread_seed_place,
)
from intake.cases.models import Case, Compartment, Shard
from intake.cases.summary import Summary, unbox_summary
from intake.db import Work
from intake.errors import NotFound
from intake.vault.box import InvalidTag, box, unbox


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case row with the keys that open its two compartments. Lives as long as the request.

    `guest`: the reader is of another team, and it was shared with them. `wants_new_keys`: as `finding.Found` has it.
    """

    row: Case
    seed: bytes = field(repr=False)
    shard: bytes = field(repr=False)
    summary: Summary
    summary_key: bytes = field(repr=False)
    staff_key: bytes = field(repr=False)
    thread_key: bytes = field(repr=False)
    guest: bool
    wants_new_keys: bool

    @property
    def keys(self) -> dict[Compartment, bytes]:
        """Both compartments' keys."""
        return {Compartment.STAFF: self.staff_key, Compartment.THREAD: self.thread_key}


def open_case(work: Work, actor: Actor, keyring: Keyring, reference: str, permission: Permission,
              hold: Hold = Hold.TO_READ) -> OpenedCase:
    """The case with this reference, for an actor who may do `permission` to it.

    Raises `NotFound` where there is none, where its shard was destroyed, and `NotAllowed` out of scope: the web
    shows one page for all three.
    """
    found = find(work, actor, reference, permission, hold)
    row = found.row
    shard = work.shards.scalar(select(Shard.shard).where(Shard.case_id == row.id))
    if shard is None:
        raise NotFound("the case was erased")
    seed = seed_for(row, keyring, found.sealed)
    short, key = summary_key(seed, shard, row.id), staff_key(seed, shard, row.id)
    thread_seed = unbox(key, row.thread_seed, thread_seed_place(row.id))
    return OpenedCase(row, seed, shard, unbox_summary(short, row.summary, row.id), short, key,
                      thread_key(thread_seed, shard, row.id), found.reach is Reach.GUEST, found.wants_new_keys)


def seed_for(row: Case, keyring: Keyring, sealed: bytes | None) -> bytes:
    """The case's seed, for a member of its team, or for the person whom it is `sealed` to by name."""
    if sealed is not None:
        return keyring.unseal(sealed, grant_place(row.id, keyring.staff_id))
    return open_seed(row, keyring.team(row.team_id, row.epoch))


def open_seed(row: Case, team: TeamKeys) -> bytes:
    """The case's seed: sealed to the team until its first touch, boxed under its wrap key from then on."""
    if row.head is not None:
        return team.unseal(row.head, head_place(row.id, row.team_id, row.epoch))
    if row.case_seed is None:
        raise InvalidTag
    return unbox(team.wrap_key, row.case_seed, case_seed_place(row.id, row.team_id, row.epoch))


def open_summary(row: Case, keyring: Keyring, sealed: bytes | None, shard: bytes) -> Summary:
    """The case's summary alone: all that a list needs."""
    return unbox_summary(summary_key(seed_for(row, keyring, sealed), shard, row.id), row.summary, row.id)


def adopt(row: Case, team: TeamKeys) -> None:
    """Box a case's seed under the team's own key: from the first touch on, opening costs no public-key step."""
    row.case_seed = box(team.wrap_key, open_seed(row, team), case_seed_place(row.id, row.team_id, row.epoch))
    row.head = None
