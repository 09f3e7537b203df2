"""SQLite as the stores use it: how a connection is prepared, and how a transaction begins.

The driver would say BEGIN by itself, and too late. A listener that says it would cost each statement of each page a
look for other listeners; a dialect of our own costs nothing.
"""

from functools import lru_cache
from typing import Final

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

_PRAGMAS: Final = ("foreign_keys = ON", "secure_delete = ON", "trusted_schema = OFF", "cell_size_check = ON",
                   "temp_store = MEMORY", "wal_autocheckpoint = 4000")  # pages, 16 MB: a submission writes about twenty
_NAME: Final = "intake"


class Dialect(SQLiteDialect_pysqlite):
    """The driver's dialect, with transactions that begin when SQLAlchemy begins them."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: PoolProxiedConnection) -> None:
        """Begin a transaction; what SQLite answers is raised as from any other statement."""
        dbapi_connection.cursor().execute("BEGIN")


class ImmediateDialect(Dialect):
    """The same, taking the write lock at once. It shares all that the plain one learns of its database."""

    supports_statement_cache = True

    def __init__(self, plain: Dialect) -> None:
        self.__dict__ = plain.__dict__

    def do_begin(self, dbapi_connection: PoolProxiedConnection) -> None:
        """Begin a transaction that no other writer can get ahead of."""
        dbapi_connection.cursor().execute("BEGIN IMMEDIATE")


registry.register(f"sqlite.{_NAME}", __name__, Dialect.__name__)


def open_sqlite(url: str, *, patience_ms: int, durable: bool) -> Engine:
    """An engine on a SQLite file, in WAL, that waits so long for a lock. Connects to nothing yet."""
    engine = create_engine(make_url(url).set(drivername=f"sqlite+{_NAME}"), pool_size=16, max_overflow=16,
                           pool_use_lifo=True)
    syncs = f"synchronous = {'FULL' if durable else 'OFF'}"

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # or the driver would begin transactions too
        cursor = connection.cursor()
        for pragma in (f"busy_timeout = {patience_ms}", *_PRAGMAS, "journal_mode = WAL", syncs):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


@lru_cache(maxsize=16)
def immediate(engine: Engine) -> Engine:
    """The same connections, each transaction beginning with SQLite's write lock; another database's engine as it is."""
    if not isinstance(engine.dialect, Dialect):
        return engine
    writing = engine.execution_options()
    writing.dialect = ImmediateDialect(engine.dialect)
    return writing
