"""Checkpoints as the job process makes and mails them, and as an operator asks for them."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from intake import worker
from intake.accounts import init
from intake.audit import checkpoint, note
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.db import Stores
from intake.errors import Unready
from intake.settings import Settings, load_settings
from intake.vault.secrets import Secrets, load_job_secrets
from intake.vault.sign import Signer
from tests.cli.conftest import Run
from tests.notices.mailbox import Mailbox, running_mail_server

AUDITOR, KEEPER = "auditor@post.example", "keeper@post.example"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A running mail server."""
    with running_mail_server() as mailbox:
        yield mailbox


@pytest.fixture
def jobs(stores: Stores, settings: Settings, secrets: Secrets, mailbox: Mailbox) -> worker.Jobs:
    """The jobs of an instance whose checkpoints go to two people."""
    init.begin(stores, secrets)
    given = {"smtp_host": "127.0.0.1", "smtp_port": mailbox.port, "mail_from": "noreply@post.example",
             "checkpoint_mail": (AUDITOR, KEEPER)}
    return worker.Jobs(settings.model_copy(update=given), stores, load_job_secrets(settings.secrets_dir))


def grow(jobs: worker.Jobs) -> None:
    with jobs.stores.changing() as work:
        record(work.main, Act.AUDIT_VERIFIED, actor=None, signer=Signer(jobs.secrets.log_seed), size=1, problems=0)


def cut_to(stores: Stores, size: int) -> None:
    """Cut events and leave the head as it is: the checkpoint must notice by itself."""
    with stores.main.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            connection.execute(text("DROP TRIGGER audit_event_refuses_delete"))
        connection.execute(text("DELETE FROM audit_event WHERE seq > :size"), {"size": size})
        connection.execute(text("UPDATE audit_head SET size = :size"), {"size": size})


def test_upkeep_keeps_a_checkpoint_each_hour_in_which_the_log_grew(jobs: worker.Jobs) -> None:
    jobs.upkeep()
    jobs.upkeep()
    grow(jobs)
    jobs.upkeep()
    assert [each.size for each in checkpoint.kept(jobs.settings.checkpoints_dir).checkpoints] == [2, 3]


def test_a_checkpoint_is_mailed_once_to_each_and_says_size_and_root_alone(
    jobs: worker.Jobs, mailbox: Mailbox
) -> None:
    jobs.upkeep()
    jobs.upkeep()
    assert sorted(mailbox.recipients) == [AUDITOR, KEEPER]
    (made,) = checkpoint.kept(jobs.settings.checkpoints_dir).checkpoints
    for mail in mailbox.mails:
        payload = mail.get_payload(decode=True)
        assert isinstance(payload, bytes)
        assert payload.decode().split() == checkpoint.as_note(made).split()
        assert note.read_all(payload.decode()).checkpoints[0].root == made.root
        assert mail["Subject"] == "Log checkpoint"
        assert jobs.settings.organisation not in mail.as_string()


def test_a_refused_checkpoint_is_mailed_again_also_when_the_log_did_not_grow(
    jobs: worker.Jobs, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    mailbox.refuse = {AUDITOR}
    jobs.upkeep()
    assert mailbox.recipients == [KEEPER]
    assert "a checkpoint was not taken by the mail server" in caplog.text
    assert AUDITOR not in caplog.text
    mailbox.refuse = set()
    jobs.upkeep()
    assert sorted(mailbox.recipients) == [AUDITOR, KEEPER, KEEPER]
    assert len({mail["Message-ID"] for mail in mailbox.mails if mail["To"] == KEEPER}) == 1


def test_nothing_is_mailed_where_nobody_was_named(jobs: worker.Jobs, mailbox: Mailbox) -> None:
    silent = worker.Jobs(jobs.settings.model_copy(update={"checkpoint_mail": ()}), jobs.stores, jobs.secrets)
    silent.upkeep()
    assert mailbox.mails == []
    assert len(checkpoint.kept(jobs.settings.checkpoints_dir).checkpoints) == 1


def test_a_log_that_contradicts_its_checkpoint_is_told_each_hour_and_mailed_nowhere(
    jobs: worker.Jobs, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    jobs.upkeep()
    cut_to(jobs.stores, 1)
    for _ in range(2):
        jobs.upkeep()
    assert caplog.text.count("the log contradicts its checkpoint of 2 events: run `intake audit verify`") == 2
    assert len(mailbox.mails) == 2


def test_the_command_prints_a_checkpoint_that_others_can_read(run: Run, settings: Settings) -> None:
    run("init")
    printed = run("audit", "checkpoint")
    assert printed.exit_code == 0
    (made,) = note.read_all(printed.output).checkpoints
    assert made.size == 2
    assert run("audit", "checkpoint").output == printed.output
    assert checkpoint.kept(settings.checkpoints_dir).checkpoints[0].root == made.root


def test_verify_says_how_many_checkpoints_agree(run: Run) -> None:
    run("init")
    run("audit", "checkpoint")
    verified = run("audit", "verify")
    assert verified.exit_code == 0
    assert "Checkpoints that agree: 1." in verified.output


def test_verify_names_a_log_that_is_shorter_than_a_checkpoint(run: Run, stores: Stores) -> None:
    run("init")
    run("audit", "checkpoint")
    cut_to(stores, 1)
    verified = run("audit", "verify")
    assert verified.exit_code == 1
    assert "The log is shorter than the checkpoint of 2 events: it ends at event 1." in verified.output


def test_a_checkpoint_of_a_store_without_a_log_is_refused_in_one_line(run: Run, secrets: Secrets) -> None:
    refused = run("audit", "checkpoint")
    assert refused.exit_code == 2
    assert refused.stderr.count("\n") == 1


@pytest.mark.slow
def test_the_doctor_says_when_no_checkpoint_leaves_this_machine(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init")
    assert "not mailed to anybody" in run("doctor").output
    for name, value in (("SMTP_HOST", "127.0.0.1"), ("MAIL_FROM", "n@post.example"),
                        ("CHECKPOINT_MAIL", f'["{AUDITOR}"]')):
        monkeypatch.setenv(f"INTAKE_{name}", value)
    assert "not mailed to anybody" not in run("doctor").output


def test_a_wrong_address_for_checkpoints_is_one_line() -> None:
    with pytest.raises(Unready, match=r"INTAKE_CHECKPOINT_MAIL_0: .* is no e-mail address"):
        load_settings(checkpoint_mail=("nobody",))
