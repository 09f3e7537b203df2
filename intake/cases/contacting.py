"""Calling, writing or visiting outside this system: written down each time, and refused where it was not called safe.

The rule of requirements S-051: a way that was not marked safe is no way, unless somebody says why it must be. The
reason stays with the case; that there was one is in the log.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from intake import clock
from intake.access.permissions import Permission
from intake.access.policy import Actor
from intake.accounts.keyring import Keyring
from intake.audit.kinds import Act
from intake.cases import items
from intake.cases.finding import Hold
from intake.cases.items import Entry, Kind, Words
from intake.cases.models import Compartment
from intake.cases.reading import OpenedCase, open_case
from intake.cases.summary import Asked, Summary, box_summary
from intake.cases.workspace import At, Desk
from intake.db import Work
from intake.errors import IntakeError
from intake.notices.reminders import Reminders
from intake.questionnaires.definition import CALLED, CONTACT
from intake.questionnaires.safe_contact import Channel, SafeContact, contact_from
from intake.questionnaires.said_again import beyond, less, same_or_none
from intake.questionnaires.somebody_else import knowing_of, worst


class UnsafeWay(IntakeError):
    """The person did not call this way safe, and no reason was given to use it all the same."""


class Reached(StrEnum):
    """How a contact ended."""

    SPOKE = "spoke"
    SENT = "sent"
    NO_ANSWER = "no_answer"
    SOMEBODY_ELSE = "somebody_else"
    BROKEN_OFF = "broken_off"


_IN_VAIN = frozenset({Reached.NO_ANSWER, Reached.SOMEBODY_ELSE})
_MET = frozenset({Reached.SPOKE, Reached.BROKEN_OFF})
_ANSWERED = frozenset({Reached.SPOKE, Reached.SENT})


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact as it was made. `override` says why a way was used that was not called safe."""

    channel: Channel
    reached: Reached
    note: str = ""
    override: str = ""
    confirmed: bool = False


def attempts_in_vain(entries: Iterable[Entry]) -> int:
    """How often the person was not reached since they last were; `entries` of a case, oldest first."""
    attempts = 0
    for entry in entries:
        reached = entry.answers.get("reached") if entry.kind is Kind.CONTACT else None
        if reached in _IN_VAIN:
            attempts += 1
        elif reached in _MET or entry.kind is Kind.MESSAGE_IN:
            attempts = 0
    return attempts


def standing(entries: Sequence[Entry], summary: Summary) -> Summary:
    """What holds of contact: what stands in the summary, less what was said otherwise since in a form sent again.

    The server could not change the summary then: it holds no key of the case. Whoever finds the open page can send it
    again, so that only takes away; what it would open is `asked` for. `entries` of a case, oldest first.
    """
    for entry in _since_put_down(entries):
        if entry.kind is Kind.MESSAGE_IN and "given" in entry.answers:
            summary = _said_again(summary, entry.answers["given"], entry.day)
    theirs = (knowing_of(entry.answers) for entry in entries if "given" in entry.answers)
    return replace(summary, knowing=worst(summary.knowing, *theirs))


def _since_put_down(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The entries since staff last put down anew how the person may be reached."""
    last = (at for at, entry in reversed(list(enumerate(entries)))
            if entry.kind is Kind.CONTACT and "before" in entry.answers)
    return entries[next(last, -1) + 1:]


def _said_again(summary: Summary, given: Mapping[str, Any], day: date) -> Summary:
    said, called = contact_from(given.get(CONTACT, {})), given.get(CALLED, "")
    left, name = less(summary.contact, said), same_or_none(summary.called, called)
    more, other = beyond(left, said), called if called != name else ""
    return replace(summary, contact=left, called=name, asked=Asked(more, other, day) if more != SafeContact() or other
                   else None)


def known(work: Work, case: OpenedCase, entries: Sequence[Entry], *, all_there: bool) -> Summary:
    """What holds of contact, for a page that has opened `entries`, the newest of the case or all of them.

    Where older ones are left out, all are read when the person wrote since the summary was boxed: a no must not grow
    too old to be seen. `renew_summary` makes that happen once.
    """
    if not all_there and case.summary.heard != case.row.messages_in:
        entries = items.open_all(work, case.row.id, case.keys, None)
    return replace(standing(entries, case.summary), heard=case.row.messages_in)


def renew_summary(work: Work, actor: Actor, keyring: Keyring, reference: str, version: int, newer: Summary) -> bool:
    """Let a case's summary, and with it the lists, say what its page said at this version; whether it does now.

    No fact about the case changes, for the person said it: the case keeps its version.
    """
    case = open_case(work, actor, keyring, reference, Permission.CASE_READ, Hold.IF_FREE)
    if case.row.version != version:
        return False
    case.row.summary = box_summary(case.summary_key, newer, case.row.id)
    return True


def log(desk: Desk, at: At, contact: Contact) -> None:
    """Write a contact down. Raises `UnsafeWay` where the way is not safe and no reason stands there.

    `confirmed`: the person said that what the card says still holds; it is then as old as today.
    """
    case = desk.open_to_change(at, Permission.CASE_REPLY)
    told_so = holding(desk, case)
    safe = told_so.contact.allows(contact.channel)
    if not safe and not contact.override.strip():
        raise UnsafeWay(contact.channel.value)
    told = {"channel": contact.channel.value, "reached": contact.reached.value,
            "override": "" if safe else contact.override}
    words = Words(Kind.CONTACT, contact.note, desk.actor.language, by=desk.actor.id, answers=told)
    item = items.write(desk.work, case.staff_key, case.row.id, Compartment.STAFF, words)
    summary = replace(told_so, told_on=clock.today()) if contact.confirmed else case.summary
    summary = replace(summary, answered=summary.answered or contact.reached in _ANSWERED)
    if summary != case.summary:
        case.row.summary = box_summary(case.summary_key, summary, case.row.id)
    desk.changed(case, Act.CASE_CONTACTED, item=item, channel=contact.channel.value, overridden=not safe,
                 confirmed=contact.confirmed)


def change_details(desk: Desk, at: At, called: str, contact: SafeContact, why: str, waiting: Reminders) -> None:
    """Put down anew how the person may be reached, with a note that says how this is known; it is as old as today.

    A mail that waits for them (`answer.py`) goes to the address that holds now, as they were shown it, or not at all.
    """
    case = desk.open_to_change(at, Permission.CASE_REPLY)
    before = holding(desk, case)
    summary = replace(before, called=called, contact=contact, told_on=clock.today(), asked=None)
    case.row.summary = box_summary(case.summary_key, summary, case.row.id)
    words = Words(Kind.CONTACT, why, desk.actor.language, by=desk.actor.id,
                  answers={"before": before.contact.record()})
    item = items.write(desk.work, case.staff_key, case.row.id, Compartment.STAFF, words)
    desk.changed(case, Act.CASE_CONTACT_CHANGED, item=item)
    if _mail(contact) != _mail(before.contact):  # after the log was written, as in an answer: all wait in one order
        language = contact.reminder_in or summary.language
        waiting.redirect(desk.work.main, case.row.id, contact.reminder_address, language)


def _mail(contact: SafeContact) -> tuple[str, str]:
    return contact.reminder_address, contact.reminder_in


def holding(desk: Desk, case: OpenedCase) -> Summary:
    """What holds of contact, by all entries, whatever the summary says that it knows."""
    return known(desk.work, case, items.open_all(desk.work, case.row.id, case.keys, None), all_there=True)
