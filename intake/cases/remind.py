"""Sending mails without content to people whom an answer waits for, at the hour that was drawn for each.

For the job process, which opens no case. A mail that is needed no more is never sent: where the person came back or
wrote since they were answered, or the case or their way back is gone. Whoever sent the form again may have taken the
mail away, which nobody here can read; that counts as having written.
"""

import logging
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused

from sqlalchemy import select

from intake import clock
from intake.cases.models import Case, ReceiptRow
from intake.db import Stores, Work
from intake.notices import mail, reminders
from intake.notices.reminders import Reminder, Reminders, Waiting
from intake.settings import Settings

_LATER = timedelta(hours=1)
_REFUSALS = 3
_TRIES = 45
_TOO_OLD = timedelta(hours=45)
_log = logging.getLogger(__name__)


def how_far(work: Work, case_ids: Collection[int]) -> dict[int, str]:
    """How far the people of these cases have come: how much they sent, and on which day they last used their code.

    Cases without a way back are left out, and those that are gone.
    """
    rows = work.main.execute(select(Case.id, Case.messages_in, ReceiptRow.used_day).join(
        ReceiptRow, ReceiptRow.case_id == Case.id).where(Case.id.in_(case_ids)))
    return {row.id: f"{row.messages_in} {row.used_day or ''}" for row in rows}


def clear(stores: Stores, waiting: Reminders) -> None:
    """Take away whatever needs not be sent any more. An erasure is complete only after that."""
    with stores.reading() as work:
        rows = waiting.waiting(work.main)
        needed = [row for row, _ in _needed(work, rows)]
    over = [row for row in rows if row not in needed]
    if over:
        with stores.changing() as work:
            for row in over:
                reminders.settle(work.main, row)


def send_due(stores: Stores, settings: Settings, waiting: Reminders) -> int:
    """Send what is due and still needed; gives how many left.

    Mail is sent outside any transaction and settled right after: a crash in between repeats one, under the same message
    id. A server that takes nothing at all is left alone until the next time.
    """
    if not waiting.sent:
        return 0
    with stores.reading() as work:
        due = [each for each in _needed(work, waiting.waiting(work.main)) if each[1].due <= clock.now()]
    sent = 0
    for row, reminder in due:
        error = _deliver(settings, waiting, reminder)
        if error is None:
            with stores.changing() as work:
                reminders.settle(work.main, row)
            sent += 1
            continue
        _put_off(stores, waiting, row, reminder, error)
        if not _is_refusal(error):
            break
    return sent


def _needed(work: Work, rows: Collection[Waiting]) -> list[tuple[Waiting, Reminder]]:
    known = [(row, row.reminder) for row in rows if row.reminder is not None]
    come = how_far(work, [reminder.case_id for _, reminder in known])
    oldest = clock.now() - _TOO_OLD
    return [(row, reminder) for row, reminder in known
            if come.get(reminder.case_id) == reminder.how_far and reminder.due > oldest]


def _deliver(settings: Settings, waiting: Reminders, reminder: Reminder) -> Exception | None:
    """Try once; gives what went wrong. Its text may hold the address, so nothing but its kind goes any further."""
    try:
        mail.deliver(settings, mail.reminder(settings.reminder_from, reminder.address, waiting.message_id(reminder),
                                             reminder.language))
    except Exception as error:
        return error
    return None


def _put_off(stores: Stores, waiting: Reminders, row: Waiting, reminder: Reminder, error: Exception) -> None:
    """Try again in an hour, or not any more: a refused address soon, a server that takes nothing after two days."""
    later = replace(reminder, tries=reminder.tries + 1, due=clock.now() + _LATER)
    given_up = later.tries >= (_REFUSALS if _is_refusal(error) else _TRIES)
    with stores.changing() as work:
        if reminders.settle(work.main, row) and not given_up:
            waiting.put(work.main, later)
    _log.warning("a reminder was not taken (%s); it is %s", type(error).__name__,
                 "given up" if given_up else "tried again in an hour")


def _is_refusal(error: Exception) -> bool:
    """Whether it is this address, or this mail to it, that will not be taken."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, ValueError) or (isinstance(error, SMTPDataError) and error.smtp_code >= 500)
