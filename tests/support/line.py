"""A line between browser and server that stalls where a test wants it to. The browser's own switches cannot: while they
hold an answer back, nobody can look at the page."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

_OF_THE_LINE = frozenset({"content-length", "transfer-encoding", "connection", "date", "server"})


class Line(ThreadingHTTPServer):
    """Passes every request on, but those for paths in `stalled`: they are taken, and not answered until told."""

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.to_port = port
        self.stalled: set[str] = set()
        self.asked: list[str] = []
        self.over: dict[str, Event] = defaultdict(Event)

    @classmethod
    @contextmanager
    def to(cls, port: int) -> Iterator["Line"]:
        """A line to the server on this port, for the length of a block."""
        with cls(port) as line:
            Thread(target=line.serve_forever, daemon=True).start()
            yield line
            for event in line.over.values():
                event.set()
            line.shutdown()

    def go_on(self, path: str) -> None:
        """Answer what was held back for this path, and no longer hold it."""
        self.stalled.discard(path)
        self.over[path].set()

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hung up meanwhile is nothing to tell of."""

    @property
    def url(self) -> str:
        """Where the browser finds it."""
        return f"http://127.0.0.1:{self.server_port}"


class _Passing(BaseHTTPRequestHandler):
    server: Line
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        line = self.server
        line.asked.append(self.path)
        if self.path in line.stalled:
            line.over[self.path].wait()
        self._pass_on()

    def do_POST(self) -> None:
        self.do_GET()

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with closing(HTTPConnection("127.0.0.1", self.server.to_port, timeout=60)) as server:
            server.request(self.command, self.path, body or None, dict(self.headers))
            answer = server.getresponse()
            text = answer.read()
            given = answer.getheaders()
        self.send_response(answer.status)
        for name, value in given:
            if name.lower() not in _OF_THE_LINE:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
