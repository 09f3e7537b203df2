"""Many cases at once: rows as adopted cases have them, with real boxes, written in bulk."""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any, Final

from sqlalchemy import insert

from intake import clock
from intake.accounts.keyring import TeamKeys
from intake.accounts.trust import CONTACT
from intake.cases.keys import case_seed_place, staff_key, summary_key, thread_seed_place
from intake.cases.models import Case, Shard
from intake.cases.states import Outcome, Priority, Status
from intake.cases.submit import new_reference
from intake.cases.summary import Summary, box_summary
from intake.db import new_id
from intake.questionnaires.safe_contact import SafeContact
from intake.vault.box import box
from intake.vault.keys import new_seed
from tests.support.instance import Instance, at_the_desk

_AT_ONCE: Final = 5_000
_DAYS: Final = 1_000
_STATUSES: Final = (Status.NEW, Status.OPEN, Status.WAITING, Status.CLOSED)


def fill(instance: Instance, number: int) -> None:
    """Add cases to the instance's team, of every status, some the caseworker's, spread over a thousand days."""
    worker = at_the_desk(instance, instance.caseworker)
    rows = _rows(worker.keyring.team(instance.team_id), worker.actor.id)
    while batch := list(islice(rows, min(_AT_ONCE, number))):
        number -= len(batch)
        with instance.stores.changing() as work:
            work.main.execute(insert(Case), [case for case, _ in batch])
            work.shards.execute(insert(Shard), [shard for _, shard in batch])


def _rows(team: TeamKeys, worker: int) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    wrap_key, today, taken = team.wrap_key, clock.today(), set()
    summary = Summary("She has not come home since the spring", "someone", "M.", SafeContact(), clock.today(), "en",
                      clock.now())
    count = 0
    while True:
        reference, case_id, seed, shard = new_reference(), new_id(), new_seed(), secrets.token_bytes(32)
        if reference in taken:
            continue
        taken.add(reference)
        status, day = _STATUSES[count % 4], today - timedelta(days=secrets.randbelow(_DAYS))
        count += 1
        yield {
            "id": case_id, "reference": reference, "form": CONTACT, "team_id": team.team_id, "epoch": team.epoch,
            "status": status,
            "outcome": Outcome.HELPED if status is Status.CLOSED else None,
            "closed_day": day if status is Status.CLOSED else None, "priority": Priority.NORMAL,
            "assignee_id": worker if count % 10 == 0 else None, "due_day": None, "opened_day": day, "changed_day": day,
            "messages_in": 1, "version": 1,
            "case_seed": box(wrap_key, seed, case_seed_place(case_id, team.team_id, team.epoch)),
            "thread_seed": box(staff_key(seed, shard, case_id), new_seed(), thread_seed_place(case_id)),
            "summary": box_summary(summary_key(seed, shard, case_id), summary, case_id),
        }, {"case_id": case_id, "shard": shard, "day": day}
