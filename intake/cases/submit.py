"""An enquiry becomes a case: sealed to the team the moment it arrives, with a way back for the person.

The server makes the case's keys here, seals them to the team's public key and forgets them: it cannot read the
case again. Nothing is acknowledged before both stores have committed (DESIGN 2, promise 11).
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from intake import clock
from intake.accounts.trust import CONTACT, TeamAddress, Trust
from intake.audit import pending
from intake.audit.kinds import Act
from intake.cases import items, sent, thread
from intake.cases.head import seal_head
from intake.cases.keep_file import Place
from intake.cases.keys import staff_key, summary_key, thread_seed_place
from intake.cases.models import Case, Compartment, ReceiptRow, Shard
from intake.cases.receipt import ReceiptKeys, find_thread, wrap_thread
from intake.cases.states import Status
from intake.cases.summary import Summary, box_summary, opening_of, title_from
from intake.db import Work, insert_now, new_id
from intake.judging.judge import CLEAN, Judgement
from intake.notices import outbox
from intake.questionnaires.kept import GENERAL
from intake.questionnaires.safe_contact import SafeContact
from intake.questionnaires.somebody_else import knowing
from intake.vault.box import box
from intake.vault.keys import new_seed

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Enquiry:
    """What a person sends. Only `message` must hold something; `language` is the language of the form.

    `given` holds the other answers by the names of their questions, as version `version` of `form` asked them.
    """

    message: str
    for_whom: str = ""
    called: str = ""
    contact: SafeContact = field(default_factory=SafeContact)
    language: str = "en"
    form: str = GENERAL
    version: int = 1
    given: Mapping[str, Any] = field(default_factory=dict)

    def answers(self) -> dict[str, Any]:
        """Everything but the message, as it is kept with it."""
        return {"form": self.form, "version": self.version, "given": dict(self.given)}

    def fields(self) -> dict[str, str]:
        """All that was sent, as texts to be compared with another sending."""
        return {"message": self.message, "answers": json.dumps(self.answers(), sort_keys=True)}


@dataclass(frozen=True, slots=True)
class Made:
    """A case that was just written: its reference, the enquiry's hash, and the place of what comes with it."""

    reference: str
    item: str
    place: Place


