"""The commands an operator looks after an instance with: doctor, migrate, user, team, audit verify."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from intake.attachments.blobs import Blobs
from intake.cases.attachment import Attachment
from intake.clock import today
from intake.db import Stores, insert_now
from intake.doctor import require_fit
from intake.errors import Unready
from intake.revisions import is_current
from intake.settings import Settings
from intake.setup import make_demonstration
from intake.vault.lanes import Lanes
from intake.vault.secrets import load_secrets, pepper_words
from tests.cli.conftest import Run
from tests.cli.test_init import shown_token, shown_words
from tests.support.clamd import MOST_MB, Clamd, running_clamd

pytestmark = pytest.mark.slow


def test_the_doctor_finds_nothing_wrong_with_a_new_instance(run: Run) -> None:
    run("init")
    examined = run("doctor")
    assert examined.exit_code == 0
    assert "BAD" not in examined.output


def test_the_doctor_reminds_until_the_pepper_was_confirmed(run: Run) -> None:
    words = shown_words(run("init").output)
    assert "Nobody confirmed yet" in run("doctor").output
    assert run("doctor", "--confirm-pepper", typed=f"{words}\n").exit_code == 0
    assert "Nobody confirmed yet" not in run("doctor").output


def test_the_doctor_does_not_take_the_pepper_of_another_instance(run: Run) -> None:
    run("init")
    refused = run("doctor", "--confirm-pepper", typed=f"{pepper_words(b'p' * 32)}\n")
    assert refused.exit_code == 2
    assert "Nobody confirmed yet" in run("doctor").output


def test_the_doctor_sees_secrets_that_others_can_read(run: Run, settings: Settings) -> None:
    run("init")
    (settings.secrets_dir / "pepper").chmod(0o644)
    examined = run("doctor")
    assert examined.exit_code == 1
    assert "BAD   secrets" in examined.output


def test_the_doctor_warns_of_a_time_for_a_form_that_nobody_receives(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTAKE_FORM_RETENTION_DAYS", '{"contract": 90}')
    assert "INTAKE_FORM_RETENTION_DAYS names what no team receives: contract." in run("doctor").output


def test_the_doctor_warns_of_numbers_that_nobody_tried_lately(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("init")
    assert "note  crisis contacts checked: The public pages name no number" in run("doctor").output
    lately = f'{{"country": "FR", "service": "emergency", "phone": "112", "checked": "{today()}"}}'
    monkeypatch.setenv("INTAKE_CRISIS_CONTACTS", f"[{lately}]")
    assert "note  crisis contacts" not in run("doctor").output
    old = '{"country": "DE", "name": "Help line", "phone": "1", "checked": "2020-01-01"}'
    monkeypatch.setenv("INTAKE_CRISIS_CONTACTS", f"[{lately}, {old}]")
    examined = run("doctor")
    assert "Nobody tried these within 180 days: DE Help line." in examined.output
    assert examined.exit_code == 0


def test_the_doctor_tells_missing_cut_and_forgotten_files_apart(
    run: Run, settings: Settings, stores: Stores
) -> None:
    run("init")
    blobs, names = Blobs(settings.instance_dir), []
    for number in range(6):
        writer = blobs.create()
        writer.write(b"noise")
        writer.commit()
        names.append(writer.name)
        file = settings.instance_dir / "blobs" / writer.name[:2] / writer.name
        os.utime(file, (0, 0))
        if number < 3:
            with stores.changing() as work:
                insert_now(work.main, Attachment, blob=writer.name, case_id=1, item_id=1, day=today(),
                           stored=5 if number else 6)
    blobs.remove(names[1])
    examined = run("doctor")
    assert examined.exit_code == 0
    assert sum(line.startswith("note  files ") for line in examined.output.splitlines()) == 3
    assert "note  files there: 1 are missing" in examined.output
    assert "note  files whole: 1 in" in examined.output
    assert "note  files that nobody needs: 3 in" in examined.output


def test_the_doctor_sees_a_store_that_was_never_set_up(run: Run, settings: Settings) -> None:
    examined = run("doctor")
    assert examined.exit_code == 1
    assert "run `intake init`" in examined.output


def test_a_database_that_is_gone_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("init")
    monkeypatch.setenv("INTAKE_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nowhere")
    refused = run("user", "list")
    assert refused.exit_code == 2
    assert len(refused.stderr.splitlines()) == 1
    assert refused.stderr.startswith("intake: A database cannot be used: ")


def test_a_wrong_setting_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_PORT", "many")
    refused = run("user", "list")
    assert refused.exit_code == 2
    assert refused.stderr.count("\n") == 1
    assert "INTAKE_PORT" in refused.stderr


def test_old_databases_are_not_worked_on(run: Run, stores: Stores) -> None:
    run("init")
    with stores.main.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    refused = run("user", "list")
    assert refused.exit_code == 2
    assert "run `intake migrate`" in refused.stderr


def test_migrate_makes_the_tables(run: Run, empty_stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("main", "shards", "ephemeral"):
        url = getattr(empty_stores, name).url.render_as_string(hide_password=False)
        monkeypatch.setenv(f"INTAKE_{'DATABASE' if name == 'main' else name.upper()}_URL", url)
    assert run("migrate").exit_code == 0
    assert is_current(empty_stores)
    assert inspect(empty_stores.ephemeral).has_table("session")


def test_user_list_shows_name_role_and_state(run: Run) -> None:
    run("init")
    assert run("user", "list").output.split() == ["admin", "administrator", "invited"]


def test_a_new_link_replaces_the_old_one(run: Run) -> None:
    first = shown_token(run("init").output)
    second = shown_token(run("user", "link", "admin").output)
    assert second != first


def test_a_link_for_nobody_is_refused(run: Run) -> None:
    run("init")
    refused = run("user", "link", "somebody")
    assert (refused.exit_code, refused.stdout) == (2, "")


def test_team_list_is_empty_at_first(run: Run) -> None:
    run("init")
    listed = run("team", "list")
    assert (listed.exit_code, listed.output) == (0, "")


def test_verify_finds_nothing_wrong_with_an_honest_log(run: Run) -> None:
    run("init")
    run("user", "link", "admin")
    verified = run("audit", "verify")
    assert verified.exit_code == 0
    assert verified.output.startswith("3 events")


def test_verifying_is_itself_an_event(run: Run) -> None:
    run("init")
    run("audit", "verify")
    assert run("audit", "verify").output.startswith("3 events")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_verify_finds_an_edit(run: Run, stores: Stores) -> None:
    run("init")
    with stores.main.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_event_refuses_update"))
        connection.execute(text("UPDATE audit_event SET act = 'team:founded' WHERE seq = 2"))
    verified = run("audit", "verify")
    assert verified.exit_code == 1
    assert "Event 2 " in verified.output


def test_verify_believes_the_key_in_the_secrets_and_not_the_database(run: Run, settings: Settings) -> None:
    run("init")
    other = load_secrets(settings.secrets_dir).job_key.hex()
    (settings.secrets_dir / "log_seed").write_text(f"{other}\n")
    assert run("audit", "verify").exit_code == 1


def test_verify_holds_the_cases_against_the_log_when_asked(run: Run, stores: Stores, settings: Settings) -> None:
    make_demonstration(settings)
    honest = run("audit", "verify", "--state")
    assert honest.exit_code == 0, honest.output
    with stores.main.begin() as connection:
        connection.execute(text('UPDATE "case" SET assignee_id = NULL WHERE id = (SELECT min(id) FROM "case"'
                                " WHERE assignee_id IS NOT NULL)"))
    changed = run("audit", "verify", "--state")
    assert changed.exit_code == 1
    assert [line for line in changed.output.splitlines() if "assignee: is with nobody; the log says" in line]
    assert run("audit", "verify").exit_code == 0


def test_the_doctor_names_what_is_wrong_with_the_canned_answers_and_nothing_is_served(
    run: Run, settings: Settings
) -> None:
    run("init")
    (settings.instance_dir / "canned.toml").write_text('version = 1\n[[answers]]\nname = "hours"\n')
    assert re.search(r"BAD +canned answers: .*answers\.0\.text", run("doctor").output)
    with pytest.raises(Unready, match=r"canned\.toml"):
        require_fit(settings)


@pytest.fixture
def scanned(clamd: Clamd, monkeypatch: pytest.MonkeyPatch) -> None:
    """The instance asks a scanner, which takes files as large as may be sent."""
    monkeypatch.setenv("INTAKE_CLAMAV_SOCKET", str(clamd.socket))
    monkeypatch.setenv("INTAKE_MAX_FILE_MB", "1")


@pytest.mark.usefixtures("scanned")
def test_the_doctor_finds_nothing_wrong_with_a_scanner_that_answers(run: Run) -> None:
    assert re.search(r"ok +scanner for viruses", run("doctor").output)


@pytest.mark.usefixtures("scanned")
def test_the_doctor_says_when_a_scanner_is_away_or_knows_nothing_new(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with running_clamd(datetime.now(UTC) - timedelta(days=10)) as old:
        monkeypatch.setenv("INTAKE_CLAMAV_SOCKET", str(old.socket))
        assert "see that freshclam runs" in run("doctor").output
    monkeypatch.setenv("INTAKE_CLAMAV_SOCKET", str(tmp_path / "nobody"))
    assert "note  scanner for viruses: Sent files stay closed" in run("doctor").output


@pytest.mark.usefixtures("scanned")
def test_the_doctor_says_when_a_scanner_refuses_files_as_large_as_may_be_sent(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTAKE_MAX_FILE_MB", str(MOST_MB + 1))
    assert "size limit exceeded" in run("doctor").output


@pytest.mark.usefixtures("scanned")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_two_doctors_at_once_stand_in_each_other_s_way_and_say_so(run: Run, settings: Settings) -> None:
    with Lanes(settings.instance_dir / "lanes", "doctor", 1).place():
        examined = run("doctor").output
    for question in ("scanner for viruses", "files looked into by processes that are shut in"):
        assert f"note  {question}: It is being asked by somebody else just now" in examined
