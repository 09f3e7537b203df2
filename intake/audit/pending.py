"""What a submitter causes waits here, with its day alone, and joins the log once a day.

An event at the moment of a submission would put a time on it (DESIGN 2, promise 10). Until it is appended it is
outside promise 8: whoever can write to the database could drop it unseen, and the threat model says so.
"""

import json
from collections.abc import Iterator
from datetime import date

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from intake.audit import trail
from intake.audit.history import Event
from intake.audit.kinds import JSON, Act, check_facts
from intake.audit.models import AuditPending
from intake.db import insert_now, new_id
from intake.errors import Unrecorded


def add(
    session: Session, day: date, act: Act, *, case: str, team: int | None = None, once: bool = False, **facts: JSON,
) -> None:
    """Note the act in the submitter's own transaction. `once`: the same act on the same case counts once a day."""
    check_facts(act, facts)
    body = trail.canonical({"act": act.value, "case": case, "team": team, "facts": facts})
    session.flush()
    try:
        if once and session.scalar(select(exists().where(AuditPending.day == day, AuditPending.body == body))):
            return
        insert_now(session, AuditPending, id=new_id(), day=day, body=body)
    except SQLAlchemyError as error:
        raise Unrecorded("the event could not be kept for the log") from error


def append_all(session: Session, signer: trail.Signs, *, before: date, limit: int = 500) -> int:
    """Move up to `limit` events of the days before `before` into the log and give how many; call it until it gives 0.

    `before` is today: a day joins the log when it is over. Within a day the order is that of the random ids, so it
    tells nothing of the order in which things were sent. `signer` holds the server's log key.
    """
    waiting = session.execute(
        select(AuditPending.id, AuditPending.day, AuditPending.body)
        .where(AuditPending.day < before).order_by(AuditPending.day, AuditPending.id).limit(limit).with_for_update()
    ).all()
    if waiting:
        trail.append(session, signer, [_draft(row.day, row.body) for row in waiting])
        session.execute(delete(AuditPending).where(AuditPending.id.in_([row.id for row in waiting])))
    return len(waiting)


def waiting(session: Session) -> Iterator[Event]:
    """What waits, as the events it will become; they have no number yet."""
    for row in session.execute(select(AuditPending.day, AuditPending.body).order_by(AuditPending.day, AuditPending.id)):
        told = json.loads(row.body)
        yield Event(0, row.day, told["act"], row.day.isoformat(), trail.ENQUIRER, case=told["case"], team=told["team"],
                    facts=told["facts"])


def _draft(day: date, body: str) -> trail.Draft:
    told = json.loads(body)
    return trail.Draft(
        Act(told["act"]), day, trail.ENQUIRER, case=told["case"], team=told["team"], facts=told["facts"]
    )
