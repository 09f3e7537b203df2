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
from intake.cases import files_by_entry, items, looked, release, sent, visits
from intake.cases.files_by_entry import SentFile
from intake.cases.items import Entry, Kind, Words
from intake.cases.keep_file import Place
from intake.cases.keys import thread_key
from intake.cases.looked import Look, Looked
from intake.cases.models import Case, Compartment, ReceiptRow, Shard
from intake.cases.receipt import FoundThread, ReceiptKeys
from intake.cases.wishes import Wish, wish_of
from intake.db import Work, new_id
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
    """One message, as the enquirer sees it. Who of the team wrote is not told.

    `read`: the team opened the case since. `wish`: what it asks for, beside its words. `hidden`: what was said is not
    shown again, to nobody who looks over a shoulder either. `waits`: we did not write since.
    """

    id: int
    ours: bool
    text: str
    language: str
    at: datetime
    files: tuple[SentFile, ...]
    read: bool
    wish: Wish | None
    hidden: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """The newest messages, oldest first, and whether there are earlier ones.

    `first_read`: the team opened what was sent at first, which is not shown here. `looks`: who looked at the case.
    """

    messages: tuple[Message, ...]
    earlier: bool
    first_read: bool
    looks: tuple[Look, ...]


def enter(work: Work, found: FoundThread, keys: ReceiptKeys) -> Thread:
    """Note that the code was used today, and give the thread. Never with a code that staff handed out."""
    if found.handed_out:
        raise WrongState("a code that was handed out is replaced before it opens anything")
    today = clock.today()
    case = _note_visit(work, Thread(found.case_id, found.thread_seed, found.tag))
    work.main.execute(update(ReceiptRow).where(ReceiptRow.tag == keys.tag).values(used_day=today))
    pending.add(work.main, today, Act.CASE_RECEIPT_USED, case=case.reference, team=case.team_id, once=True)
    return Thread(found.case_id, found.thread_seed, found.tag)


def require_open(work: Work, thread: Thread) -> None:
    """Raise `NotFound` when the code that opened the thread was changed or burnt meanwhile, by whomever."""
    if work.main.scalar(select(ReceiptRow.case_id).where(ReceiptRow.tag == thread.tag)) != thread.case_id:
        raise NotFound("the code holds no more")


def show(work: Work, thread: Thread) -> ThreadPage:
    """The thread's messages, and who looked. Raises `NotFound` when the case was erased or the code replaced meanwhile.
    """
    require_open(work, thread)
    keys = {Compartment.THREAD: _key(work, thread)}
    entries = items.open_all(work, thread.case_id, keys, SHOWN + 1)
    files = files_by_entry.by_entry(items.open_files(work, thread.case_id, keys, SHOWN), {})
    case = work.main.execute(select(Case.reference, Case.opened_day).where(Case.id == thread.case_id)).one_or_none()
    if case is None:
        raise NotFound("the case was erased")
    seen = looked.at(work, case.reference, case.opened_day)
    answered = max((each.at for each in entries if each.kind is Kind.MESSAGE_OUT), default=None)
    messages = tuple(_message(each, seen, answered, files.get(each.id, ())) for each in entries[-SHOWN:])
    return ThreadPage(messages, len(entries) > SHOWN, seen.opened_at is not None, seen.looks)


def find_file(work: Work, thread: Thread, file_id: int) -> Entry:
    """A file that we sent, to be opened.

    Raises `NotFound` for anything else, the person's own files among it, and when the code was replaced meanwhile.
    """
    require_open(work, thread)
    found = items.open_some(work, thread.case_id, {Compartment.THREAD: _key(work, thread)}, [file_id])
    if not found or found[0].file is None or found[0].by is None:
        raise NotFound("no file of ours")
    return found[0]


def send(
    work: Work, thread: Thread, text: str, language: str, sending: sent.Fingerprint,
    answers: dict[str, Any] | None = None,
) -> Place:
    """Add a message, once: the same form sent again changes nothing, but new words in it are a new message.

    Gives the place for the message's files. Raises `NotFound` when the case was erased or the code replaced meanwhile.
    """
    require_open(work, thread)
    place = _send(work, thread, text, language, sending, answers)
    _note_visit(work, thread)
    return place


