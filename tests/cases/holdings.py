"""What somebody could have kept: an old copy of the main store, and every key that a member and an enquirer hold."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine, make_url, select

from intake.cases.keys import (
    item_place,
    receipt_place,
    staff_key,
    summary_key,
    summary_place,
    thread_key,
    thread_seed_place,
    visits_place,
)
from intake.cases.models import Case, Item, ReceiptRow
from intake.cases.reading import open_seed
from intake.cases.receipt import stretch_code
from intake.db import Ephemeral, Main, Shards, Stores, Work, open_engine
from intake.vault.box import InvalidTag, unbox
from tests.cases.conftest import Families
from tests.support.databases import PostgresDatabases, SqliteDatabases, Urls


@contextmanager
def copy_of_main(
    database: SqliteDatabases | PostgresDatabases, urls: Urls, stores: Stores, folder: Path
) -> Iterator[Engine]:
    """A backup of the main store as it is now, put back into a place of its own."""
    stores.main.dispose()
    if isinstance(database, PostgresDatabases):
        name = database.server.new_name()
        database.lines.hang_up(urls.main)  # nobody may be connected to what is copied
        database.server.create(name, template=str(make_url(urls.main).database))
        url = database.server.url(name)
    else:
        url = f"sqlite:///{folder / 'old-main.db'}"
        with closing(sqlite3.connect(str(make_url(urls.main).database))) as source, \
                closing(sqlite3.connect(folder / "old-main.db")) as copy:
            source.backup(copy)
    engine = open_engine(url)
    yield engine
    engine.dispose()
    if isinstance(database, PostgresDatabases):
        database.server.drop(name)


def opened_by_everything(families: Families, work: Work, code: str) -> set[str]:
    """Which boxes of the one case open with all that there is: a member's keys, the receipt, the server's secrets and
    every value in every store, each tried as a key and as the shard.
    """
    case, wrap = work.main.scalars(select(Case)).one(), work.main.scalars(select(ReceiptRow)).one()
    team = families.worker.keyring.team(case.team_id, case.epoch)
    codes = stretch_code(code, families.office.secrets.pepper)
    seed, thread_seed = open_seed(case, team), unbox(codes.wrap_key, wrap.wrap, receipt_place(case.id))
    values = _values(families, work)
    keys = values | {seed, thread_seed, codes.wrap_key, codes.tag, team.seed, team.wrap_key,
                     team.search_key, families.worker.seed}
    for value in values:
        keys |= {staff_key(seed, value, case.id), summary_key(seed, value, case.id),
                 thread_key(thread_seed, value, case.id)}
    return {name for name, (blob, place) in _boxes(case, work).items() if any(_opens(key, blob, place) for key in keys)}


def _values(families: Families, work: Work) -> set[bytes]:
    kept = families.office.secrets
    found = {kept.pepper, kept.log_seed, kept.form_key, kept.job_key, bytes(32)}
    for session, base in ((work.main, Main), (work.shards, Shards), (work.ephemeral, Ephemeral)):
        for table in base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                blobs = [value for value in row if isinstance(value, bytes)]
                found |= {blob[at:at + 32] for blob in blobs for at in range(0, min(len(blob), 96), 32)}
    return {value for value in found if len(value) == 32}


def _boxes(case: Case, work: Work) -> dict[str, tuple[bytes, bytes]]:
    items = work.main.scalars(select(Item).where(Item.case_id == case.id)).all()
    return {
        "summary": (case.summary, summary_place(case.id)),
        "thread seed": (case.thread_seed, thread_seed_place(case.id)),
        "visits": (case.visits or b"", visits_place(case.id)),
        **{f"item {number}": (item.box, item_place(item.id, case.id, item.compartment))
           for number, item in enumerate(items)},
    }


def _opens(key: bytes, blob: bytes, place: bytes) -> bool:
    try:
        unbox(key, blob, place)
    except InvalidTag:
        return False
    return True
