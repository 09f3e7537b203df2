"""What lies still opens nothing: every value in every store and secret file, tried as a key on every blob."""

from pathlib import Path

from sqlalchemy import select

from intake.attachments.sealing import file_place
from intake.cases.attachment import Attachment
from intake.cases.keys import (
    case_seed_place,
    head_place,
    item_place,
    receipt_place,
    summary_place,
    thread_seed_place,
    visits_place,
)
from intake.cases.models import Case, Item, ReceiptRow
from intake.db import Ephemeral, Main, Shards, Work
from intake.vault.box import InvalidTag, unbox
from intake.vault.open import open_sealed
from tests.cases.conftest import Families
from tests.cases.papers import Papers


def _values(families: Families, work: Work) -> set[bytes]:
    """Every 32-byte value that a thief of disk and secrets could try as a key or a seed."""
    kept = families.office.secrets
    found = {kept.pepper, kept.log_seed, kept.form_key, kept.job_key}
    for session, base in ((work.main, Main), (work.shards, Shards), (work.ephemeral, Ephemeral)):
        for table in base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                blobs = [value for value in row if isinstance(value, bytes)]
                found |= {blob[at:at + 32] for blob in blobs for at in range(0, min(len(blob), 96), 32)}
    return {value for value in found if len(value) == 32}


def _places(case: Case, work: Work) -> list[tuple[bytes, bytes]]:
    """Every blob of a case with its own place."""
    head = [(case.head, head_place), (case.case_seed, case_seed_place)]
    blobs = [(blob, place(case.id, case.team_id, case.epoch)) for blob, place in head if blob is not None]
    blobs += [(case.summary, summary_place(case.id)), (case.thread_seed, thread_seed_place(case.id))]
    blobs += [(case.visits, visits_place(case.id))] if case.visits else []
    blobs += [(row.wrap, receipt_place(case.id)) for row in work.main.scalars(select(ReceiptRow))]
    blobs += [(item.box, item_place(item.id, case.id, item.compartment)) for item in work.main.scalars(select(Item))]
    return blobs


def _opens(key: bytes, blob: bytes, place: bytes) -> bool:
    for opening in (unbox, open_sealed):
        try:
            opening(key, blob, place)
        except InvalidTag:
            continue
        return True
    return False


def _files(papers: Papers, case: Case, work: Work) -> list[tuple[bytes, bytes]]:
    """Every sent file as it lies in the store, with its own place."""
    blobs = [(name, papers.blobs.open(name)) for name in work.main.scalars(select(Attachment.blob))]
    files = []
    for name, source in blobs:
        with source:
            files.append((source.read(), file_place(name, case.id)))
    return files


def test_the_stores_and_secrets_together_open_no_case(families: Families, instance_dir: Path) -> None:
    _, code = families.office.send("A secret line.")
    families.office.open(code)
    papers = Papers(families.office, instance_dir)
    papers.arrive(b"A secret photograph.")
    with families.office.stores.reading() as work:
        case = work.main.scalars(select(Case)).one()
        files = _files(papers, case, work)
        keys, blobs = _values(families, work), _places(case, work) + files
        assert len(files) == 1
        assert case.visits is not None
        team_seed = families.worker.keyring.team(families.team).seed
        assert _opens(team_seed, *blobs[0]), "the control: the right key does open"
        assert len(keys) > 10
        assert [(key.hex(), place) for key in keys for blob, place in blobs if _opens(key, blob, place)] == []
