"""An enquiry that somebody of the staff takes down, for a person who calls or stands at the door.

It becomes a case like any other. What differs is who caused it: a member of the team, so the log says at once who it
was, and how they were told. A code that they hand out is known to them, and must be replaced at its first use.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from intake import clock
from intake.access import policy
from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.accounts.keyring import Keyring
from intake.accounts.trust import TeamAddress
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.cases import seen, sent
from intake.cases.models import Case, ReceiptRow
from intake.cases.receipt import ReceiptKeys, find_thread, wrap_thread
from intake.cases.submit import Enquiry, Outcome, write_case
from intake.db import Work, insert_now, new_id
from intake.notices import outbox


class How(StrEnum):
    """By which way the enquiry was told."""

    TELEPHONE = "telephone"
    IN_PERSON = "in_person"


class HandedOut(StrEnum):
    """Whether a receipt code was handed out, as the log says it."""

    CODE = "handed_out"
    NOTHING = "not_handed_out"


@dataclass(frozen=True, slots=True)
class Telling:
    """What was told, how, and to which team it goes."""

    enquiry: Enquiry
    how: How
    team: TeamAddress

    def fields(self, *, handed_out: bool) -> dict[str, str]:
        """All that was sent, as texts to be compared with another sending."""
        enquiry = self.enquiry
        return enquiry.fields() | {"how": self.how.value, "language": enquiry.language, "code": str(handed_out),
                                   "team": str(self.team.team_id)}


@dataclass(frozen=True, slots=True)
class TakenDown:
    """What became of it. ACCEPTED, REPEATED: show the code, if one was asked for. USED_UP: it may not be shown again.
    SPENT: this form became a case before, and what it holds now is something else, of which nothing was kept.
    """

    outcome: Outcome
    reference: str = ""


def take_down(
    work: Work, actor: Actor, keyring: Keyring, telling: Telling, sending: sent.Fingerprint, keys: ReceiptKeys | None
) -> TakenDown:
    """Make a case of it in the team that was chosen, or find that this form was sent before.

    `keys` are those of the code that is handed out, if one is. Raises `NotAllowed` for a team that is not the actor's.
    """
    team = telling.team
    policy.require(actor, Permission.CASE_BEGIN, team.team_id)
    case_id = new_id()
    earlier = sent.claim(work, sending, case_id)
    if earlier is not None:
        return _sent_before(work, earlier, keys)
    made = write_case(work, telling.enquiry, case_id, team, by=actor.id, how=telling.how.value)
    if keys is not None:
        insert_now(work.main, ReceiptRow, tag=keys.tag, case_id=case_id, created_day=clock.today(), handed_out=True,
                   wrap=wrap_thread(keys, made.place.thread_seed, case_id))
    record(work.main, Act.CASE_TAKEN_DOWN, actor=actor, signer=keyring.signer, case=made.reference, team=team.team_id,
           item=made.item, how=telling.how.value, code=(HandedOut.CODE if keys else HandedOut.NOTHING).value)
    seen.mark(work, actor.id, case_id, 1)
    outbox.add(work.main, team.team_id)
    return TakenDown(Outcome.ACCEPTED, made.reference)


def _sent_before(work: Work, earlier: sent.Earlier, keys: ReceiptKeys | None) -> TakenDown:
    reference = work.main.scalar(select(Case.reference).where(Case.id == earlier.case_id))
    if not earlier.same_content or reference is None:
        return TakenDown(Outcome.SPENT)
    found = find_thread(work, keys) if keys is not None else None
    still_theirs = found is not None and found.handed_out and found.first_use and earlier.lately
    return TakenDown(Outcome.REPEATED if keys is None or still_theirs else Outcome.USED_UP, reference)
