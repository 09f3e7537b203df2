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
from intake.cases.keys import case_seed_place, staff_key, summary_place, thread_key, thread_seed_place
from intake.cases.models import Case, Compartment, Shard
from intake.cases.summary import Summary, from_record
from intake.db import Work
from intake.errors import NotFound
from intake.vault.box import box, unbox
from intake.vault.record import box_record, record_from, unbox_record


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case row with the keys that open its two compartments. Lives as long as the request."""

    row: Case
    team: TeamKeys
    case_seed: bytes
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
    case_seed = open_seed(row, team)
    key = staff_key(case_seed, shard, row.id)
    thread_seed = unbox(key, row.thread_seed, thread_seed_place(row.id))
    return OpenedCase(row, team, case_seed, key, thread_key(thread_seed, shard, row.id))


def open_seed(row: Case, team: TeamKeys) -> bytes:
    """The case seed: sealed to the team until its first touch, wrapped under the team's key from then on."""
    place = case_seed_place(row.id, row.team_id, row.epoch)
    return unbox(team.wrap_key, row.case_seed, place) if row.adopted else team.unseal(row.case_seed, place)


def open_summary(row: Case, team: TeamKeys) -> Summary:
    """The case's summary, likewise."""
    place = summary_place(row.id, row.team_id, row.epoch)
    if row.adopted:
        return from_record(unbox_record(team.list_key, row.summary, place))
    return from_record(record_from(team.unseal(row.summary, place)))


def adopt(row: Case, team: TeamKeys, summary: Summary | None = None) -> None:
    """Wrap what was sealed under the team's own keys: from the first touch on, opening costs no public-key step.

    With `summary`, the case gets a new one.
    """
    seed, shown = open_seed(row, team), summary or open_summary(row, team)
    row.case_seed = box(team.wrap_key, seed, case_seed_place(row.id, row.team_id, row.epoch))
    row.summary = box_record(team.list_key, shown.record(), summary_place(row.id, row.team_id, row.epoch))
    row.adopted = True