class Outcome(Enum):
    """What became of a sending."""

    ACCEPTED = auto()
    REPEATED = auto()
    ADDED = auto()
    USED_UP = auto()
    SPENT = auto()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a sending, where its files go (None where they cannot be taken), and whether its code is shown."""

    outcome: Outcome
    place: Place | None = None
    shows_code: bool = False


def submit(
    work: Work, enquiry: Enquiry, sending: sent.Fingerprint, keys: ReceiptKeys, trust: Trust, judged: Judgement = CLEAN,
) -> Taken:
    """Make a case of an enquiry, or find that this form was sent before.

    ACCEPTED, REPEATED: show the receipt code. ADDED: the form held something new, which is now a message in the
    thread; show the code as long as nobody used it, as the page that showed it may never have come.
    USED_UP: it was sent before and its code was used since or is of an earlier day; show the way back.
    SPENT: the same, but this text is new and its thread is closed to it; let the person send it afresh.
    What was `judged` suspicious is taken like everything else, and set aside.
    Raises `NotFound` when no team receives the public form, `Untrusted` when its team's keys are in doubt.
    """
    case_id = new_id()
    earlier = sent.claim(work, sending, case_id)
    if earlier is not None:
        return _sent_before(work, enquiry, sending, earlier, keys, judged)
    team = trust.route(work.main, CONTACT)
    place = open_case(work, enquiry, case_id, team, keys, sent.entry_id(sending), judged)
    return Taken(Outcome.ACCEPTED, place, shows_code=True)


def open_case(
    work: Work, enquiry: Enquiry, case_id: int, team: TeamAddress, keys: ReceiptKeys, entry_id: int | None = None,
    judged: Judgement = CLEAN,
) -> Place:
    """Write a new case that came through the public form, with its receipt, and leave the day of it for the log.

    Gives the place for the enquiry's files.
    """
    today = clock.today()
    made = write_case(work, enquiry, case_id, team, entry_id=entry_id, judged=judged)
    insert_now(work.main, ReceiptRow, tag=keys.tag, case_id=case_id, created_day=today,
               wrap=wrap_thread(keys, made.place.thread_seed, case_id))
    pending.add(work.main, today, Act.CASE_RECEIVED, case=made.reference, team=team.team_id, item=made.item)
    if judged.suspicious:  # one row instead of another: nobody can tell the two by how long they take
        pending.add(work.main, today, Act.CASE_QUARANTINED, case=made.reference, team=team.team_id)
    else:
        outbox.add(work.main, team.team_id)
    return made.place


def write_case(
    work: Work, enquiry: Enquiry, case_id: int, team: TeamAddress, *, entry_id: int | None = None,
    by: int | None = None, how: str = "", judged: Judgement = CLEAN,
) -> Made:
    """Write a new case for a team: shard, seeds, summary and the enquiry itself. Whoever calls tells the log.

    `by` and `how`: the member of staff who took the enquiry down, and by which way they were told it.
    """
    case_seed, thread_seed, shard, today = new_seed(), new_seed(), secrets.token_bytes(32), clock.today()
    reference = new_reference()
    key = staff_key(case_seed, shard, case_id)
    signs, opening = _why_aside(enquiry, judged)
    summary = Summary(title_from(enquiry.message), enquiry.for_whom, enquiry.called, enquiry.contact, today,
                      enquiry.language, clock.now(), answered=False, signs=signs, opening=opening,
                      knowing=knowing(enquiry.for_whom, enquiry.given))
    insert_now(work.shards, Shard, case_id=case_id, shard=shard, day=today)
    insert_now(
        work.main, Case,
        id=case_id,
        reference=reference,
        form=CONTACT,
        team_id=team.team_id,
        epoch=team.epoch,
        opened_day=today,
        changed_day=today,
        head=seal_head(case_seed, case_id, team),
        summary=box_summary(summary_key(case_seed, shard, case_id), summary, case_id),
        thread_seed=box(key, thread_seed, thread_seed_place(case_id)),
        **({"status": Status.QUARANTINED, "quarantined_day": today} if judged.suspicious else {}),
    )
    answers = enquiry.answers() | {"how": how} if how else enquiry.answers()
    words = items.Words(items.Kind.ENQUIRY, enquiry.message, enquiry.language, by, answers=answers)
    place = Place(case_id, entry_id or new_id(), thread_seed, shard, key)
    return Made(reference, items.write(work, key, case_id, Compartment.STAFF, words, item_id=place.of), place)


def new_reference() -> str:
    """A short random number for people to name a case by; 31^6, about 900 million, and it opens nothing."""
    letters = "".join(secrets.SystemRandom().choices(_LETTERS, k=6))
    return f"{letters[:3]}-{letters[3:]}"


def _why_aside(enquiry: Enquiry, judged: Judgement) -> tuple[tuple[str, ...], str]:
    return (tuple(judged.signs), opening_of(enquiry.message)) if judged.suspicious else ((), "")


def _sent_before(
    work: Work, enquiry: Enquiry, sending: sent.Fingerprint, earlier: sent.Earlier, keys: ReceiptKeys,
    judged: Judgement,
) -> Taken:
    found = find_thread(work, keys)
    if found is None:
        return Taken(Outcome.USED_UP if earlier.same_content else Outcome.SPENT)
    opened = thread.Thread(found.case_id, found.thread_seed, found.tag)
    unused = found.first_use and earlier.lately
    if earlier.same_content:
        outcome = Outcome.REPEATED if unused else Outcome.USED_UP
        return Taken(outcome, thread.place_for(work, opened, sending), unused)
    again = sent.addition(sending)
    place = thread.add_once(work, opened, enquiry.message, enquiry.language, again, enquiry.answers(), judged)
    return Taken(Outcome.ADDED, place, unused)
