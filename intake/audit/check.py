"""Checking the log in the database: hands `verify.py` its rows and its head, all from one moment."""

from sqlalchemy.orm import Session

from intake.audit import history
from intake.audit.note import Kept
from intake.audit.verify import Head, Report, verify


def check_log(session: Session, log_public_key: bytes, kept: Kept | None = None) -> Report:
    """Check every event, and the whole against checkpoints `kept` outside the database.

    The session must be fresh; whoever still writes meanwhile neither waits nor disturbs. `log_public_key` belongs to
    the log key in `secrets/`: the database alone must not say whom to believe.
    """
    see_one_moment(session)
    head = history.head(session)
    return verify(history.all_rows(session), log_public_key, Head(head.size, head.root, head.frontier), kept)


def see_one_moment(session: Session) -> None:
    """Let every question of a fresh session be answered as of one moment; SQLite does so by itself."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
