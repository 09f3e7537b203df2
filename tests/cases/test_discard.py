"""Blobs that nobody needs: with an erased case they go, and what a crash left behind goes after a day."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from intake.cases import discard, erase
from intake.cases.attachment import Attachment
from intake.cases.compare_files import Compared, compare
from intake.cases.models import Case
from intake.cases.states import ErasureReason
from intake.clock import today
from intake.errors import NotFound
from intake.vault.sign import Signer
from tests.cases.conftest import Families
from tests.cases.office import NO_MAIL
from tests.cases.papers import Papers
from tests.support.databases import Urls

ROOT = Path(__file__).parents[2]
KILLED_BETWEEN = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from intake.attachments.blobs import Blobs
from intake.attachments.sealing import seal
from intake.cases import keep_file, sent
from intake.cases.keep_file import Place, Room, Sheet
from intake.db import Stores, open_engine
stores = Stores(*map(open_engine, sys.argv[1:4]))
event.listen(stores.main, "commit", lambda _: os.kill(os.getpid(), signal.SIGKILL))
case_id = int(sys.argv[4])
sealed = seal(Blobs(Path(sys.argv[5])), case_id, [b"x" * 100_000], 1_000_000)
sheet = Sheet(sealed, "a.jpg", "", "en", sealed.sha256)
with stores.changing() as work:
    keep_file.keep(work, Place(case_id, 5, bytes(32), bytes(32)), sheet, sent.Fingerprint(bytes(32), bytes(32)),
                Room(10_000_000, None))
"""


@pytest.fixture
def papers(families: Families, instance_dir: Path) -> Papers:
    """The office's store of files, with one file in its only case."""
    papers = Papers(families.office, instance_dir)
    families.office.send()
    papers.arrive(b"A letter. " * 10_000)
    return papers


def carried_out(families: Families) -> int:
    """The only case is erased, as far as the web does it."""
    [reference] = families.office.references()
    at, lead = families.office.at(reference), families.lead
    with families.office.stores.changing() as work:
        case_id = erase.request(work, lead.actor, lead.keyring.signer, reference, at.version, ErasureReason.ASKED_FOR)
    with families.office.stores.changing() as work:
        assert erase.carry_out(work, Signer(families.office.secrets.log_seed), case_id)
    return case_id


def rows(families: Families) -> int:
    """How many files the rows name."""
    with families.office.stores.reading() as work:
        return work.main.scalar(select(func.count()).select_from(Attachment)) or 0


def compared(papers: Papers, days: int = 1) -> Compared:
    """The store held against its rows."""
    with papers.office.stores.reading() as work:
        return compare(work.main, papers.blobs, today() + timedelta(days=days))


def aged(papers: Papers) -> None:
    """Three days pass for all that lies in the store."""
    for path in papers.stored():
        before = path.stat().st_mtime - 3 * 24 * 3600
        os.utime(path, (before, before))


def test_after_an_erasure_neither_row_nor_blob_is_left(families: Families, papers: Papers) -> None:
    stores, signer = families.office.stores, Signer(families.office.secrets.log_seed)
    carried_out(families)
    assert erase.finish(stores, signer, NO_MAIL) == 0, "it is not complete while its files lie there"
    assert discard.blobs_of_erased(stores, papers.blobs) == 1
    assert erase.finish(stores, signer, NO_MAIL) == 1
    assert papers.stored() == []
    assert rows(families) == 0
    assert discard.blobs_of_erased(stores, papers.blobs) == 0


def test_a_blob_that_went_before_a_crash_does_not_keep_its_row(families: Families, papers: Papers) -> None:
    carried_out(families)
    for path in papers.stored():
        path.unlink()
    assert discard.blobs_of_erased(families.office.stores, papers.blobs) == 1
    assert rows(families) == 0


def test_what_belongs_to_a_case_stays_however_old_it_is(families: Families, papers: Papers) -> None:
    aged(papers)
    assert discard.orphans(families.office.stores, papers.blobs) == 0
    assert discard.blobs_of_erased(families.office.stores, papers.blobs) == 0
    assert len(papers.stored()) == rows(families) == 1


@pytest.mark.slow
def test_a_crash_between_blob_and_row_leaves_what_is_swept_after_a_day(
    families: Families, papers: Papers, urls: Urls
) -> None:
    with families.office.stores.reading() as work:
        case_id = work.main.scalars(select(Case.id)).one()
    killed = subprocess.run([sys.executable, "-c", KILLED_BETWEEN, urls.main, urls.shards, urls.ephemeral,
                             str(case_id), str(papers.folder)], cwd=ROOT, check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert (len(papers.stored()), rows(families)) == (2, 1)
    assert discard.orphans(families.office.stores, papers.blobs) == 0, "it may still wait for its row"
    assert compared(papers, days=-1).orphaned == 0
    aged(papers)
    assert compared(papers) == Compared(missing=0, damaged=0, orphaned=1)
    assert discard.orphans(families.office.stores, papers.blobs) == 1
    assert (len(papers.stored()), rows(families)) == (1, 1)


def test_a_part_that_was_broken_off_is_swept_after_a_day(families: Families, papers: Papers) -> None:
    [whole] = papers.stored()
    part = whole.with_name("." + "ab" * 16 + ".part")
    part.write_bytes(b"half")
    assert discard.orphans(families.office.stores, papers.blobs) == 0
    aged(papers)
    assert discard.orphans(families.office.stores, papers.blobs) == 1
    assert papers.stored() == [whole]


def test_what_is_missing_or_cut_is_counted(papers: Papers) -> None:
    papers.arrive(b"another", "other.jpg")
    first, second = papers.stored()
    assert compared(papers) == Compared(missing=0, damaged=0, orphaned=0)
    first.write_bytes(first.read_bytes()[:-1])
    second.unlink()
    assert compared(papers) == Compared(missing=1, damaged=1, orphaned=0)


def test_a_file_that_arrives_after_its_case_was_erased_is_not_kept(families: Families, papers: Papers) -> None:
    place = families.office.place
    carried_out(families)
    with pytest.raises(NotFound):
        papers.arrive(b"too late", "late.jpg", place=place)
