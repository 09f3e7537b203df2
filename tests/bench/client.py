"""A client that costs little itself: prepared requests over a few kept connections, in one thread, waiting in epoll."""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a run: how long it took, each answer's time in seconds, how often which status, the last body."""

    seconds: float
    times: list[float]
    statuses: Counter[int]
    body: bytes

    @property
    def rate(self) -> float:
        """Answers in a second."""
        return len(self.times) / self.seconds

    def slowest(self, percent: int) -> float:
        """The time within which so many percent of the answers came."""
        return quantiles(self.times, n=100, method="inclusive")[percent - 1]


def get(path: str, cookies: Mapping[str, str] | None = None) -> bytes:
    """A prepared GET."""
    return _request("GET", path, "", cookies or {})


def post(path: str, fields: Mapping[str, str]) -> bytes:
    """A prepared POST of a form."""
    return _request("POST", path, urlencode(fields), {})


def run(port: int, requests: Sequence[bytes], connections: int = 4) -> Run:
    """Send all the requests, each connection its next one as soon as the last was answered."""
    waiting, times, statuses = iter(requests), [], Counter[int]()
    with selectors.DefaultSelector() as selector:
        began = time.perf_counter()
        open_now = [_Line(port) for _ in range(min(connections, len(requests)))]
        for line in open_now:
            selector.register(line.socket, selectors.EVENT_READ, line)
        busy = sum(line.ask(waiting) for line in open_now)
        while busy:
            for key, _ in selector.select():
                line = key.data
                if line.read():
                    times.append(time.perf_counter() - line.asked)
                    statuses[line.status] += 1
                    busy -= not line.ask(waiting)
        seconds = time.perf_counter() - began
    for line in open_now:
        line.socket.close()
    return Run(seconds, times, statuses, line.body)


class _Line:
    """One connection, and the answer that is arriving on it."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.asked = 0.0
        self.status = 0
        self.body = b""
        self._received = b""
        self._whole = 0

    def ask(self, waiting: Iterator[bytes]) -> bool:
        """Send the next request, if there is one."""
        request = next(waiting, None)
        if request is None:
            return False
        self._received, self._whole = b"", 0
        self.asked = time.perf_counter()
        self.socket.sendall(request)
        return True

    def read(self) -> bool:
        """Take what arrived; whether the answer is whole."""
        piece = self.socket.recv(1 << 18)
        if not piece:
            raise ConnectionError("the server hung up")
        self._received += piece
        if not self._whole:
            head, separator, _ = self._received.partition(b"\r\n\r\n")
            if not separator:
                return False
            self.status = int(head.split(b" ", 2)[1])
            length = next((line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0")
            self._whole = len(head) + 4 + int(length.partition(b":")[2])
        if len(self._received) < self._whole:
            return False
        self.body = self._received.partition(b"\r\n\r\n")[2]
        return True


def _request(method: str, path: str, body: str, cookies: Mapping[str, str]) -> bytes:
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Language: en"]
    if cookies:
        head.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
    if body:
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode()
