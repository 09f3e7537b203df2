"""`intake backup` and `intake restore`, as an operator types them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from intake.audit import history
from intake.audit.history import Filters
from intake.audit.kinds import Act
from intake.db import Stores
from intake.settings import Settings
from intake.vault import backup_key
from intake.vault.keys import fingerprint, hpke_public_key, new_seed
from intake.vault.secrets import load_secrets, pepper_words
from intake.vault.words import to_paper
from tests.cli.conftest import Run
from tests.cli.test_init import shown_words
from tests.support.databases import PostgresDatabases, SqliteDatabases

pytestmark = pytest.mark.slow


@pytest.fixture
def paper(run: Run, settings: Settings) -> str:
    """The words of the backup key of an instance that was set up."""
    run("init")
    seed = new_seed()
    backup_key.keep(settings.secrets_dir, seed)
    return to_paper(seed)


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """A folder for backups."""
    folder = tmp_path / "disk"
    folder.mkdir()
    return folder


@pytest.fixture
def made_words(monkeypatch: pytest.MonkeyPatch) -> str:
    """The words that the next key will have: whoever types them back cannot read them off the screen beforehand."""
    seed = new_seed()
    monkeypatch.setattr("intake.cli_backup.new_seed", lambda: seed)
    return to_paper(seed)


@contextmanager
def elsewhere(database: SqliteDatabases | PostgresDatabases, folder: Path, monkeypatch: pytest.MonkeyPatch
              ) -> Iterator[None]:
    """The commands of this block speak of an empty place."""
    folder.mkdir(mode=0o700)
    with database.empty(folder) as urls, monkeypatch.context() as patched:
        patched.setenv("INTAKE_INSTANCE_DIR", str(folder))
        for name, url in urls.as_settings().items():
            patched.setenv(f"INTAKE_{name.upper()}", url)
        yield


def archives(disk: Path) -> tuple[str, str, str]:
    """The words of a command that name the two archives in a folder."""
    (main,), (shards,) = disk.glob("*.main"), disk.glob("shards/*.shards")
    return str(main), "--shards", str(shards)


def test_the_words_of_a_new_key_are_shown_and_asked_back(run: Run, settings: Settings, made_words: str) -> None:
    run("init")
    made = run("backup", "key", typed=f"{made_words}\n")
    assert made.exit_code == 0
    words = shown_words(made.output)
    assert len(words.split()) == 33
    public_key = hpke_public_key(backup_key.from_words(words))
    assert backup_key.load(settings.secrets_dir) == public_key
    assert backup_key.name_of(fingerprint(public_key)) in made.output


def test_a_word_may_be_mistyped_twice(run: Run, settings: Settings, made_words: str) -> None:
    run("init")
    made = run("backup", "key", typed=f"no words\n{to_paper(new_seed())}\n{made_words}\n")
    assert made.exit_code == 0
    assert made.output.count("not the words above") == 2
    assert backup_key.exists(settings.secrets_dir)


def test_a_key_whose_words_were_not_typed_back_is_not_stored(run: Run, settings: Settings) -> None:
    run("init")
    refused = run("backup", "key", typed="no words\n" * 3)
    assert refused.exit_code == 2
    assert refused.stderr.count("\n") == 1
    assert not backup_key.exists(settings.secrets_dir)


def test_nothing_but_the_public_half_is_stored_for_the_owner_alone(run: Run, settings: Settings, made_words: str
                                                                   ) -> None:
    run("init")
    before = {path: path.read_bytes() for path in settings.secrets_dir.iterdir()}
    run("backup", "key", typed=f"{made_words}\n")
    (added,) = set(settings.secrets_dir.iterdir()) - before.keys()
    assert added.stat().st_mode & 0o077 == 0
    seed = backup_key.from_words(made_words)
    for path in settings.instance_dir.rglob("*"):
        assert not path.is_file() or (seed not in path.read_bytes() and seed.hex().encode() not in path.read_bytes())


def test_a_second_key_wants_to_be_asked_for_and_says_what_it_means(run: Run, settings: Settings, paper: str,
                                                                   made_words: str) -> None:
    before = backup_key.load(settings.secrets_dir)
    refused = run("backup", "key", typed=f"{made_words}\n")
    assert refused.exit_code == 2
    assert "--replace" in refused.stderr
    assert "earlier ones with the earlier words" in refused.stderr
    assert backup_key.load(settings.secrets_dir) == before
    assert run("backup", "key", "--replace", typed=f"{made_words}\n").exit_code == 0
    assert backup_key.load(settings.secrets_dir) == hpke_public_key(backup_key.from_words(made_words))


def test_a_new_key_is_an_event(run: Run, stores: Stores, made_words: str) -> None:
    run("init")
    run("backup", "key", typed=f"{made_words}\n")
    with stores.reading() as work:
        (event,) = history.page(work.main, Filters(), size=1).events
    public_key = hpke_public_key(backup_key.from_words(made_words))
    assert (event.act, event.facts) == (Act.SYSTEM_BACKUP_KEY_MADE, {"public_key": fingerprint(public_key).hex()})


def test_a_key_before_init_is_refused(run: Run) -> None:
    assert run("backup", "key").exit_code == 2


def test_the_doctor_reminds_until_there_is_a_backup_key(run: Run, made_words: str) -> None:
    run("init")
    assert "no backup key yet" in run("doctor").output
    run("backup", "key", typed=f"{made_words}\n")
    assert "no backup key yet" not in run("doctor").output


def test_a_backup_is_one_line(run: Run, paper: str, disk: Path) -> None:
    made = run("backup", str(disk))
    assert made.exit_code == 0
    assert re.fullmatch(r"\d+ rows, the log up to event 2: \S+\.main and \S+\.shards\.\n", made.output)


def test_a_backup_without_a_key_is_refused_in_one_line(run: Run, disk: Path) -> None:
    run("init")
    refused = run("backup", str(disk))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == "intake: There is no backup key yet: run `intake backup key`.\n"


def test_a_backup_is_restored_with_both_papers(run: Run, settings: Settings, paper: str, disk: Path, tmp_path: Path,
                                               database: SqliteDatabases | PostgresDatabases,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    run("backup", str(disk))
    kept = load_secrets(settings.secrets_dir)
    with elsewhere(database, tmp_path / "elsewhere", monkeypatch):
        done = run("restore", *archives(disk), typed=f"{paper}\ny\n{pepper_words(kept.pepper)}\n")
        assert done.exit_code == 0, done.output
        restored = load_secrets(tmp_path / "elsewhere" / "secrets")
        assert (restored.pepper, restored.log_seed) == (kept.pepper, kept.log_seed)
        examined = run("doctor")
        notes = [line for line in examined.output.splitlines() if line.startswith("note")]
        assert (examined.exit_code, len(notes)) == (0, 4), "checkpoints to mail, teams to pin, no cards, no numbers"
        assert run("audit", "verify").output.startswith("3 events")


def test_without_the_pepper_it_says_what_is_lost_and_shows_the_new_one(
    run: Run, paper: str, disk: Path, tmp_path: Path, database: SqliteDatabases | PostgresDatabases,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run("backup", str(disk))
    with elsewhere(database, tmp_path / "elsewhere", monkeypatch):
        done = run("restore", *archives(disk), typed=f"{paper}\ny\n\ny\n")
        assert done.exit_code == 0, done.output
        assert "every receipt code is void" in done.output
        assert "two recovery cards open a team" in done.output
        assert "The pins are in no backup" in done.output
        assert shown_words(done.output) == shown_words(done.output).lower()
        kept = load_secrets(tmp_path / "elsewhere" / "secrets")
        confirmed = run("doctor", "--confirm-pepper", typed=f"{shown_words(done.output)}\n")
        assert confirmed.exit_code == 0
        assert kept.pepper


@pytest.mark.parametrize("typed", ["not the words\n", "{other}\n", "{paper}\nn\n", "{paper}\ny\n{other}\n",
                                   "{paper}\ny\nwrong\n", "{paper}\ny\n\nn\n"])
def test_wrong_words_and_a_no_write_nothing(run: Run, paper: str, disk: Path, tmp_path: Path, typed: str,
                                            database: SqliteDatabases | PostgresDatabases,
                                            monkeypatch: pytest.MonkeyPatch) -> None:
    run("backup", str(disk))
    with elsewhere(database, tmp_path / "elsewhere", monkeypatch):
        refused = run("restore", *archives(disk), typed=typed.format(paper=paper, other=to_paper(new_seed())))
    assert refused.exit_code in {1, 2}
    assert refused.stderr.count("\n") == 1
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_restore_over_an_instance_is_refused_before_anything_is_asked(run: Run, paper: str, disk: Path) -> None:
    run("backup", str(disk))
    refused = run("restore", *archives(disk))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "is not empty" in refused.stderr


def test_the_drill_tells_in_a_few_lines_that_all_is_well(run: Run, paper: str, disk: Path) -> None:
    run("backup", str(disk))
    done = run("backup", "drill", str(disk), typed=f"{paper}\n")
    assert done.exit_code == 0, done.output
    assert done.output.count("came back as they were") == 2
    assert "BAD" not in done.output


def test_the_drill_fails_where_the_log_was_bent(run: Run, stores: Stores, paper: str, disk: Path) -> None:
    with stores.main.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER audit_event_refuses_update")
        else:
            connection.exec_driver_sql("ALTER TABLE audit_event DISABLE TRIGGER ALL")
        connection.exec_driver_sql("UPDATE audit_event SET act = 'team:founded' WHERE seq = 2")
    run("backup", str(disk))
    done = run("backup", "drill", str(disk), typed=f"{paper}\n")
    assert done.exit_code == 1
    assert "BAD   Event 2" in done.output
