"""A request's body, read by a thread of its own, so that whoever waits for it need not wait for ever.

The server's own reading cannot be broken off: a client that stops in the middle would hold one of its few threads. Here
at most that extra thread stays behind, until the client hangs up. It writes nothing and holds two pieces at most.
"""

import queue
import threading
from collections.abc import Callable
from typing import Final

from werkzeug.exceptions import ClientDisconnected

from intake.errors import IntakeError

PIECE: Final = 64 * 1024
PATIENCE: Final = 60.0
"""Within so many seconds a piece must have come: about one kilobyte a second, less than the slowest telephone line."""

_AHEAD: Final = 2


class TooSlow(IntakeError):
    """Nothing more came for too long."""


class PacedBody:
    """The body in pieces. For one reader; `close` when nobody reads on."""

    def __init__(self, read: Callable[[int], bytes], patience: float | None = None) -> None:
        self.ended = False
        self._read = read
        self._patience = PATIENCE if patience is None else patience
        self._pieces: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._room = threading.Semaphore(_AHEAD)
        self._closed = False
        threading.Thread(target=self._run, name="body", daemon=True).start()

    def next(self, patience: float | None = None) -> bytes:
        """The next piece; empty at the end, and where the line broke. Raises `TooSlow`; there is nothing after that."""
        if self.ended:
            return b""
        try:
            piece = self._pieces.get(timeout=self._patience if patience is None else patience)
        except queue.Empty:
            self.close()
            raise TooSlow("the body stopped coming") from None
        self._room.release()
        self.ended = not piece
        return piece

    def close(self) -> None:
        """Take no more from the client."""
        self.ended = self._closed = True
        self._room.release()

    def _run(self) -> None:
        piece = b"-"
        while piece:
            self._room.acquire()
            if self._closed:
                return
            try:
                piece = self._read(PIECE)
            except (ClientDisconnected, OSError, ValueError):
                piece = b""
            self._pieces.put(piece)
