"""Sending mails without content to people whom an answer waits for, at the hour that was drawn for each.

For the job process, which opens no case. A mail that is needed no more is never sent: where the person came back or
wrote since they were answered, or the case or their way back is gone. Whoever sent the form again may have taken the
mail away, which nobody here can read; that counts as having written.
"""

import logging
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused
from time import monotonic

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
_AT_A_TIME_SECONDS = 30
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
        needed = {row.tag for row, _ in _needed(work, rows)}
    over = [row for row in rows if row.tag not in needed]
    if over:
        with stores.changing() as work:
            for row in over:
                reminders.settle(work.main, row)


def send_due(stores: Stores, settings: Settings, waiting: Reminders) -> int:
    """Send what is due and still needed; gives how many left. Others have work, too: what half a minute is too short
    for goes the next time.

    Each mail is claimed before it is sent, outside any transaction: a store that takes no claim sends nothing, two job
    processes send one, and a crash repeats it an hour later, under the same message id. A server that takes nothing at
    all is left alone until the next time.
    """
    if not waiting.sends:
        return 0
    with stores.reading() as work:
        due = [row for row, reminder in _needed(work, waiting.waiting(work.main)) if _is_due(reminder)]
    sent, until = 0, monotonic() + _AT_A_TIME_SECONDS
    for row in due:
        if monotonic() > until:
            break
        claimed = _claim(stores, waiting, row)
        if claimed is None:
            continue
        error = _deliver(settings, waiting, claimed[1])
        _settle(stores, waiting, *claimed, error)
        sent += error is None
        if error is not None and not _is_about_this_mail(error):
            break
    return sent


def _needed(work: Work, rows: Collection[Waiting]) -> list[tuple[Waiting, Reminder]]:
    """What is to be sent still, and what was sent to people who did not come back yet."""
    known = [(row, row.reminder) for row in rows if row.reminder is not None]
    come = how_far(work, [reminder.case_id for _, reminder in known])
    oldest = clock.now() - _TOO_OLD
    return [(row, reminder) for row, reminder in known if come.get(reminder.case_id) == reminder.how_far
            and (reminder.sent or (reminder.due > oldest and reminder.tries < _TRIES))]


def _is_due(reminder: Reminder) -> bool:
    return not reminder.sent and reminder.due <= clock.now()


def _claim(stores: Stores, waiting: Reminders, row: Waiting) -> tuple[Waiting, Reminder] | None:
    """Take a row for an hour, if it is still what it was and still needed."""
    with stores.changing() as work:
        needed = _needed(work, [row])
        if not needed:
            return None
        [(_, reminder)] = needed
        tried = replace(reminder, tries=reminder.tries + 1, due=clock.now() + _LATER)
        claimed = waiting.change(work.main, row, tried)
    return (claimed, tried) if claimed is not None else None


def _deliver(settings: Settings, waiting: Reminders, reminder: Reminder) -> Exception | None:
    """Try once; gives what went wrong. Its text may hold the address, so nothing but its kind goes any further."""
    try:
        mail.deliver(settings, mail.reminder(settings, reminder.address, waiting.message_id(reminder),
                                             reminder.language))
    except Exception as error:
        return error
    return None


def _settle(stores: Stores, waiting: Reminders, row: Waiting, reminder: Reminder, error: Exception | None) -> None:
    """Note that it left, without the address, or how it was refused; or give it up: an address that is refused soon, a
    server that takes nothing after two days.
    """
    told = replace(reminder, refusals=reminder.refusals + _is_refusal(error), sent=error is None,
                   address="" if error is None else reminder.address)
    given_up = not told.sent and (told.refusals >= _REFUSALS or told.tries >= _TRIES)
    with stores.changing() as work:
        if given_up:
            reminders.settle(work.main, row)
        else:
            waiting.change(work.main, row, told)
    if error is not None:
        _log.warning("a reminder was not taken (%s); it is %s", type(error).__name__,
                     "given up" if given_up else "tried again in an hour")


def _is_about_this_mail(error: Exception) -> bool:
    """Whether the server may still take others."""
    return isinstance(error, SMTPRecipientsRefused | SMTPDataError | SMTPNotSupportedError | ValueError)


def _is_refusal(error: Exception | None) -> bool:
    """Whether it is this address, or this mail to it, that will not be taken."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, ValueError | SMTPNotSupportedError)