def add_once(
    work: Work, thread: Thread, text: str, language: str, sending: sent.Fingerprint,
    answers: dict[str, Any] | None = None, judged: Judgement | None = None,
) -> Place:
    """Add the new words of a form that was sent before, unless these, too, were."""
    if sent.claim(work, sending, thread.case_id) is not None:
        return place_for(work, thread, sending)
    return add_message(work, thread, text, language, answers, judged, entry_id=sent.entry_id(sending))


def place_for(work: Work, thread: Thread, sending: sent.Fingerprint) -> Place:
    """Where the files go that come with what this sending made."""
    return Place(thread.case_id, sent.entry_id(sending), thread.seed, _shard(work, thread))


def add_message(
    work: Work, thread: Thread, text: str, language: str, answers: dict[str, Any] | None = None,
    judged: Judgement | None = None, *, entry_id: int | None = None,
) -> Place:
    """Write a message from the person: the case counts it, and moves where `states.after_message` says.

    `answers` come with a form that was sent again, changed, or say what is asked for (`wishes.py`): the desk shows
    them, the thread does not. `judged` is how that form was weighed. A case that was set aside comes out of
    quarantine, unless the message looks like spam, too.
    Gives the place for the message's files. Raises `NotFound` when the case was erased meanwhile.
    """
    shard = _shard(work, thread)
    case = work.main.get(Case, thread.case_id, with_for_update=True)
    if case is None:
        raise NotFound("the case was erased")
    key, entry_id = thread_key(thread.seed, shard, case.id), entry_id or new_id()
    words = Words(Kind.MESSAGE_IN, text, language, answers=answers)
    item = items.write(work, key, case.id, Compartment.THREAD, words, item_id=entry_id)
    case.hear()
    pending.add(work.main, clock.today(), Act.CASE_MESSAGE_RECEIVED, case=case.reference, team=case.team_id,
                item=item)
    if release.is_set_aside(case):
        release.release_for_message(work, case, judged or judge((text,)))
    elif not case.restricted:  # the team's notice would tell those who may not know of the case that there is one
        outbox.add(work.main, case.team_id)
    return Place(case.id, entry_id, thread.seed, shard)


def _message(entry: Entry, seen: Looked, answered: datetime | None, files: tuple[SentFile, ...]) -> Message:
    wish = wish_of(entry.answers)
    hidden = wish in {Wish.NAME, Wish.CONTACT}
    return Message(entry.id, entry.kind is Kind.MESSAGE_OUT, "" if hidden else entry.text, entry.language, entry.at,
                   files, read=seen.covers(entry.at), wish=wish, hidden=hidden,
                   waits=answered is None or entry.at > answered)


def _send(
    work: Work, thread: Thread, text: str, language: str, sending: sent.Fingerprint, answers: dict[str, Any] | None,
) -> Place:
    earlier = sent.claim(work, sending, thread.case_id)
    if earlier is None:
        return add_message(work, thread, text, language, answers, entry_id=sent.entry_id(sending))
    if earlier.same_content and earlier.case_id == thread.case_id:
        return place_for(work, thread, sending)
    return add_once(work, thread, text, language, sent.addition(sending), answers)


def _note_visit(work: Work, thread: Thread) -> Case:
    """Note that the person is here, in the case, which is held before its code: whoever changes that does so, too."""
    case = work.main.get(Case, thread.case_id, with_for_update=True)
    if case is None:
        raise NotFound("the case was erased")
    visits.note(case, _key(work, thread))
    return case


def _key(work: Work, thread: Thread) -> bytes:
    return thread_key(thread.seed, _shard(work, thread), thread.case_id)


def _shard(work: Work, thread: Thread) -> bytes:
    shard = work.shards.scalar(select(Shard.shard).where(Shard.case_id == thread.case_id))
    if shard is None:
        raise NotFound("the case was erased")
    return shard
