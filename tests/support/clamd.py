"""A real ClamAV daemon for the length of a test session, with one signature that is made here, and no network.

It knows the test file that scanners agreed on (EICAR). That is put together at run time, so that no file here holds it.
"""

import contextlib
import gzip
import hashlib
import io
import shutil
import socket
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

EICAR: Final = b"".join((rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$", b"EICAR-STANDARD-", b"ANTIVIRUS-TEST-FILE!$H+H*"))
FOUND: Final = "Eicar-Test.UNOFFICIAL"
"""What the daemon calls it."""
MOST_MB: Final = 64
"""The largest file that it takes. Of one larger than half of that it says that it did not look through it."""
_START_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Clamd:
    """A running daemon: its socket, and where it puts what it looks through."""

    socket: Path
    scratch: Path


@contextlib.contextmanager
def running_clamd(signed: datetime | None = None) -> Iterator[Clamd]:
    """A fresh daemon whose signatures are of that moment, or of now; stopped and swept away at the end."""
    folder = Path(tempfile.mkdtemp(prefix="intake-clamd-", dir="/tmp"))  # a socket's path must be short
    clamd = Clamd(folder / "socket", folder / "scratch")
    try:
        _configure(folder, clamd)
        (folder / "signatures" / "daily.cud").write_bytes(_signatures(signed or datetime.now(UTC)))
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(["clamd", f"--config-file={folder / 'conf'}"], stdin=subprocess.DEVNULL,
                                       stdout=log, stderr=log)
        try:
            _wait(process, clamd.socket, folder / "log")
            yield clamd
        finally:
            process.terminate()
            process.wait(_START_SECONDS)
    finally:
        shutil.rmtree(folder)


def _configure(folder: Path, clamd: Clamd) -> None:
    clamd.scratch.mkdir()
    (folder / "signatures").mkdir()
    (folder / "conf").write_text(
        f"Foreground yes\nLocalSocket {clamd.socket}\nDatabaseDirectory {folder / 'signatures'}\n"
        f"TemporaryDirectory {clamd.scratch}\nStreamMaxLength {MOST_MB}M\nMaxFileSize {MOST_MB // 2}M\n"
        "AlertExceedsMax yes\n")


def _signatures(signed: datetime) -> bytes:
    """A set of signatures as they are handed out, but for who signed it: a head of 512 bytes, and a packed archive."""
    named = {"COPYING": b"Made by a test.\n", "daily.ndb": b"Eicar-Test:0:*:" + EICAR.hex().encode() + b"\n"}
    head = "ClamAV-VDB:{:%d %b %Y %H-%M} +0000:27000:1:90:{}:0:tests:{:.0f}"
    listed = [head.format(signed, "0", signed.timestamp()), *(
        f"{name}:{len(data)}:{hashlib.sha256(data).hexdigest()}" for name, data in named.items())]
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in {"daily.info": "".join(f"{line}\n" for line in listed).encode(), **named}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    body = gzip.compress(packed.getvalue())
    digest = hashlib.md5(body, usedforsecurity=False).hexdigest()
    return head.format(signed, digest, signed.timestamp()).encode().ljust(512) + body


def _wait(process: subprocess.Popen[bytes], path: Path, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
            line.connect(str(path))
            return
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"clamd did not start:\n{log.read_text()}")
        time.sleep(0.02)
