"""The thread between a person and the team, as the person sees it: with the thread's key, and nothing else.

Nothing here can reach a note, a tag or an assignment (DESIGN 2, promise 4): it is given no key that opens them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from intake import clock
from intake.audit import pending
from intake.audit.kinds import Act
from intake.cases import items, release, sent, states
from intake.cases.items import Kind, Words
from intake.cases.keys import thread_key
from intake.cases.models import Case, Compartment, ReceiptRow, Shard
from intake.cases.receipt import FoundThread, ReceiptKeys
from intake.db import Work
from intake.errors import NotFound, WrongState
from intake.judging.judge import Judgement, judge
from intake.notices import outbox

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Thread:
    """What a thread session holds: which case, and the seed that, with the case's shard, gives the thread's key.

    `tag` is that of the code that opened it. The session lasts no longer than the code.
    """

    case_id: int
    seed: bytes
    tag: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """One message, as the enquirer sees it. Who of the team wrote is not told."""

    id: int
    ours: bool
    text: str
    language: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """The newest messages, oldest first, and whether there are earlier ones."""

    messages: tuple[Message, ...]
    earlier: bool


def enter(work: Work, found: FoundThread, keys: ReceiptKeys) -> Thread:
    """Note that the code was used today, and give the thread. Never with a code that staff handed out."""
    if found.handed_out:
        raise WrongState("a code that was handed out is replaced before it opens anything")
    today = clock.today()
    work.main.execute(update(ReceiptRow).where(ReceiptRow.tag == keys.tag).values(used_day=today))
    case = work.main.get_one(Case, found.case_id)
    pending.add(work.main, today, Act.CASE_RECEIPT_USED, case=case.reference, team=case.team_id, once=True)
    return Thread(found.case_id, found.thread_seed, found.tag)


def require_open(work: Work, thread: Thread) -> None:
    """Raise `NotFound` when the code that opened the thread was changed or burnt meanwhile, by whomever."""
    if work.main.scalar(select(ReceiptRow.case_id).where(ReceiptRow.tag == thread.tag)) != thread.case_id:
        raise NotFound("the code holds no more")


def show(work: Work, thread: Thread) -> ThreadPage:
    """The thread's messages. Raises `NotFound` when the case was erased or the code replaced meanwhile."""
    require_open(work, thread)
    key = _key(work, thread)
    entries = items.open_all(work, thread.case_id, {Compartment.THREAD: key}, SHOWN + 1)
    shown = entries[-SHOWN:]
    messages = tuple(Message(e.id, e.kind is Kind.MESSAGE_OUT, e.text, e.language, e.at) for e in shown)
    return ThreadPage(messages, earlier=len(entries) > SHOWN)


def send(work: Work, thread: Thread, text: str, language: str, sending: sent.Fingerprint) -> None:
    """Add a message, once: the same form sent again changes nothing, but new words in it are a new message.

    Raises `NotFound` when the case was erased or the code replaced meanwhile.
    """
    require_open(work, thread)
    earlier = sent.claim(work, sending, thread.case_id)
    if earlier is not None and (earlier.same_content or sent.claim(work, sent.addition(sending), thread.case_id)):
        return
    add_message(work, thread, text, language)


def add_message(
    work: Work, thread: Thread, text: str, language: str, answers: dict[str, Any] | None = None,
    judged: Judgement | None = None,
) -> None:
    """Write a message from the person: the case counts it, and moves where `states.after_message` says.

    `answers` come with a form that was sent again, changed: the desk shows them, the thread does not. `judged` is how
    that form was weighed. A case that was set aside comes out of quarantine, unless the message looks like spam, too.
    Raises `NotFound` when the case was erased meanwhile.
    """
    key = _key(work, thread)
    case = work.main.get(Case, thread.case_id, with_for_update=True)
    if case is None:
        raise NotFound("the case was erased")
    item = items.write(work, key, case.id, Compartment.THREAD, Words(Kind.MESSAGE_IN, text, language, answers=answers))
    status = states.after_message(case.status, case.outcome)
    if status is not case.status:
        case.move_to(status, None)
    case.messages_in += 1
    case.quiet_since = None
    case.changed_day = clock.today()
    case.version += 1
    pending.add(work.main, clock.today(), Act.CASE_MESSAGE_RECEIVED, case=case.reference, team=case.team_id,
                item=item)
    if release.is_set_aside(case):
        release.release_for_message(work, case, judged or judge((text,)))
    elif not case.restricted:  # the team's notice would tell those who may not know of the case that there is one
        outbox.add(work.main, case.team_id)


def _key(work: Work, thread: Thread) -> bytes:
    shard = work.shards.scalar(select(Shard.shard).where(Shard.case_id == thread.case_id))
    if shard is None:
        raise NotFound("the case was erased")
    return thread_key(thread.seed, shard, thread.case_id)
