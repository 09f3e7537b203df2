"""Making a backup while the server runs: everything of one moment into two sealed archives, main first, then shards.

In this order every case of the main archive has its shard, unless it was erased in between. Neither archive holds the
pepper, nor anything of the ephemeral store, nor what waits to be mailed to people: no erasure would reach it there.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from intake import clock, revisions
from intake.audit.kinds import Act
from intake.audit.models import AuditHead
from intake.audit.trail import record
from intake.backup import blobs, frames, tables
from intake.backup.archive import Packer
from intake.backup.frames import FILE, PART, Frame
from intake.backup.manifest import Kind, Manifest, Moment, pepper_check
from intake.backup.opening import LOG_SEED
from intake.backup.shelf import Shelf, new_file
from intake.db import Stores, open_stores
from intake.doctor import reached, require_current
from intake.errors import Busy, Unready
from intake.notices.models import ReminderRow
from intake.settings import Settings
from intake.tables import MIGRATED
from intake.vault import backup_key
from intake.vault.lanes import Lanes
from intake.vault.secrets import Secrets, load_secrets
from intake.vault.sign import Signer


@dataclass(frozen=True, slots=True)
class Made:
    """A pair of archives, and how many old archives of shards came to their end."""

    main: Path
    shards: Path
    rows: int
    log_size: int
    ended: int


def back_up(settings: Settings, folder: Path) -> Made:
    """Make a pair of archives in a folder that exists. Raises `Unready` in one line, and leaves no half of one then."""
    public_key = backup_key.load(settings.secrets_dir)
    secrets = load_secrets(settings.secrets_dir)
    if folder.resolve().is_relative_to(settings.instance_dir.resolve()):
        raise Unready("A backup inside the instance folder is lost together with it. Choose another disk.")
    stores = open_stores(settings)
    try:
        require_current(stores)
        with _alone(settings), _told(folder):
            return reached(lambda: _back_up(settings, stores, secrets, Shelf(folder), public_key))
    finally:
        stores.dispose()


def _back_up(settings: Settings, stores: Stores, secrets: Secrets, shelf: Shelf, public_key: bytes) -> Made:
    shelf.prepare()
    main, shards = shelf.next_names(clock.today())
    signer = Signer(secrets.log_seed)
    try:
        # Left in the opposite order: where there is a main archive, its shards are there, too.
        with new_file(main) as main_file, new_file(shards) as shards_file:
            first = _main(settings, stores, secrets, Packer(main_file, Kind.MAIN, public_key))
            second = _shards(stores, first.moment, signer, Packer(shards_file, Kind.SHARDS, public_key))
            with stores.changing() as work:  # recorded before it is there: there is no backup that the log knows not of
                record(work.main, Act.SYSTEM_BACKED_UP, actor=None, signer=signer, size=first.moment.log_size)
    finally:
        ended = shelf.end_old_shards(clock.today())
    return Made(main, shards, first.rows() + second.rows(), first.moment.log_size, ended)


def _main(settings: Settings, stores: Stores, secrets: Secrets, packer: Packer) -> Manifest:
    with tables.snapshot(stores.main) as connection:
        moment = _moment(connection, secrets)
        _put(packer, tables.dumped(connection, MIGRATED["main"].tables.keys() - {ReminderRow.__tablename__}))
    _put(packer, blobs.dumped(settings.instance_dir))
    _put(packer, [(FILE, frames.file(LOG_SEED)), (PART, secrets.log_seed)])
    return packer.finish(revisions.newest("main"), moment, Signer(secrets.log_seed))


def _shards(stores: Stores, moment: Moment, signer: Signer, packer: Packer) -> Manifest:
    with tables.snapshot(stores.shards) as connection:
        _put(packer, tables.dumped(connection, MIGRATED["shards"].tables))
    return packer.finish(revisions.newest("shards"), moment, signer)


def _moment(connection: Connection, secrets: Secrets) -> Moment:
    head = connection.execute(select(AuditHead.size, AuditHead.root)).one()
    return Moment(clock.now().isoformat(), Signer(secrets.log_seed).public_key.hex(), head.size, head.root.hex(),
                  pepper_check(secrets.pepper))


def _put(packer: Packer, content: Iterable[Frame]) -> None:
    for mark, payload in content:
        packer.put(mark, payload)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    with ExitStack() as held:
        try:
            held.enter_context(Lanes(settings.instance_dir / "lanes", "backup", 1, patience=0).place())
        except Busy:
            raise Unready("Another backup is being made.") from None
        yield


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unready(f"No backup was made in {folder}: {error.strerror}. Nothing half-made is left there.") from None
