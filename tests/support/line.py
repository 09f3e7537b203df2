"""A line between browser and server that stalls where a test wants it to. The browser's own switches cannot: while they
hold an answer back, nobody can look at the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


class Line(ThreadingHTTPServer):
    """Passes every request on, but those for paths in `stalled`: they are taken and never answered."""

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.to_port = port
        self.stalled: set[str] = set()
        self.asked: list[str] = []
        self.over = Event()

    @classmethod
    @contextmanager
    def to(cls, port: int) -> Iterator["Line"]:
        """A line to the server on this port, for the length of a block."""
        with cls(port) as line:
            Thread(target=line.serve_forever, daemon=True).start()
            yield line
            line.over.set()
            line.shutdown()

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
            line.over.wait()
            self.close_connection = True
            return
        self._pass_on()

    def do_POST(self) -> None:
        self.do_GET()

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        server = HTTPConnection("127.0.0.1", self.server.to_port, timeout=60)
        server.request(self.command, self.path, body or None, dict(self.headers))
        answer = server.getresponse()
        text = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"content-length", "transfer-encoding", "connection", "date", "server"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
        server.close()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
