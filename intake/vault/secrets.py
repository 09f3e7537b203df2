"""The server's own secrets: files outside the database and its backups. None of them opens a case by itself.

They are made once, never overwritten, and readable by the account that runs Intake alone.
"""

import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm

from intake import durable
from intake.errors import Unready
from intake.vault.keys import KEY_SIZE, hpke_public_key, new_seed
from intake.vault.seal import seal
from intake.vault.words import from_paper, to_paper


@dataclass(frozen=True, slots=True)
class JobSecrets:
    """What the job process may hold (promise list, I12): no pepper, no session secret."""

    log_seed: bytes = field(repr=False)
    job_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Secrets:
    """The pepper of passwords and receipts, the log's signing seed, the key of form tokens, and the key of job payloads
    and of mails that wait.
    """

    pepper: bytes = field(repr=False)
    log_seed: bytes = field(repr=False)
    form_key: bytes = field(repr=False)
    job_key: bytes = field(repr=False)


_NAMES: Final = tuple(each.name for each in fields(Secrets))
_JOB_NAMES: Final = tuple(each.name for each in fields(JobSecrets))


def make_secrets(folder: Path, pepper: bytes | None = None) -> Secrets:
    """Make and store fresh secrets; a restore brings its pepper along. Nothing that exists is overwritten."""
    if pepper is not None and len(pepper) != KEY_SIZE:
        raise ValueError("a pepper is 32 bytes")
    made = Secrets(pepper=pepper or new_seed(), log_seed=new_seed(), form_key=new_seed(), job_key=new_seed())
    store_secrets(folder, made)
    return made


def store_secrets(folder: Path, kept: Secrets) -> None:
    """Write secrets durably: the folder 0700, each file 0600. All or, if anything fails, none."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    written: list[Path] = []
    try:
        for name in _NAMES:
            file = folder / name
            descriptor = durable.create(file)
            written.append(file)
            durable.write(descriptor, getattr(kept, name).hex().encode("ascii") + b"\n")
    except FileExistsError:
        _remove(written)
        raise Unready(f"{folder} already holds secrets; they are never overwritten") from None
    except OSError:
        _remove(written)
        raise
    durable.sync_folder(folder)
    durable.sync_folder(folder.parent)


def load_secrets(folder: Path) -> Secrets:
    """All secrets, or Unready with one line that says what to do."""
    return Secrets(**_load(folder, _NAMES))


def load_job_secrets(folder: Path) -> JobSecrets:
    """The job process's two secrets; the other files are not touched and may be unreadable to it."""
    return JobSecrets(**_load(folder, _JOB_NAMES))


def pepper_words(pepper: bytes) -> str:
    """The pepper as 33 SLIP-39 words, to be kept on paper apart from the backups."""
    return to_paper(pepper)


def pepper_from_words(words: str) -> bytes:
    """The pepper on that paper, or Unready when the words are not one."""
    try:
        return from_paper(words, KEY_SIZE)
    except ValueError as error:
        raise Unready(f"The pepper could not be read: {error}.") from None


def new_run_secret() -> bytes:
    """A secret for one run of the server. Workers get it by an inherited descriptor; it is never written to disk."""
    return secrets.token_bytes(KEY_SIZE)


def ensure_hybrid() -> None:
    """Refuse to start where the library cannot seal with ML-KEM-768 and X25519 (DESIGN 4), by sealing once."""
    try:
        seal(hpke_public_key(bytes(KEY_SIZE)), b"", b"")
    except (UnsupportedAlgorithm, AttributeError):
        raise Unready(
            "This build of the cryptography library has no ML-KEM-768; install the official wheel, version 50 or later."
        ) from None


def _load(folder: Path, names: tuple[str, ...]) -> Mapping[str, bytes]:
    return {name: _load_one(folder / name) for name in names}


def _load_one(file: Path) -> bytes:
    try:
        descriptor = os.open(file, os.O_RDONLY)
        with os.fdopen(descriptor, "rb") as opened:
            mode = os.fstat(descriptor).st_mode
            text = opened.read(4 * KEY_SIZE)
    except FileNotFoundError:
        raise Unready(f"{file} is missing: run `intake init`, or `intake restore` if there was one.") from None
    except OSError as error:
        raise Unready(f"{file} cannot be read: {error.strerror}.") from None
    if not stat.S_ISREG(mode) or stat.S_IMODE(mode) & 0o077:
        raise Unready(f"{file} must be readable by its owner alone: chmod 600 it, and ask who could have read it.")
    try:
        value = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        value = b""
    if len(value) != KEY_SIZE:
        raise Unready(f"{file} is damaged: it must hold 64 hexadecimal digits.")
    return value


def _remove(files: list[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
