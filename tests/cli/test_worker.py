"""The job process: upkeep by the clock, with two keys and no others."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from huey.exceptions import HueyException
from sqlalchemy import func, select

from intake import clock, worker
from intake.accounts import init
from intake.accounts.models import FailedSignIn, SessionKind, SessionRow
from intake.attachments.blobs import Blobs
from intake.audit import pending
from intake.audit.kinds import Act
from intake.audit.models import AuditEvent, AuditPending
from intake.cases.attachment import Attachment
from intake.cases.models import SentForm, Shard
from intake.db import Stores, insert_now, new_id
from intake.notices.reminders import Reminders
from intake.settings import Settings
from intake.vault.secrets import JobSecrets, Secrets, load_job_secrets
from tests.support.databases import Urls

pytestmark = pytest.mark.slow

LONG_AGO = clock.today() - timedelta(days=400)


@pytest.fixture
def jobs(stores: Stores, settings: Settings, secrets: Secrets) -> worker.Jobs:
    """The jobs of an instance that was set up."""
    init.begin(stores, secrets)
    return worker.Jobs(settings, stores, load_job_secrets(settings.secrets_dir))


def acts(stores: Stores) -> list[str]:
    """The acts in the log, in order."""
    with stores.reading() as work:
        return list(work.main.scalars(select(AuditEvent.act).order_by(AuditEvent.seq)))


def wait_for(what: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not come to be"
        time.sleep(0.1)


def received(stores: Stores, days_ago: int) -> None:
    """What a submission some days ago left to be logged."""
    with stores.changing() as work:
        pending.add(work.main, clock.today() - timedelta(days=days_ago), Act.CASE_RECEIVED, case="ABC-DEF", team=1,
                    item="00")


def test_upkeep_logs_what_submitters_did_on_days_that_are_over(jobs: worker.Jobs) -> None:
    received(jobs.stores, days_ago=1)
    received(jobs.stores, days_ago=0)
    jobs.upkeep()
    jobs.upkeep()
    assert acts(jobs.stores).count("case:received") == 1
    with jobs.stores.reading() as work:
        assert work.main.scalars(select(AuditPending.day)).all() == [clock.today()]


def test_upkeep_logs_failed_sign_ins_of_hours_that_are_over(jobs: worker.Jobs) -> None:
    with jobs.stores.changing() as work:
        work.ephemeral.add(FailedSignIn(staff_id=0, hour="2026-01-01T10", tries=3))
        work.ephemeral.add(FailedSignIn(staff_id=0, hour=clock.now().strftime("%Y-%m-%dT%H"), tries=1))
    jobs.upkeep()
    assert acts(jobs.stores).count("staff:sign_in_failed") == 1


def test_upkeep_removes_what_time_leaves_behind(jobs: worker.Jobs) -> None:
    long_ago = clock.now() - timedelta(days=3)
    with jobs.stores.changing() as work:
        work.shards.add(Shard(case_id=new_id(), shard=b"s" * 32, day=clock.today() - timedelta(days=3)))
        work.main.add(SentForm(nonce_mac=b"n" * 32, content_mac=b"c" * 32, case_id=1, day=LONG_AGO))
        work.ephemeral.add(SessionRow(sid=b"s" * 32, kind=SessionKind.STAFF, subject_id=1, wrapped=b"w",
                                      created_at=long_ago, seen_at=long_ago, expires_at=long_ago))
    jobs.upkeep()
    with jobs.stores.reading() as work:
        for session, table in ((work.shards, Shard), (work.main, SentForm), (work.ephemeral, SessionRow)):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_upkeep_removes_files_that_were_sealed_and_belong_to_nobody(jobs: worker.Jobs) -> None:
    blobs, names = Blobs(jobs.settings.instance_dir), []
    for case_id in (7, None, None):
        writer = blobs.create()
        writer.write(b"noise")
        writer.commit()
        names.append(writer.name)
        if case_id is not None:
            with jobs.stores.changing() as work:
                insert_now(work.main, Attachment, blob=writer.name, case_id=case_id, item_id=1, day=LONG_AGO, stored=5)
    first, second, _ = (jobs.settings.instance_dir / "blobs" / name[:2] / name for name in names)
    for file in (first, second):
        os.utime(file, (0, 0))
    jobs.sweep_files()
    assert {blob.name for blob in blobs.all()} == {names[0], names[2]}
    jobs.finish_erasures()
    assert {blob.name for blob in blobs.all()} == {names[2]}, "the first one's case is gone"


def test_a_deed_that_fails_keeps_no_other_from_being_done(
    jobs: worker.Jobs, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    received(jobs.stores, days_ago=1)
    monkeypatch.setattr("intake.cases.sweep.orphan_shards", _fails)
    jobs.upkeep()
    assert "case:received" in acts(jobs.stores)
    assert "sweep_cases failed (RuntimeError)" in caplog.text
    assert "what a person wrote" not in caplog.text


def test_the_job_process_can_do_without_the_other_secrets(settings: Settings, secrets: Secrets) -> None:
    for name in ("pepper", "form_key"):
        (settings.secrets_dir / name).unlink()
    assert load_job_secrets(settings.secrets_dir) == JobSecrets(secrets.log_seed, secrets.job_key)


def test_every_job_ends_well_where_the_other_secrets_are_gone(
    jobs: worker.Jobs, caplog: pytest.LogCaptureFixture
) -> None:
    received(jobs.stores, days_ago=2)
    for file in jobs.settings.secrets_dir.iterdir():
        if file.name not in {"log_seed", "job_key", "high_water"}:
            file.unlink()
    jobs.upkeep()
    jobs.send_notices()
    jobs.send_reminders()
    assert "is tried again" not in caplog.text
    assert "case:received" in acts(jobs.stores)


def test_a_queued_job_that_somebody_changed_is_not_done(settings: Settings, secrets: Secrets, stores: Stores) -> None:
    done: list[int] = []
    queue = worker.open_queue(settings, secrets.job_key)
    task = queue.task()(done.append)
    task(7)
    queue.execute(queue.dequeue())
    forged = worker.open_queue(settings, b"another key, of 32 bytes exactly")
    forged.task()(done.append)(8)
    with pytest.raises((HueyException, ValueError)):
        queue.execute(queue.dequeue())
    assert done == [7]
    queue.storage.close()
    forged.storage.close()


def test_notices_go_out_at_the_fixed_hours_only(jobs: worker.Jobs, secrets: Secrets) -> None:
    queue = worker.open_queue(jobs.settings, secrets.job_key)
    worker.plan(queue, jobs)
    day = clock.now().replace(minute=0, second=0, tzinfo=None)
    planned = {hour: {task.name for task in queue.read_periodic(day.replace(hour=hour))} for hour in range(24)}
    assert {hour for hour, names in planned.items() if "send_notices" in names} == set(jobs.settings.notice_hours)
    minutes = [queue.read_periodic(day.replace(minute=minute)) for minute in range(60)]
    assert all("send_reminders" in {task.name for task in tasks} for tasks in minutes), "each has a minute of its own"
    queue.storage.close()


def test_a_reminder_of_a_case_that_is_gone_is_taken_away_with_the_erasures(jobs: worker.Jobs) -> None:
    waiting = Reminders(jobs.secrets.job_key, jobs.settings)
    with jobs.stores.changing() as work:
        waiting.plan(work.main, new_id(), "anna@mail.example", "en", "1 ")
    jobs.finish_erasures()
    with jobs.stores.reading() as work:
        assert waiting.waiting(work.main) == []


def test_the_process_does_its_upkeep_and_stops_when_told(jobs: worker.Jobs, urls: Urls) -> None:
    received(jobs.stores, days_ago=1)
    process = _started(jobs.settings, urls)
    try:
        wait_for(lambda: "case:received" in acts(jobs.stores))
    finally:
        process.send_signal(signal.SIGTERM)
        output = process.communicate(timeout=30)[0]
    assert (process.returncode, output) == (0, "")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_queue_is_private_and_empty_of_content(jobs: worker.Jobs, urls: Urls) -> None:
    process = _started(jobs.settings, urls)
    file = jobs.settings.instance_dir / worker.QUEUE_FILE
    try:
        wait_for(lambda: file.exists() and _rows_of(file, "sqlite_master WHERE name = 'kv'") == 1)
    finally:
        process.terminate()
        process.communicate(timeout=30)
    assert file.stat().st_mode & 0o077 == 0
    assert _rows_of(file, "kv") == 0


def _rows_of(file: Path, table: str) -> int:
    with closing(sqlite3.connect(file)) as connection:
        (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(number)


def test_a_worker_without_its_secrets_says_so_in_one_line(settings: Settings, urls: Urls) -> None:
    process = _started(settings, urls)
    output = process.communicate(timeout=30)[0]
    assert process.returncode == 2
    assert output.startswith("intake: ")
    assert output.count("\n") == 1


def _started(settings: Settings, urls: Urls) -> subprocess.Popen[str]:
    given = {f"INTAKE_{name.upper()}": url for name, url in urls.as_settings().items()}
    environment = os.environ | given | {"INTAKE_INSTANCE_DIR": str(settings.instance_dir)}
    return subprocess.Popen([sys.executable, "-m", "intake", "worker"], env=environment, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def _fails(*_: object) -> None:
    raise RuntimeError("what a person wrote")
