"""Lines to a server on which a form with files is sent as slowly, and as far, as a test wants."""

import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Final

from tests.support.multipart import BOUNDARY, CONTENT_TYPE, head_of
from tests.support.served import Served

NEEDLE: Final = b"The door behind the kitchen is never locked at night, they say. "
BLOCK: Final = 256 * 1024
NAME: Final = "Aufnahme vom Sonntag.mp4"
CONTACT: Final = "/en/contact"


def content(size: int) -> Iterator[bytes]:
    """So many bytes in which a known sentence stands every few kilobytes, in blocks."""
    random = Random(size)
    while size > 0:
        block = b"".join(NEEDLE * 4 + random.randbytes(4096) for _ in range(60))[:min(BLOCK, size)]
        size -= len(block)
        yield block


def form_with(fields: Mapping[str, str], name: str, size: int) -> Iterator[bytes]:
    """The body of a form with one large file, in blocks."""
    head = b"".join(head_of((key, value)) + value.encode() + b"\r\n" for key, value in fields.items())
    yield head + head_of(("files", name, b""))
    yield from content(size)
    yield f"\r\n--{BOUNDARY}--\r\n".encode()


class Line:
    """A connection on which one form is sent."""

    def __init__(self, served: Served, path: str, length: int, cookie: str = "") -> None:
        self.socket = socket.create_connection(("127.0.0.1", served.port), timeout=120)
        head = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{served.port}", "Accept-Language: en",
                f"Content-Type: {CONTENT_TYPE}", f"Content-Length: {length}", "Connection: close"]
        if cookie:
            head.append(f"Cookie: s={cookie}")
        self.socket.sendall(("\r\n".join(head) + "\r\n\r\n").encode())

    def send(self, block: bytes) -> None:
        """Send some of the body."""
        self.socket.sendall(block)

    def answer(self) -> str:
        """The whole answer, as long as it says it is; then the line is closed."""
        received, whole = b"", -1
        with self.socket:
            while len(received) != whole and (block := self.socket.recv(65536)):
                received += block
                head, found, _ = received.partition(b"\r\n\r\n")
                if found:
                    length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
                    whole = len(head) + 4 + int(length)
        return received.decode()

    def cut(self) -> None:
        """Hang up without a word."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.socket.close()


def fields_of(served: Served, message: str) -> dict[str, str]:
    """The contact form, filled."""
    return served.browser().fill("/en/contact", message=message)


def length_of(fields: Mapping[str, str], name: str, size: int) -> int:
    """How long the body is."""
    return sum(map(len, form_with(fields, name, 0))) + size


def uploaded(served: Served, size: int, *, share: float = 1.0, message: str = "See the film."
             ) -> tuple[Line, dict[str, str]]:
    """An enquiry with one file of this size, of which this share was sent; and its fields."""
    fields = fields_of(served, message)
    length = length_of(fields, NAME, size)
    line, left = Line(served, CONTACT, length), int(length * share)
    for block in form_with(fields, NAME, size):
        line.send(block[:left])
        left -= len(block)
        if left <= 0:
            break
    return line, fields


def workers(served: Served) -> list[int]:
    """The processes that answer requests."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            name = (process / "cmdline").read_bytes()
        except (OSError, ValueError):
            continue
        if parent == served.process.pid and b"worker" not in name:
            found.append(int(process.name))
    return found


def memory_mb(process: int) -> float:
    """The most memory that a process ever held."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024


def written_by(process: int) -> int:
    """How many bytes a process wrote so far."""
    return int(Path(f"/proc/{process}/io").read_text().partition("wchar: ")[2].partition("\n")[0])
