"""Everything that the page of one case shows, as one frozen value, recorded as read before it is shown.

Call `show` in `changing()`: the opening is an event of the same transaction, and the door commits before the page is
rendered (DESIGN 2, promise 7).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from intake import clock
from intake.access import policy
from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.accounts import teams
from intake.accounts.keyring import Keyring
from intake.audit import history
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.cases import contacting, content_notes, hold, items, readers, release, remind, seen, visits, way_back
from intake.cases.hold import Hold
from intake.cases.items import Kind
from intake.cases.promise import is_unanswered
from intake.cases.readers import Named
from intake.cases.reading import OpenedCase, open_case
from intake.cases.states import TRANSITIONS, WORKED_ON, Outcome, Priority, Status
from intake.cases.summary import Asked, Summary
from intake.cases.timeline import TimelineEntry, build
from intake.cases.way_back import WayBack
from intake.db import Work
from intake.notices.reminders import Reminders
from intake.questionnaires.safe_contact import SafeContact
from intake.questionnaires.somebody_else import Knowing

SHOWN = 200
_EVENTS = 1000
_TOLD = frozenset({
    Act.CASE_ASSIGNED, Act.CASE_TAKEN, Act.CASE_HANDED_OVER, Act.CASE_TRANSFERRED, Act.CASE_PLANNED, Act.CASE_MOVED,
    Act.CASE_HELD, Act.CASE_HOLD_LIFTED, Act.CASE_RESTRICTED, Act.CASE_LOCKED_OUT, Act.CASE_LOCK_OUT_LIFTED,
    Act.CASE_SHARED, Act.CASE_SHARE_ENDED, Act.CASE_OPENED_TO_TEAM, Act.CASE_READERS_RENEWED,
    Act.CASE_RELEASED, Act.CASE_DISCARDED,
})


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody who opened this case."""

    name: str
    last_at: datetime
    times: int


@dataclass(frozen=True, slots=True)
class CasePage:
    """The page of a case. `attempts` were made to reach the person since they last were.

    `way_back`: whether they can read what is written to them; `burnt_day`: since when they cannot, if they closed it.
    `asked`: what a form that was sent again would open, and does not. `knowing`: what the person this is about knows of
    it, where somebody else wrote. `reminded`: they were to be told by mail that an answer waits, and did not come yet.
    `newer` is what the case's summary should say and does not yet (`upkeep.renew_summary`).
    `signs` say why a case was set aside, for as long as it is.
    """

    id: int
    reference: str
    version: int
    title: str
    title_language: str
    language: str
    for_whom: str
    status: Status
    outcome: Outcome | None
    priority: Priority
    due_day: date | None
    overdue: bool
    unanswered_since: date | None
    team_id: int
    team: str
    assignee_id: int | None
    assignee: str | None
    mine: bool
    team_names: Mapping[int, str]
    received_at: datetime
    contact: SafeContact
    called: str
    told_on: date
    asked: Asked | None
    knowing: Knowing | None
    reminded: bool
    attempts: int
    way_back: WayBack
    burnt_day: date | None
    entries: tuple[TimelineEntry, ...]
    earlier: bool
    has_files: bool
    openings: tuple[Opening, ...]
    moves: tuple[Status, ...]
    signs: tuple[str, ...]
    quarantined_day: date | None
    colleagues: tuple[teams.Colleague, ...]
    other_teams: tuple[teams.TeamName, ...]
    may_transfer: bool
    may_hold: bool
    may_erase: bool
    may_restrict: bool
    guest: bool
    team_size: int
    restricted: bool
    named: tuple[Named, ...]
    wants_new_keys: bool
    hold: Hold | None
    shown_at: datetime
    adopted: bool
    newer: Summary | None


def show(
    work: Work, actor: Actor, keyring: Keyring, reference: str, *, everything: bool = False, words: bool = False,
    permission: Permission = Permission.CASE_READ, story: bool = True, mails: Reminders | None = None,
) -> CasePage:
    """Open a case for its page. One event, and the person's own unread mark, are what it leaves. A page without the
    `story` shows nothing that was written: it leaves all of it unread.

    A very long case shows its enquiry and its newest entries; with `everything`, all of them. `words` says that the
    page will show the person's code words, which is an event more; `permission` is what the page is opened for.
    `mails` are asked by a page that says whether the person was told of an answer.
    """
    case = open_case(work, actor, keyring, reference, permission)
    entries, notes, earlier = _entries(work, case, everything=everything)
    files = items.open_files(work, case.row.id, case.keys, None if everything else SHOWN)
    events = history.of_case(work.main, reference, _TOLD, limit=_EVENTS)
    openers = history.openers(work.main, reference)
    before = seen.counts(work, actor.id, [case.row.id]).get(case.row.id, 0)
    ids = ({each.by for each in entries} | {each.actor for each in events} | {each.subject for each in events}
           | {each.person for each in openers} | {case.row.assignee_id})
    people = teams.names(work.main, {each for each in ids if each is not None})
    record(work.main, Act.CASE_OPENED, actor=actor, signer=keyring.signer, case=reference, team=case.row.team_id,
           entries=len(entries) if story else 0)
    known = contacting.known(work, case, entries, all_there=not earlier)
    if words and not case.guest and _has_words(known):
        record(work.main, Act.CASE_CODE_WORDS_SEEN, actor=actor, signer=keyring.signer, case=reference,
               team=case.row.team_id)
    if story:
        seen.mark(work, actor.id, case.row.id, case.row.messages_in)
    timeline = build(entries, events, people, fresh=case.row.messages_in - before, files=files,
                     came=visits.known(case.row, case.thread_key), notes=notes)
    openings = tuple(Opening(people.get(each.person, "?"), datetime.fromisoformat(each.last_at), each.times)
                     for each in openers)
    return CasePage(**_facts(work, actor, case, people), **_contact(case, entries, known), entries=timeline,
                    reminded=mails is not None and _is_told(work, case, mails),
                    earlier=earlier, has_files=bool(files), openings=openings,
                    newer=_newer(case, known, earlier=earlier))


