"""The verifier as a program of its own: an export and a checkpoint, on any machine, with nothing else of the house."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from intake.audit import checkpoint, consult, verify
from intake.audit.history import Filters
from intake.vault.keys import fingerprint
from tests.audit.logbook import ADA, ANA, LOG_SIGNER, Logbook

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

PAPER = fingerprint(LOG_SIGNER.public_key).hex()


class Papers:
    """An export and checkpoints, in files."""

    def __init__(self, log: Logbook, folder: Path) -> None:
        self.log, self.export, self.notes = log, folder / "log.jsonl", folder / "log.notes"
        with log.stores.reading() as work:
            self.notes.write_text(checkpoint.as_note(checkpoint.make(work.main, LOG_SIGNER, folder)))

    def take(self) -> list[str]:
        """Export the log anew."""
        with self.log.stores.changing() as work:
            export = consult.begin_export(work.main, Filters(), actor=ADA, signer=ADA.signer)
        with self.log.stores.reading() as work:
            lines = list(consult.export_lines(work.main, export))
        self.export.write_text("".join(lines))
        return lines

    def words(self, *more: str) -> list[str]:
        """The words of the command."""
        return [str(self.export), str(self.notes), *more]


@pytest.fixture
def papers(log: Logbook, tmp_path: Path) -> Papers:
    """A checkpoint of 24 events, and an export that was taken later."""
    log.fill(20)
    papers = Papers(log, tmp_path)
    log.fill(10)
    papers.take()
    return papers


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[str]]:
    status = verify.main(list(words))
    return status, capsys.readouterr().out.splitlines()


def test_a_sound_log_is_one_line_in_a_fresh_interpreter_that_loads_no_other_room(papers: Papers) -> None:
    code = ("import runpy, sys\n"
            "try:\n    runpy.run_module('intake.audit.verify', run_name='__main__', alter_sys=True)\n"
            "except SystemExit as end:\n    print(end.code)\n"
            "print(sorted(each for each in sys.modules if each.split('.')[0] in {'intake', 'sqlalchemy', 'flask'}))")
    told = subprocess.run([sys.executable, "-c", code, *papers.words("--fingerprint", PAPER)], capture_output=True,
                          text=True, check=True)
    sound, status, loaded = told.stdout.splitlines()
    assert sound == f"Sound: 34 events, checkpoints agreeing: 1, fingerprint of the log's key: {PAPER}."
    assert (status, told.stderr) == ("0", "")
    assert loaded == "['intake', 'intake.audit', 'intake.audit.note']"


def test_the_command_ends_as_it_says(papers: Papers) -> None:
    command = [sys.executable, "-m", "intake.audit.verify"]
    assert subprocess.run([*command, *papers.words()], check=False, stdout=subprocess.DEVNULL).returncode == 0
    papers.notes.write_text("nothing\n")
    assert subprocess.run([*command, *papers.words()], check=False, stdout=subprocess.DEVNULL).returncode == 1


def test_without_a_fingerprint_it_asks_for_a_look_at_the_paper(
    papers: Papers, capsys: pytest.CaptureFixture[str]
) -> None:
    status, (line,) = run(capsys, *papers.words())
    assert status == 0
    assert line.endswith(f"{PAPER}. Compare it with the one on paper.")


def test_each_problem_is_a_line(papers: Papers, capsys: pytest.CaptureFixture[str]) -> None:
    lines = papers.take()
    told = json.loads(lines[8])
    lines[8] = json.dumps(told | {"body": told["body"].replace('"entries":4', '"entries":5')}) + "\n"
    papers.export.write_text("".join(lines))
    status, said = run(capsys, *papers.words("--fingerprint", PAPER))
    assert status == 1
    assert said == ["Event 9 does not give the root that is stored with it.",
                    "Event 9 was changed after it was signed, or never signed by this key.",
                    "The log differs from the checkpoint of 24 events."]


def test_an_export_that_is_shorter_than_its_checkpoint_is_named(
    papers: Papers, capsys: pytest.CaptureFixture[str]
) -> None:
    papers.export.write_text("".join(papers.take()[:20]))
    assert run(capsys, *papers.words()) == (
        1, ["The log is shorter than the checkpoint of 24 events: it ends at event 20."])


def test_a_log_rewritten_with_every_stolen_key_is_named(papers: Papers, capsys: pytest.CaptureFixture[str]) -> None:
    papers.log.rewrite(9, '"entries":4', '"entries":5')
    papers.take()
    assert run(capsys, *papers.words("--fingerprint", PAPER)) == (
        1, ["The log differs from the checkpoint of 24 events."])


def test_a_checkpoint_with_another_signature_is_named(papers: Papers, capsys: pytest.CaptureFixture[str]) -> None:
    papers.notes.write_text(papers.notes.read_text().replace("\n24\n", "\n23\n"))
    assert run(capsys, *papers.words()) == (1, ["The checkpoint of 23 events was not signed by this log's key."])


def test_a_log_of_another_key_than_the_paper_names_is_named(
    papers: Papers, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = run(capsys, *papers.words("--fingerprint", fingerprint(ANA.signer.public_key).hex()))
    assert status == 1
    assert said == [f"The log was begun by another key than the one named: its fingerprint is {PAPER}."]


@pytest.mark.parametrize("broken", ["", "[" * 9000, "{}", "[1]", '{"seq":1}', "\udcff"])
def test_what_cannot_be_read_is_one_line_and_no_trace(
    papers: Papers, capsys: pytest.CaptureFixture[str], broken: str
) -> None:
    papers.export.write_bytes(broken.encode("utf-8", "surrogateescape") + b"\n" * bool(broken))
    status, said = run(capsys, *papers.words())
    assert status == 1
    assert len(said) == 1
    papers.export.unlink()
    assert run(capsys, *papers.words())[1] == [f"{papers.export} cannot be read: No such file or directory."]
