"""Sending what waits, at fixed hours only: a mail right after a submission would tell its time (DESIGN 4).

Off until an operator names a mail server and a team an address.
"""

import hashlib
import hmac
import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from intake.db import Stores
from intake.notices import mail, outbox
from intake.settings import Settings

_KEPT_DAYS = 7
_log = logging.getLogger(__name__)


def send(stores: Stores, settings: Settings, job_key: bytes) -> int:
    """One notice to each team with something new; gives how many left.

    Mail is sent outside any transaction and settled right after, team by team: a crash in between repeats one notice,
    under the same message id, and loses none. A team whose mail is refused is tried again at the next hour.
    """
    if not mail.can_send(settings):
        return 0
    with stores.reading() as work:
        teams = outbox.waiting(work.main)
    return sum(_send_one(stores, settings, team, _message_id(job_key, team)) for team in teams)


def send_checkpoint(settings: Settings, note: str, job_key: bytes) -> bool:
    """A checkpoint of the log to everybody whom the operator named; whether each was sent it.

    When one mail is refused, all are tried again, under the same message ids.
    """
    if not settings.checkpoint_mail or not mail.can_send(settings):
        return False
    sent = [_send_note(settings, address, note, job_key) for address in settings.checkpoint_mail]
    return all(sent)


def forget_old(stores: Stores, moment: datetime) -> None:
    """Drop rows of more than a week ago."""
    with stores.changing() as work:
        outbox.forget(work.main, before=moment.date() - timedelta(days=_KEPT_DAYS))


def _send_one(stores: Stores, settings: Settings, team: outbox.Waiting, message_id: str) -> bool:
    try:
        mail.deliver(settings, mail.notice(settings, team.address, message_id))
    except (OSError, SMTPException) as error:
        _log.warning("a notice was not taken by the mail server (%s); it is tried again", type(error).__name__)
        return False
    with stores.changing() as work:
        outbox.settle(work.main, team.rows)
    return True


def _send_note(settings: Settings, address: str, note: str, job_key: bytes) -> bool:
    message_id = _keyed(job_key, f"checkpoint:{address}:{note}")
    try:
        mail.deliver(settings, mail.checkpoint(settings.mail_from, address, note, message_id))
    except (OSError, SMTPException) as error:
        _log.warning("a checkpoint was not taken by the mail server (%s); it is tried again", type(error).__name__)
        return False
    return True


def _message_id(job_key: bytes, team: outbox.Waiting) -> str:
    # Keyed, so that the id tells a reader neither team nor rows; the same rows always give the same id.
    rows = ",".join(map(str, sorted(team.rows)))
    return _keyed(job_key, f"notice:{team.team_id}:{rows}")


def _keyed(job_key: bytes, what: str) -> str:
    return hmac.new(job_key, what.encode(), hashlib.sha256).hexdigest()[:32]