def _entries(work: Work, case: OpenedCase, *, everything: bool
             ) -> tuple[list[items.Entry], content_notes.Notes, bool]:
    """The entries to show, oldest first; the notes at files; and whether some entries in between are left out.

    The enquiry always stands first. A note at a file is no entry of the story, and takes the place of none.
    """
    limit = None if everything else SHOWN + 1
    opened = items.open_all(work, case.row.id, case.keys, limit)
    while limit and len(opened) == limit and len(_told(opened)) <= SHOWN:
        limit *= 2
        opened = items.open_all(work, case.row.id, case.keys, limit)
    told = _told(opened)
    if everything or len(told) <= SHOWN:
        return told, content_notes.standing(opened), False
    shown = told[-SHOWN:]
    enquiry = items.find_enquiry(work, case.row.id, case.staff_key, case.row.opened_day)
    return ([enquiry, *shown] if enquiry and enquiry not in shown else shown), content_notes.of(work, case), True


def _told(opened: list[items.Entry]) -> list[items.Entry]:
    return [each for each in opened if each.kind is not Kind.CONTENT_NOTE]


def _facts(work: Work, actor: Actor, case: OpenedCase, people: dict[int, str]) -> dict[str, Any]:
    row, all_teams = case.row, teams.list_teams(work.main)
    may_transfer = not case.guest and policy.may(actor, Permission.CASE_TRANSFER, row.team_id)
    named = readers.named_in(work, row)
    colleagues = readers.colleagues(work, row, named)
    plain = {name: getattr(row, name) for name in (
        "id", "reference", "version", "status", "outcome", "priority", "due_day", "team_id", "assignee_id", "adopted",
        "restricted", "burnt_day", "quarantined_day")}
    return plain | {
        "overdue": row.due_day is not None and row.due_day < clock.today() and row.status is not Status.CLOSED,
        "unanswered_since": row.opened_day if is_unanswered(row.status, case.summary) else None,
        "team": next(each.name for each in all_teams if each.id == row.team_id),
        "assignee": people.get(row.assignee_id) if row.assignee_id else None,
        "mine": row.assignee_id == actor.id,
        "team_names": {each.id: each.name for each in all_teams},
        "moves": tuple(status for status in WORKED_ON
                       if status in TRANSITIONS[Status.NEW if release.is_set_aside(row) else row.status]),
        "signs": case.summary.signs if release.is_set_aside(row) else (),
        "colleagues": () if case.guest else colleagues,
        "team_size": len(colleagues),
        "other_teams": tuple(each for each in all_teams if each.id != row.team_id) if may_transfer else (),
        "may_transfer": may_transfer,
        "may_hold": not case.guest and policy.may(actor, Permission.CASE_HOLD, row.team_id),
        "may_erase": not case.guest and policy.may(actor, Permission.CASE_ERASE, row.team_id),
        "may_restrict": not case.guest and policy.may(actor, Permission.CASE_RESTRICT, row.team_id),
        "guest": case.guest,
        "named": tuple(each for each in named if each.live),
        "wants_new_keys": case.wants_new_keys and not case.guest,
        "hold": hold.current(work, row.id),
        "way_back": way_back.standing(work, row),
        "shown_at": clock.now(),
    }


def _contact(case: OpenedCase, entries: list[items.Entry], known: Summary) -> dict[str, Any]:
    summary = case.summary
    told = {name: getattr(summary, name) for name in ("title", "title_language", "language", "for_whom", "received_at")}
    said = {name: getattr(known, name) for name in ("contact", "called", "told_on", "asked", "knowing")}
    return told | said | {"attempts": contacting.attempts_in_vain(entries)}


def _is_told(work: Work, case: OpenedCase, mails: Reminders) -> bool:
    come = remind.how_far(work, [case.row.id]).get(case.row.id)
    return come is not None and mails.has_told(work.main, case.row.id, come)


def _has_words(known: Summary) -> bool:
    told = [known.contact, *([known.asked.contact] if known.asked else [])]
    return any(each.word_ours or each.word_danger for each in told)


def _newer(case: OpenedCase, known: Summary, *, earlier: bool) -> Summary | None:
    """What the summary is to say, if it says something else, or if a long case would be read whole again for it."""
    behind = known != (case.summary if earlier else replace(case.summary, heard=known.heard))
    return known if behind and not case.guest else None
