"""Checkpoints outside the database: made when the log grew, and a log that forgot or changed is named by them."""

import multiprocessing
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import text

from intake import clock
from intake.audit import checkpoint, history, note
from intake.audit.check import check_log
from intake.audit.kinds import Act
from intake.audit.note import Checkpoint
from intake.audit.verify import Kind, Report
from intake.errors import WrongState
from intake.vault.sign import Signer
from tests.audit.logbook import LOG_SIGNER, Logbook
from tests.support.databases import Urls


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where checkpoints are kept."""
    return tmp_path / "checkpoints"


def make(log: Logbook, folder: Path, signer: Signer = LOG_SIGNER) -> Checkpoint:
    with log.stores.reading() as work:
        return checkpoint.make(work.main, signer, folder)


def check(log: Logbook, folder: Path) -> Report:
    with log.stores.reading() as work:
        return check_log(work.main, LOG_SIGNER.public_key, checkpoint.kept(folder))


def told(log: Logbook, folder: Path) -> list[str]:
    """What the checkpoints say; nothing else may be wrong."""
    problems = check(log, folder).problems
    assert {problem.kind for problem in problems} <= {Kind.CHECKPOINT}
    return [problem.sentence for problem in problems]


def test_a_checkpoint_says_what_the_log_is_and_only_its_owner_reads_the_file(log: Logbook, folder: Path) -> None:
    log.fill(6)
    made = make(log, folder)
    with log.stores.reading() as work:
        head = history.head(work.main)
    assert (made.size, made.root) == (head.size, head.root) == (10, head.root)
    assert [(each.size, each.root) for each in checkpoint.kept(folder).checkpoints] == [(10, head.root)]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / checkpoint.FILE).stat().st_mode & 0o777 == 0o600


def test_a_log_that_did_not_grow_gets_no_further_one(log: Logbook, folder: Path) -> None:
    for events in (2, 0, 3, 0):
        log.fill(events)
        make(log, folder)
    assert [each.size for each in checkpoint.kept(folder).checkpoints] == [6, 9]


def test_a_log_without_an_event_gets_none(log: Logbook, folder: Path) -> None:
    log.as_superuser("DELETE FROM audit_event", "DELETE FROM audit_head")
    with pytest.raises(WrongState):
        make(log, folder)


def test_a_log_that_agrees_with_every_checkpoint_is_whole(log: Logbook, folder: Path) -> None:
    for _ in range(3):
        log.fill(7)
        make(log, folder)
    log.fill(2)
    assert check(log, folder).ok


def test_a_tail_cut_off_together_with_the_head_is_named_by_a_checkpoint(log: Logbook, folder: Path) -> None:
    log.fill(4)
    make(log, folder)
    log.fill(6)
    make(log, folder)
    log.cut(10)
    assert log.check().ok, "the control: without a witness outside nothing tells"
    assert told(log, folder) == ["The log is shorter than the checkpoint of 14 events: it ends at event 10."]


def test_a_cut_tail_that_grew_again_is_named_by_a_checkpoint(log: Logbook, folder: Path) -> None:
    log.fill(10)
    make(log, folder)
    log.cut(9)
    log.fill(30)
    assert log.check().ok
    assert told(log, folder) == ["The log differs from the checkpoint of 14 events."]


def test_a_log_rewritten_with_every_stolen_key_is_named_by_a_checkpoint(log: Logbook, folder: Path) -> None:
    log.fill(20)
    for _ in range(3):
        make(log, folder)
        log.fill(5)
    log.rewrite(9, '"entries":4', '"entries":5')
    assert log.check().ok, "the control: every signature, every root and the head are as they should be"
    assert told(log, folder) == ["The log differs from the checkpoint of 24 events, and from 2 other checkpoints."]


def test_a_contradicted_log_gets_no_further_checkpoint(log: Logbook, folder: Path) -> None:
    log.fill(10)
    make(log, folder)
    log.cut(9)
    log.fill(30)
    with pytest.raises(WrongState, match="intake audit verify"):
        make(log, folder)
    assert [each.size for each in checkpoint.kept(folder).checkpoints] == [14]


def test_a_checkpoint_that_another_key_signed_is_named(log: Logbook, folder: Path) -> None:
    make(log, folder, Signer(sha256(b"somebody else").digest()))
    assert told(log, folder) == ["The checkpoint of 4 events was not signed by this log's key."]


def test_a_checkpoint_that_somebody_changed_is_named(log: Logbook, folder: Path) -> None:
    make(log, folder)
    file = folder / checkpoint.FILE
    file.write_text(file.read_text().replace("\n4\n", "\n3\n"))
    assert told(log, folder) == ["The checkpoint of 3 events was not signed by this log's key."]


def test_what_a_crash_tore_spoils_no_later_checkpoint(log: Logbook, folder: Path) -> None:
    make(log, folder)
    file = folder / checkpoint.FILE
    file.write_text(file.read_text() + file.read_text()[:60])
    log.fill(1)
    make(log, folder)
    assert [each.size for each in checkpoint.kept(folder).checkpoints] == [4, 5]
    assert told(log, folder) == ["Beside the checkpoints stands something that is none."]


def restore(log: Logbook, size: int) -> None:
    """A backup that ended with event `size` is restored, and the log says so."""
    log.cut(size)
    with log.stores.reading() as work:
        root = history.root_at(work.main, size)
    assert root is not None
    log.record(Act.SYSTEM_RESTORED, size=size, root=root.hex())


def test_a_restore_that_the_log_tells_of_explains_what_is_gone(log: Logbook, folder: Path) -> None:
    log.fill(20)
    make(log, folder)
    with time_machine.travel(clock.now() + timedelta(days=1)):
        restore(log, 15)
        assert told(log, folder) == []
        make(log, folder)
        log.fill(20)
        assert check(log, folder).ok
        make(log, folder)
    assert [each.size for each in checkpoint.kept(folder).checkpoints] == [24, 16, 36]


def test_an_old_restore_excuses_nothing_that_happened_after_it(log: Logbook, folder: Path) -> None:
    log.fill(20)
    with time_machine.travel(clock.now() + timedelta(days=1)):
        restore(log, 15)
        log.fill(10)
    with time_machine.travel(clock.now() + timedelta(days=2)):
        make(log, folder)
        log.cut(20)
        log.fill(30)
        assert told(log, folder) == ["The log differs from the checkpoint of 26 events."]
        with pytest.raises(WrongState):
            make(log, folder)


def test_a_restore_that_the_log_key_did_not_sign_explains_nothing(log: Logbook, folder: Path) -> None:
    log.fill(20)
    made = make(log, folder)
    with time_machine.travel(clock.now() + timedelta(days=1)):
        restore(log, 15)
    log.as_superuser("UPDATE audit_event SET signature = :none WHERE seq = 16", none=bytes(64))
    assert (made.size, Kind.CHECKPOINT) in {(each.seq, each.kind) for each in check(log, folder).problems}
    with pytest.raises(WrongState):
        make(log, folder)


def _make_many(urls: Urls, folder: Path) -> None:
    stores = urls.open()
    log = Logbook.__new__(Logbook)
    log.stores = stores
    for _ in range(15):
        log.fill(1)
        make(log, folder)
    stores.dispose()


@pytest.mark.slow
def test_two_processes_keep_their_checkpoints_apart(urls: Urls, log: Logbook, folder: Path) -> None:
    fresh = multiprocessing.get_context("spawn")
    makers = [fresh.Process(target=_make_many, args=(urls, folder)) for _ in range(2)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join(60)
    assert [maker.exitcode for maker in makers] == [0, 0]
    kept = checkpoint.kept(folder)
    sizes = [each.size for each in kept.checkpoints]
    assert not kept.unreadable
    assert sizes == sorted(set(sizes))
    assert sizes[-1] == 34
    assert told(log, folder) == []


def test_the_newest_checkpoint_is_mailed_until_it_was(log: Logbook, folder: Path) -> None:
    assert checkpoint.unmailed(folder) is None
    made = make(log, folder)
    waiting = checkpoint.unmailed(folder)
    assert waiting is not None
    assert note.read_all(checkpoint.as_note(waiting)).checkpoints == (made,)
    checkpoint.note_mailed(folder, waiting)
    assert checkpoint.unmailed(folder) is None
    log.fill(1)
    make(log, folder)
    assert checkpoint.unmailed(folder) is not None


def test_the_control_a_log_cut_by_hand_still_takes_events(log: Logbook) -> None:
    log.fill(20)
    log.cut(13)
    log.fill(5)
    with log.stores.main.connect() as connection:
        assert connection.scalar(text("SELECT max(seq) FROM audit_event")) == 18
    assert log.check().ok
