"""Checkpoints: what the log was, signed and kept outside the database, so that a cut or rewritten log is noticed.

They stand in one file of the instance folder, which only grows. A log that contradicts its newest checkpoint gets no
further one: a signature would vouch for what must first be looked into.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from intake import clock
from intake.audit import history, note, restored
from intake.audit.note import Checkpoint, Kept
from intake.audit.trail import Signs
from intake.errors import WrongState

FILE: Final = "log.notes"
_MAILED: Final = "mailed"
_MOMENT: Final = "%Y-%m-%dT%H:%M:%SZ"


def make(session: Session, signer: Signs, folder: Path) -> Checkpoint:
    """Sign what the log is now and keep it; the newest one again when nothing was appended since.

    `signer` holds the server's log key. Raises `WrongState` when there is no event yet, or when the log contradicts
    the newest checkpoint and no restore explains it.
    """
    with _locked(folder) as file:
        head = history.head(session)  # not earlier: what others signed while this waited must not look like the future
        if head.size == 0:
            raise WrongState("the log has no event yet")
        newest = _newest(_read(file))
        if newest is not None and (newest.size, newest.root) == (head.size, head.root):
            return newest
        if newest is not None:
            _require_agreement(session, newest, signer.public_key)
        name = note.origin_of(signer.public_key)
        text = note.text_of(name, head.size, head.root)
        signed = note.signed(text, name, signer.public_key, signer.sign(text.encode()))
        _append(file, f"# {clock.now().strftime(_MOMENT)}\n{signed}\n")
    return note.read_all(signed).checkpoints[0]


def kept(folder: Path) -> Kept:
    """Every checkpoint that was kept; none when there is no file yet."""
    return _read(folder / FILE)


def unmailed(folder: Path) -> Checkpoint | None:
    """The newest checkpoint, if it was not mailed yet."""
    newest, mailed = _newest(kept(folder)), folder / _MAILED
    told = mailed.read_text("utf-8") if mailed.exists() else ""
    return newest if newest is not None and newest.text != told else None


def note_mailed(folder: Path, checkpoint: Checkpoint) -> None:
    """Remember that everybody was sent this checkpoint. Losing it repeats one mail."""
    (folder / _MAILED).write_text(checkpoint.text, "utf-8")


def as_note(checkpoint: Checkpoint) -> str:
    """The checkpoint as its note, to be printed or mailed."""
    lines = (note.signature_line(each) for each in checkpoint.signatures)
    return f"{checkpoint.text}\n{''.join(lines)}"


def _require_agreement(session: Session, newest: Checkpoint, log_public_key: bytes) -> None:
    if history.root_at(session, newest.size) == newest.root:
        return
    made = datetime.strptime(newest.made, _MOMENT).replace(tzinfo=UTC) if newest.made else clock.now()
    if not restored.explains(session, log_public_key, newest.size, made):
        raise WrongState(f"the log contradicts its checkpoint of {newest.size} events: run `intake audit verify`")


def _newest(found: Kept) -> Checkpoint | None:
    return found.checkpoints[-1] if found.checkpoints else None


def _read(file: Path) -> Kept:
    return note.read_all(file.read_text("utf-8", errors="replace")) if file.exists() else Kept()


@contextmanager
def _locked(folder: Path) -> Iterator[Path]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield folder / FILE
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _append(file: Path, text: str) -> None:
    with os.fdopen(os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600), "rb+") as opened:
        torn = opened.seek(0, os.SEEK_END) > 0 and os.pread(opened.fileno(), 1, opened.tell() - 1) != b"\n"
        opened.write(b"\n" * torn + text.encode())
        opened.flush()
        os.fsync(opened.fileno())
