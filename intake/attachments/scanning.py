"""Asking a scanner for viruses (clamd, by its unix socket) about a file as it is opened, before anybody gets it.

The file passes piece by piece: little of it is in memory here, and nothing on a disk of ours. No answer counts as no
clean file. What the scanner said is kept nowhere, but for a minute that a file was clean, so that a page and its
picture ask once.
"""

import re
import socket
import time
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

from intake.errors import IntakeError
from intake.vault.lanes import Lanes

SECONDS: Final = 30.0
"""How long the scanner may take over one file, from the first byte to its answer."""

_CLEAN_SECONDS: Final = 60.0
_ANSWER_BYTES: Final = 4096
_CLEAN: Final = "stream: OK"
_FOUND: Final = re.compile(r"stream: (\S+) FOUND")
_GAVE_UP: Final = "Heuristics.Limits.Exceeded"
"""How a finding begins that only says that the scanner did not look through all of the file."""


class Closed(IntakeError):
    """A file stays closed. `signature` is the scanner's name for what it holds, empty where it gave no answer."""

    def __init__(self, reason: str, signature: str = "") -> None:
        super().__init__(reason)
        self.signature = signature


class NoAnswer(Closed):
    """The scanner said nothing, or nothing in time. It will hardly say more about the next file."""


class Scanner:
    """The scanner behind a socket, asked about as many files at once as there are places in `lanes`."""

    def __init__(self, path: str, lanes: Lanes, seconds: float = SECONDS) -> None:
        """Nobody is asked before the first file."""
        self._path = path
        self._lanes = lanes
        self._seconds = seconds
        self._clean_until: dict[str, float] = {}

    def require_clean(self, blob: str, pieces: Iterable[bytes]) -> None:
        """Raise `Closed` unless the scanner has nothing against the file of this blob; Busy when no place came free.

        It is a `NoAnswer` where the scanner is silent about any file, and not only against this one.
        """
        now = time.monotonic()
        if self._clean_until.get(blob, now) > now:
            return
        with self._lanes.place():
            said = self._ask(b"INSTREAM", _in_frames(pieces))
        found = _FOUND.fullmatch(said)
        if found and not found[1].startswith(_GAVE_UP):
            raise Closed("the scanner found something", found[1])
        if said != _CLEAN:
            raise _not_looked_through(said)
        now = time.monotonic()  # a new mapping each time: other threads may be reading the old one
        still = {each: until for each, until in self._clean_until.items() if until > now}
        self._clean_until = {**still, blob: now + _CLEAN_SECONDS}

    def signatures_day(self) -> date | None:
        """The day of the scanner's newest signatures, where it tells. Raises `Closed` when it gives no answer."""
        said = self._ask(b"VERSION", ())
        try:
            return datetime.strptime(said.split("/")[2], "%a %b %d %H:%M:%S %Y").date()  # noqa: DTZ007 - clamd's own
        except (IndexError, ValueError):
            return None

    def _ask(self, command: bytes, frames: Iterable[bytes]) -> str:
        deadline = time.monotonic() + self._seconds
        try:
            with socket.socket(socket.AF_UNIX) as line:
                _hurry(line, deadline)
                line.connect(self._path)
                line.sendall(b"z" + command + b"\0")
                _give(line, frames, deadline)
                return _answer(line, deadline)
        except OSError as error:
            raise NoAnswer(f"the scanner for viruses gave no answer: {error}") from None


def _in_frames(pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in filter(None, pieces):  # an empty frame is the end
        yield len(piece).to_bytes(4, "big") + piece
    yield bytes(4)


def _give(line: socket.socket, frames: Iterable[bytes], deadline: float) -> None:
    try:
        for frame in frames:
            _hurry(line, deadline)
            line.sendall(frame)
    except (BrokenPipeError, ConnectionResetError):
        # It hung up before it had read all. What it said then is a reason, and never that the file is clean.
        raise _not_looked_through(_answer(line, deadline)) from None


def _not_looked_through(said: str) -> Closed:
    return Closed(f"the scanner for viruses did not look through it: {said!r}")


def _answer(line: socket.socket, deadline: float) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < _ANSWER_BYTES:
        _hurry(line, deadline)
        part = line.recv(_ANSWER_BYTES)
        if not part:
            raise ConnectionError("it hung up")
        said += part
    return said.rstrip(b"\0").decode("ascii", "replace")


def _hurry(line: socket.socket, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("it took too long")
    line.settimeout(left)
