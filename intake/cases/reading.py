"""Opening a case for a member of its team. The one place that derives a staff key from what the team holds.

Whoever calls for a page must be in `changing()`: the event is written in the same transaction, and the door commits
before anything is rendered (DESIGN 2, promise 7).
"""

from dataclasses import dataclass

from sqlalchemy import select

from intake.access import policy
from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.accounts.keyring import Keyring, TeamKeys
from intake.cases import summary
from intake.cases.head import Head, from_record
from intake.cases.keys import case_seed_place, head_place, staff_key, summary_place, thread_key, thread_seed_place
from intake.cases.models import Case, Compartment, Shard
from intake.cases.summary import Summary
from intake.db import Work
from intake.errors import NotFound
from intake.vault.box import InvalidTag, box, unbox
from intake.vault.record import box_record, record_from, unbox_record


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case row with the keys that open its two compartments. Lives as long as the request."""

    row: Case
    team: TeamKeys
    head: Head
    staff_key: bytes
    thread_key: bytes

    @property
    def keys(self) -> dict[Compartment, bytes]:
        """Both compartments' keys."""
        return {Compartment.STAFF: self.staff_key, Compartment.THREAD: self.thread_key}


def open_case(work: Work, actor: Actor, keyring: Keyring, reference: str, permission: Permission) -> OpenedCase:
    """The case with this reference, for an actor who may do `permission` to it.

    Raises `NotFound` where there is none, where its shard was destroyed, and `NotAllowed` out of scope: the web
    shows one page for all three.
    """
    row = work.main.scalar(select(Case).where(Case.reference == reference))
    if row is None:
        raise NotFound("no such case")
    policy.require(actor, permission, row.team_id)
    shard = work.shards.scalar(select(Shard.shard).where(Shard.case_id == row.id))
    if shard is None:
        raise NotFound("the case was erased")
    team = keyring.team(row.team_id, row.epoch)
    head = open_head(row, team)
    key = staff_key(head.seed, shard, row.id)
    thread_seed = unbox(key, row.thread_seed, thread_seed_place(row.id))
    return OpenedCase(row, team, head, key, thread_key(thread_seed, shard, row.id))


def open_head(row: Case, team: TeamKeys) -> Head:
    """The case's seed and summary: sealed to the team until its first touch, boxed under its keys from then on."""
    if row.head is not None:
        opened = team.unseal(row.head, head_place(row.id, row.team_id, row.epoch))
        return from_record(record_from(opened))
    if row.case_seed is None:
        raise InvalidTag
    seed = unbox(team.wrap_key, row.case_seed, case_seed_place(row.id, row.team_id, row.epoch))
    return Head(seed, open_summary(row, team))


def open_summary(row: Case, team: TeamKeys) -> Summary:
    """The case's summary alone: all that a list needs."""
    if row.summary is None:
        return open_head(row, team).summary
    place = summary_place(row.id, row.team_id, row.epoch)
    return summary.from_record(unbox_record(team.list_key, row.summary, place))


def adopt(row: Case, team: TeamKeys, head: Head) -> None:
    """Box a case's head under the team's own keys: from the first touch on, opening costs no public-key step."""
    row.case_seed = box(team.wrap_key, head.seed, case_seed_place(row.id, row.team_id, row.epoch))
    row.summary = box_record(team.list_key, head.summary.record(), summary_place(row.id, row.team_id, row.epoch))
    row.head = None
