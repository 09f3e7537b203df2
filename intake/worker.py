"""The job process: what happens by the clock and not by a request.

It holds the log key and the job key only, never the pepper and never the server's run secret (invariant I12): it can
sign events and send notices, and opens nothing. Whatever is queued holds ids, never content.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from huey import PostgresHuey, SqliteHuey, crontab
from huey.api import Huey
from huey.serializer import SignedSerializer
from sqlalchemy import make_url

from intake import clock, process
from intake.accounts import failures, sessions, throttle
from intake.attachments.blobs import Blobs
from intake.audit import checkpoint, pending
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.cases import discard, erase, expiry, remind, retention, sweep
from intake.db import Stores, open_stores
from intake.doctor import require_current
from intake.errors import WrongState
from intake.notices import batches
from intake.notices.reminders import Reminders
from intake.settings import Settings
from intake.vault.secrets import JobSecrets, load_job_secrets
from intake.vault.sign import Signer

QUEUE_FILE: Final = "jobs.db"
_POLL_SECONDS: Final = 10
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Jobs:
    """Everything this process may do. Each deed may be repeated, or broken off anywhere, without harm."""

    settings: Settings
    stores: Stores
    secrets: JobSecrets

    def upkeep(self) -> None:
        """Hourly, and at start: what time leaves behind. A deed that fails keeps none of the others from being done."""
        for deed in (self.append_pending, self.write_down_failures, self.sweep_ephemeral, self.sweep_cases,
                     self.erase_due, self.end_quarantine, self.finish_erasures, self.reapply_erasures, self.sweep_files,
                     self.forget_notices, self.make_checkpoint, self.mail_checkpoint):
            try:
                deed()
            except Exception as error:
                # The type alone: the text of a database's error may hold values.
                _log.warning("%s failed (%s) and is tried again in an hour", deed.__name__, type(error).__name__)

    def append_pending(self) -> None:
        """What submitters caused on the days that are over joins the log."""
        moved = 1
        while moved:
            with self.stores.changing() as work:
                moved = pending.append_all(work.main, self._signer, before=clock.today())

    def write_down_failures(self) -> None:
        """Failed sign-ins of the hours that are over join the log."""
        with self.stores.changing() as work:
            failures.write_down(work, self._signer, finished_hours_only=True)

    def sweep_ephemeral(self) -> None:
        """Sessions that ended, and what throttling no longer needs."""
        with self.stores.changing() as work:
            sessions.sweep(work, self.settings)
            throttle.sweep(work)

    def sweep_cases(self) -> None:
        """Shards whose case never came to be, and old nonces of forms."""
        with self.stores.changing() as work:
            sweep.orphan_shards(work)
            sweep.old_forms(work)

    def erase_due(self) -> None:
        """Cases that were kept long enough, as far as a lead confirmed each of them."""
        retention.carry_out_confirmed(self.stores, self._signer, retention.periods_of(self.settings))

    def end_quarantine(self) -> None:
        """Cases that were set aside and that nobody released in time."""
        expiry.carry_out(self.stores, self._signer, self.settings.quarantine_days)

    def finish_erasures(self) -> None:
        """Each minute: what somebody asked to be erased is gone from every file, and the log says so. What waits to be
        mailed and is needed no more goes with it.
        """
        discard.blobs_of_erased(self.stores, self._blobs)
        erase.finish(self.stores, self._signer, self._reminders)

    def reapply_erasures(self) -> None:
        """Cases that were erased and came back with an old copy of the main store are erased again."""
        with self.stores.changing() as work:
            again = erase.reapply(work)
            if again:
                record(work.main, Act.SYSTEM_ERASURES_REAPPLIED, actor=None, signer=self._signer, count=again)

    def sweep_files(self) -> None:
        """Files that were sealed and whose row never came to be."""
        discard.orphans(self.stores, self._blobs)

    def forget_notices(self) -> None:
        """Rows of the outbox that nobody needs any more."""
        batches.forget_old(self.stores, clock.now())

    def make_checkpoint(self) -> None:
        """What the log is now, signed and kept outside the database. A log that contradicts that is told each hour."""
        try:
            with self.stores.reading() as work:
                checkpoint.make(work.main, self._signer, self.settings.checkpoints_dir)
        except WrongState as error:
            _log.error("no checkpoint was made: %s", error)

    def mail_checkpoint(self) -> None:
        """The newest checkpoint to those who keep it elsewhere, until each was sent it."""
        folder = self.settings.checkpoints_dir
        newest = checkpoint.unmailed(folder)
        if newest and batches.send_checkpoint(self.settings, checkpoint.as_note(newest), self.secrets.job_key):
            checkpoint.note_mailed(folder, newest)

    def send_notices(self) -> None:
        """At the fixed hours: one mail to each team with something new."""
        batches.send(self.stores, self.settings, self.secrets.job_key)

    def send_reminders(self) -> None:
        """Each minute: the mails to people whose hour has come."""
        remind.send_due(self.stores, self.settings, self._reminders)

    @property
    def _reminders(self) -> Reminders:
        return Reminders(self.secrets.job_key, self.settings)

    @property
    def _blobs(self) -> Blobs:
        return Blobs(self.settings.instance_dir)

    @property
    def _signer(self) -> Signer:
        return Signer(self.secrets.log_seed)


def run(settings: Settings, *, server: int | None = None) -> None:
    """Work until told to stop, or until the process `server` ends that started this one.

    Raises `Unready` when the installation cannot run as it stands.
    """
    process.harden()
    if server is not None:
        process.end_with(server)
    secrets = load_job_secrets(settings.secrets_dir)
    stores = open_stores(settings)
    require_current(stores)
    queue = open_queue(settings, secrets.job_key)
    plan(queue, Jobs(settings, stores, secrets))
    consumer = queue.create_consumer(
        workers=1, scheduler_interval=_POLL_SECONDS, graceful_signal="TERM", shutdown_timeout=20
    )
    consumer.run()
    stores.dispose()


def open_queue(settings: Settings, job_key: bytes) -> Huey:
    """The queue, beside the stores and never backed up. What stands in it counts only when the job key signed it."""
    signed = SignedSerializer(secret=job_key)
    if settings.main_url.startswith("sqlite"):
        file = settings.instance_dir.resolve() / QUEUE_FILE
        return SqliteHuey("intake", results=False, serializer=signed, filename=str(file), fsync=False)
    address = make_url(settings.ephemeral_store_url).set(drivername="postgresql")
    return PostgresHuey("intake", results=False, serializer=signed, dsn=address.render_as_string(hide_password=False),
                        table_prefix="jobs")


def plan(queue: Huey, jobs: Jobs) -> None:
    """Put the clock's jobs into the queue: upkeep each hour and at start, erasures and reminders each minute, notices
    at the fixed hours (UTC).
    """
    hours = ",".join(map(str, jobs.settings.notice_hours))
    _every(queue, jobs.upkeep, minute="10")
    _every(queue, jobs.finish_erasures, minute="*")
    _every(queue, jobs.send_reminders, minute="*")
    if hours:
        _every(queue, jobs.send_notices, minute="0", hour=hours)
    queue.on_startup(name="upkeep at start")(jobs.upkeep)


def _every(queue: Huey, deed: Callable[[], None], minute: str, hour: str = "*") -> None:
    # A deed that was missed because nothing ran is not made up for: the next one does all that is due.
    queue.periodic_task(crontab(minute=minute, hour=hour), name=deed.__name__, expires=3000)(deed)
