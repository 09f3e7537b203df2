"""Restoring a pair of archives into an empty place. Nothing is written before both were checked to the last byte.

The stores are filled at the archives' revision, compared with the manifest row by row in the same transaction, and
then migrated. Secrets come last: without them nothing serves, so a restore that was broken off is never taken for one.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, make_url
from sqlalchemy.orm import Session

from intake import doctor, migrate, revisions
from intake.attachments.blobs import FOLDER
from intake.audit.check import check_log
from intake.audit.kinds import Act
from intake.audit.trail import record
from intake.audit.verify import Report
from intake.backup import blobs, tables
from intake.backup.frames import FILE, PART, ROW, TABLE, tally
from intake.backup.opening import Archive, Pair
from intake.cases import erase
from intake.db import Stores, open_engine, open_stores
from intake.doctor import reached
from intake.errors import Unready
from intake.revisions import engine_of
from intake.settings import Settings
from intake.vault import backup_key
from intake.vault.keys import new_seed
from intake.vault.secrets import Secrets, ensure_hybrid, store_secrets

_EMPTY: Final = {"alembic_version"}
"""What a store may hold that counts as empty: Alembic makes this table before any other."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: rows, all of them compared with the manifest, and what the verifier says of the log."""

    rows: int
    log: Report


def require_empty(settings: Settings) -> None:
    """Raise `Unready` unless nothing at all is where the instance is to be. Makes nothing, not even a folder."""
    for folder in (settings.secrets_dir, settings.instance_dir / FOLDER):
        if folder.is_dir() and any(folder.iterdir()):
            raise Unready(f"{folder} is not empty. A restore wants an empty place: choose another INTAKE_INSTANCE_DIR.")
    for url in _urls(settings):
        reached(partial(_require_no_tables, url))


def restore(settings: Settings, pair: Pair, pepper: bytes | None) -> Restored:
    """Bring an instance back from two archives that fit each other; without its pepper it gets a new one.

    Raises `Unready` in one line, and leaves the place as empty as it was.
    """
    ensure_hybrid()
    for archive in (pair.main, pair.shards):
        _require_known(archive)
    require_empty(settings)
    if pepper is not None:
        pair.require_pepper(pepper)
    settings.instance_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _undone_on_failure(settings):
        stores = open_stores(settings)
        try:
            reached(lambda: _fill(settings.instance_dir, stores, pair))
            reached(lambda: migrate.upgrade(stores))
            report = reached(lambda: _bring_to_today(stores, pair))
        finally:
            stores.dispose()
        _store_secrets(settings, pair, pepper)
    return Restored(pair.main.manifest.rows() + pair.shards.manifest.rows(), report)


def _fill(instance: Path, stores: Stores, pair: Pair) -> None:
    # Shards are the inner one: they commit first, as everywhere.
    with _store(stores, pair.main) as main, _store(stores, pair.shards) as shards:
        _load(shards, pair.shards, instance)
        _load(main, pair.main, instance)


@contextmanager
def _store(stores: Stores, archive: Archive) -> Iterator[Connection]:
    """A store in one transaction, with the tables of the archive's revision."""
    name = archive.manifest.kind.value
    with migrate.migrating(engine_of(stores, name), name) as config:
        migrate.upgrade_to(config, archive.manifest.revision)
        connection: Connection = config.attributes["connection"]
        yield connection


def _load(connection: Connection, archive: Archive, instance: Path) -> None:
    expected = archive.manifest.tables()
    loader, receiver = tables.Loader(connection, expected), blobs.Receiver(instance)
    takers: dict[bytes, Callable[[bytes, bytes], None]] = {
        TABLE: loader.take, ROW: loader.take, FILE: receiver.take, PART: receiver.take,
    }
    try:
        for mark, payload in archive.frames():
            if mark in takers:
                takers[mark](mark, payload)
    except ValueError as error:
        raise Unready(f"{archive.path} does not fit this version of Intake: {error}.") from None
    loader.finish()
    receiver.finish()
    found = tally(tables.dumped(connection, expected))
    if found != {f"table:{name}": each for name, each in expected.items()}:
        raise Unready(f"{archive.path} did not come back as it was. Nothing was kept.")


def _bring_to_today(stores: Stores, pair: Pair) -> Report:
    moment = pair.main.manifest.moment
    with Session(stores.main) as session:
        report = check_log(session, pair.log_signer.public_key)
    with stores.changing() as work:
        again = erase.reapply(work)
        if again:
            record(work.main, Act.SYSTEM_ERASURES_REAPPLIED, actor=None, signer=pair.log_signer, count=again)
        record(work.main, Act.SYSTEM_RESTORED, actor=None, signer=pair.log_signer,
               size=moment.log_size, root=moment.log_root)
    return report


def _store_secrets(settings: Settings, pair: Pair, pepper: bytes | None) -> None:
    # Form tokens and queued jobs are not brought along, so neither are their keys.
    store_secrets(settings.secrets_dir, Secrets(
        pepper=pepper or new_seed(), log_seed=pair.main.log_seed, form_key=new_seed(), job_key=new_seed()))
    backup_key.keep(settings.secrets_dir, pair.main.seed)
    if pepper is not None:
        doctor.note_confirmed(settings)


def _require_known(archive: Archive) -> None:
    manifest = archive.manifest
    if manifest.revision > revisions.newest(manifest.kind.value):
        raise Unready(f"{archive.path} was made by a newer version of Intake: install that one first.")


def _require_no_tables(url: str) -> None:
    file = _file_of(url)
    if file is not None and not file.exists():
        return  # looking would make it
    engine = open_engine(url)
    try:
        held = set(inspect(engine).get_table_names()) - _EMPTY
    finally:
        engine.dispose()
    if held:
        raise Unready(f"{make_url(url).render_as_string()} holds tables. A restore wants an empty place.")


@contextmanager
def _undone_on_failure(settings: Settings) -> Iterator[None]:
    """Take away again what was made in a place that was empty. Only a PostgreSQL that had committed keeps its tables:
    whoever is asked to restore there again is told so by `require_empty`."""
    try:
        yield
    except BaseException as error:
        for folder in (settings.instance_dir / FOLDER, settings.secrets_dir):
            shutil.rmtree(folder, ignore_errors=True)
        for file in filter(None, map(_file_of, _urls(settings))):
            for part in ("", "-wal", "-shm"):
                file.with_name(file.name + part).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise Unready(f"The restore could not be finished: {error.strerror}. Nothing of it was kept.") from None
        raise


def _urls(settings: Settings) -> tuple[str, str, str]:
    return settings.main_url, settings.shards_store_url, settings.ephemeral_store_url


def _file_of(url: str) -> Path | None:
    """The file of a SQLite store; None for a database on a server."""
    place = make_url(url)
    return Path(place.database or "") if place.get_backend_name() == "sqlite" else None
